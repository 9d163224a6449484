import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { shared } from '../styles.ts';

const KEYS: readonly (readonly [group: string, rows: readonly (readonly [keys: string, what: string])[]])[] =
  [
    [
      'Ladders',
      [
        ['j k', 'next, previous'],
        ['c', 'copy the link to exactly this'],
        ['?', 'these keys'],
      ],
    ],
    [
      'Text and weights',
      [
        ['w', 'words that differ from the rung above'],
        ['h', 'heat of every token'],
        ['p', 'plain text'],
        ['[ ]', 'earlier, later checkpoint of the run'],
      ],
    ],
    [
      'Order, on a rung',
      [
        ['↑ ↓', 'on its handle: one place up, down'],
        ['Home End', 'on its handle: to the top, to the bottom'],
        ['1 … 9', 'to that place'],
        ['t', 'tie with the rung above, or untie'],
        ['Ctrl Z', 'undo'],
        ['Ctrl ⇧ Z', 'redo'],
        ['n', 'write a note; Esc leaves it'],
      ],
    ],
    [
      'Image, once it has the focus',
      [
        ['+ −', 'zoom'],
        ['0', 'the whole image'],
        ['← ↑ ↓ →', 'move it; on an object: the next object'],
      ],
    ],
  ];

/** The keys of the inspector, in a dialog. */
@customElement('amp-keys')
export class AmpKeys extends LitElement {
  static override readonly styles = [
    shared,
    css`
      dialog {
        max-width: min(44rem, 92vw);
        padding: 1.2rem 1.5rem 1.4rem;
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: 10px;
      }
      dialog::backdrop {
        background: #0007;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 0.8rem;
      }
      .groups {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 1rem 2rem;
      }
      h4 {
        margin-bottom: 0.3rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.25rem 0.8rem;
      }
      dt {
        white-space: nowrap;
      }
      kbd {
        padding: 0 0.35rem;
        font: 0.8rem var(--mono);
        background: var(--sunk);
        border: 1px solid var(--rule-strong);
        border-radius: 4px;
      }
    `,
  ];

  @query('dialog') private readonly _dialog!: HTMLDialogElement;

  show(): void {
    this._dialog.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="keys" @keydown=${this._onKey} @click=${this._onClick}>
      <header>
        <h3 id="keys">Keys</h3>
        <button class="plain" type="button" @click=${this._close}>Close</button>
      </header>
      <div class="groups">
        ${KEYS.map(
          ([group, rows]) =>
            html`<section>
              <h4>${group}</h4>
              <dl>
                ${rows.map(
                  ([keys, what]) =>
                    html`<dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt>
                      <dd>${what}</dd>`,
                )}
              </dl>
            </section>`,
        )}
      </div>
    </dialog>`;
  }

  private readonly _close = (): void => this._dialog.close();

  /** The keys of the page stay out of the dialog. */
  private readonly _onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === '?') this._close();
  };

  /** A click beside the dialog closes it. */
  private readonly _onClick = (event: MouseEvent): void => {
    if (event.target === this._dialog) this._close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-keys': AmpKeys;
  }
}
