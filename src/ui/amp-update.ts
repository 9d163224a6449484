import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from './styles.ts';
import type { Updates } from './updates.ts';

/**
 * Says that a newer version of the lab is there, and loads it when asked; never by itself, never while a job runs. It
 * stands at the right of the navigation; in a narrow window it lies over the page's foot.
 */
@customElement('amp-update')
export class AmpUpdate extends LitElement {
  static override readonly styles = [
    shared,
    css`
      div {
        display: grid;
        height: 100%;
        align-items: center;
      }
      p {
        display: flex;
        gap: 0.8rem;
        align-items: center;
        color: var(--ink-quiet);
        font-size: var(--size-0);
      }
      button {
        flex: none;
      }
      /* Where the navigation leaves no room. */
      @media (max-width: 1160px) {
        p {
          position: fixed;
          inset: auto 0 0;
          justify-content: space-between;
          padding: 0.6rem clamp(1rem, 4vw, 2.5rem);
          padding-bottom: max(0.6rem, env(safe-area-inset-bottom));
          background: var(--sheet);
          border-top: 1px solid var(--rule-strong);
        }
      }
    `,
  ];

  /** Where newer versions are heard of; undefined where there is no service worker. */
  @property({ attribute: false }) updates: Updates | undefined;
  /** What is under way and would be cut off; empty = nothing. */
  @property() blocked = '';

  @state() private _ready = false;
  /** Other windows of the lab that have to be closed first. */
  @state() private _others = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('updates')) this.updates?.onReady(() => (this._ready = true));
  }

  override render(): TemplateResult {
    return html`<div role="status">
      ${
        this._ready
          ? html`<p>
              <span>${this._words()}</span>
              <button type="button" class="plain" ?disabled=${this.blocked !== ''} @click=${this._onLoad}>
                Load it
              </button>
            </p>`
          : nothing
      }
    </div>`;
  }

  private _words(): string {
    if (this.blocked !== '') return 'A new version is there, for when this work is done.';
    if (this._others === 0) return 'A new version of the lab is there.';
    const windows = this._others === 1 ? 'another window' : `${this._others} other windows`;
    return `The lab is open in ${windows}: close that first.`;
  }

  private readonly _onLoad = async (): Promise<void> => {
    this._others = (await this.updates?.load()) ?? 0;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-update': AmpUpdate;
  }
}
