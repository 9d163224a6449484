import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles.ts';
import type { TextMode } from './amp-rung-text.ts';

/** What may be marked in the text, with the key that does it. */
export const MODES: Readonly<Record<TextMode, { readonly label: string; readonly key: string }>> = {
  words: { label: 'Words that differ', key: 'w' },
  heat: { label: 'Token heat', key: 'h' },
  plain: { label: 'Plain', key: 'p' },
};

/**
 * Above the rungs: what is marked in their text, and the way back from what was changed in their order.
 *
 * @fires amp-mode - `detail` is the TextMode chosen.
 * @fires amp-undo - A step back.
 * @fires amp-redo - And forward again.
 * @fires amp-reset - Back to the ladder's own order.
 */
@customElement('amp-inspect-tools')
export class AmpInspectTools extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
      }
      .modes,
      .edits {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }
      .edits {
        margin-left: auto;
      }
      kbd {
        padding: 0 0.3rem;
        font: 0.72rem var(--mono);
        border: 1px solid currentcolor;
        border-radius: 4px;
        opacity: 0.65;
      }
      @media (pointer: coarse) {
        kbd {
          display: none;
        }
      }
      .legend {
        order: 1;
        flex-basis: 100%;
        display: flex;
        gap: 0.4rem;
        align-items: center;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .legend i {
        width: 4.5rem;
        height: 0.7rem;
        background: linear-gradient(
          to right,
          color-mix(in srgb, var(--level-2) 45%, transparent),
          transparent,
          color-mix(in srgb, var(--level-0) 45%, transparent)
        );
        border: 1px solid var(--rule);
        border-radius: 3px;
      }
    `,
  ];

  /** What is marked in the text now. */
  @property() mode: TextMode = 'words';
  /** Why tokens have no heat; empty = they have. */
  @property() cold = '';
  /** Whether there is a step to go back. */
  @property({ type: Boolean }) undoable = false;
  /** Whether there is a step to go forward again. */
  @property({ type: Boolean }) redoable = false;
  /** Whether a person gave the ladder another order. */
  @property({ type: Boolean }) ordered = false;

  override render(): TemplateResult {
    const { mode, cold } = this;
    return html`<div class="tools">
      <div class="modes" role="group" aria-label="What is marked in the text">
        ${(Object.keys(MODES) as TextMode[]).map((one) => {
          const off = one === 'heat' && cold !== '';
          return html`<button
            class="plain"
            type="button"
            aria-pressed=${mode === one}
            ?disabled=${off}
            title=${off ? cold : nothing}
            @click=${() => this._tell('amp-mode', one)}
          >
            ${MODES[one].label} <kbd aria-hidden="true">${MODES[one].key}</kbd>
          </button>`;
        })}
      </div>
      ${
        mode === 'heat' && cold === ''
          ? html`<span
              class="legend"
              role="img"
              aria-label="Blue tokens became likelier, amber ones less likely"
              >less likely <i></i> likelier</span
            >`
          : nothing
      }
      <div class="edits" role="group" aria-label="Your order">
        ${
          this.ordered
            ? html`<button class="plain" type="button" @click=${() => this._tell('amp-reset')}>
                The ladder’s own order
              </button>`
            : nothing
        }
        <button
          class="plain"
          type="button"
          ?disabled=${!this.undoable}
          @click=${() => this._tell('amp-undo')}
        >
          Undo
        </button>
        <button
          class="plain"
          type="button"
          ?disabled=${!this.redoable}
          @click=${() => this._tell('amp-redo')}
        >
          Redo
        </button>
      </div>
    </div>`;
  }

  private _tell(name: string, detail?: TextMode): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-inspect-tools': AmpInspectTools;
  }
}
