import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from '../styles.ts';

/**
 * Above the opened ladder: which one it is, the way to its neighbours, the link to exactly this, and the keys.
 *
 * @fires amp-move - `detail` is 1 for the next ladder, -1 for the previous.
 * @fires amp-keys - The user wants to see the keys.
 */
@customElement('amp-ladder-bar')
export class AmpLadderBar extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.6rem;
        align-items: center;
        justify-content: space-between;
      }
      h4 {
        font-size: var(--size-2);
      }
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      kbd {
        padding: 0 0.3rem;
        font: 0.75rem var(--mono);
        border: 1px solid currentcolor;
        border-radius: 4px;
        opacity: 0.75;
      }
      p {
        overflow-wrap: anywhere;
      }
      @media (pointer: coarse) {
        button:not([aria-label]) kbd {
          display: none;
        }
      }
    `,
  ];

  /** The ladder's place, from 0. */
  @property({ type: Number }) index = 0;
  /** How many ladders there are. */
  @property({ type: Number }) total = 0;
  /** The address of exactly this. */
  @property() link = '';

  /** Whether the link was copied; undefined where the browser refused. */
  @state() private _copied: boolean | undefined = false;

  /** Puts the link on the clipboard, or shows it where that is refused. */
  async copy(): Promise<void> {
    this._copied = await navigator.clipboard.writeText(this.link).then(
      () => true,
      () => undefined,
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('link')) this._copied = false;
  }

  override render(): TemplateResult {
    const { index, total } = this;
    const step = (words: string, key: string, by: 1 | -1, off: boolean): TemplateResult =>
      html`<button class="plain" type="button" ?disabled=${off} @click=${() => this._move(by)}>
        ${words} <kbd aria-hidden="true">${key}</kbd>
      </button>`;
    return html`<div class="bar">
        <h4>Ladder ${(index + 1).toLocaleString('en')} of ${total.toLocaleString('en')}</h4>
        <div class="steps">
          ${step('Previous', 'k', -1, index <= 0)} ${step('Next', 'j', 1, index >= total - 1)}
          <button class="plain" type="button" @click=${() => void this.copy()}>
            ${this._copied === true ? 'Copied' : 'Copy link'} <kbd aria-hidden="true">c</kbd>
          </button>
          <button class="plain" type="button" aria-label="Keys" title="Keys" @click=${this._onKeys}>
            <kbd aria-hidden="true">?</kbd>
          </button>
        </div>
      </div>
      <p class="small" role="status" ?hidden=${this._copied !== undefined}>
        This browser does not let the page copy. The link: ${this.link}
      </p>`;
  }

  private _move(detail: 1 | -1): void {
    this.dispatchEvent(new CustomEvent('amp-move', { detail }));
  }

  private readonly _onKeys = (): void => {
    this.dispatchEvent(new CustomEvent('amp-keys'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-bar': AmpLadderBar;
  }
}
