import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles.ts';
import type { WordTable } from './sampleView.ts';

/** How much colour the fullest cell has: the numbers stay readable on it. */
const FULL = 40;

/** What was answered against what is so, where answers are reduced to a word such as yes or no. */
@customElement('amp-word-table')
export class AmpWordTable extends LitElement {
  static override readonly styles = [
    shared,
    css`
      h4 {
        margin-bottom: 0.6rem;
        font-size: var(--size-2);
      }
      th,
      td {
        min-width: 4.2rem;
        text-align: center;
        border: 1px solid var(--sheet);
      }
      .side {
        text-align: right;
        white-space: nowrap;
      }
      td b {
        display: block;
        font-size: var(--size-2);
      }
    `,
  ];

  /** Rounds, by what is so and by what was answered; nothing is shown without it. */
  @property({ attribute: false }) table: WordTable | undefined;

  override render(): TemplateResult | typeof nothing {
    if (this.table === undefined) return nothing;
    const { truths, words, counts } = this.table;
    const most = Math.max(1, ...counts.flat());
    return html`<h4>What it says, and what is so</h4>
      <div class="scroll" tabindex="0" role="region" aria-label="What it says, and what is so">
        <table>
          <thead>
            <tr>
              <th scope="col" class="side"><span class="visually-hidden">truth</span></th>
              ${words.map((word) => html`<th scope="col">${truths.includes(word) ? `it says ${word}` : word}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${truths.map((truth, t) => {
              const row = counts[t] ?? [];
              const all = row.reduce((sum, n) => sum + n, 0);
              return html`<tr>
                <th scope="row" class="side">it is ${truth}</th>
                ${words.map((word, w) => {
                  const n = row[w] ?? 0;
                  const colour = word === truth ? 'var(--good)' : 'var(--bad)';
                  const share = Math.round((FULL * n) / most);
                  return html`<td style=${`background:color-mix(in srgb, ${colour} ${share}%, var(--sheet))`}>
                    <b>${n.toLocaleString('en')}</b>
                    <span class="small">${all === 0 ? '' : `${Math.round((100 * n) / all)} %`}</span>
                  </td>`;
                })}
              </tr>`;
            })}
          </tbody>
        </table>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-word-table': AmpWordTable;
  }
}
