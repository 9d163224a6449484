import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange } from '../base/format.ts';
import { levelColour, shared } from './styles.ts';

/** Margins of all pairs of a ladder: how much more a rung's implicit reward is than that of each rung below it. */
@customElement('amp-margins')
export class AmpMargins extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        font-size: var(--size-0);
      }
      caption {
        padding-bottom: 0.3rem;
        text-align: left;
        font-weight: 600;
      }
      th,
      td {
        padding: 0.2rem 0.45rem;
        text-align: right;
        white-space: nowrap;
      }
      td {
        font-family: var(--mono);
      }
      td.kept {
        background: var(--good-wash);
      }
      td.violated {
        color: var(--bad);
        background: var(--bad-wash);
        font-weight: 700;
      }
      .level {
        font-weight: 700;
      }
      p {
        margin-top: 0.4rem;
      }
      .badge {
        padding: 0.05rem 0.5rem;
        border-radius: 1rem;
        font-weight: 600;
        color: var(--good);
        background: var(--good-wash);
      }
      .badge.violated {
        color: var(--bad);
        background: var(--bad-wash);
      }
      .badge.equal {
        color: var(--ink-quiet);
        background: var(--sunk);
      }
    `,
  ];

  /** Implicit reward per level, best level first. */
  @property({ attribute: false }) rewards: readonly number[] = [];

  override render(): TemplateResult {
    const { rewards } = this;
    const lower = rewards.slice(1);
    const pairs = rewards.flatMap((better, i) =>
      rewards.slice(i + 1).map((worse) => verdict(better - worse)),
    );
    const violated = pairs.filter((pair) => pair === 'violated').length;
    const equal = pairs.every((pair) => pair === 'equal');
    const badge = equal ? 'equal' : violated > 0 ? 'violated' : '';
    return html`
      <table>
        <caption>
          Margins: reward of the rung in the row minus that in the column
        </caption>
        <thead>
          <tr>
            <td></td>
            ${lower.map((_, j) => html`<th scope="col" class="level" style="color:${levelColour(j + 1)}">${j + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rewards.slice(0, -1).map(
            (better, i) =>
              html`<tr>
                <th scope="row" class="level" style="color:${levelColour(i)}">${i}</th>
                ${lower.map((worse, j) => (j + 1 <= i ? html`<td></td>` : cell(better - worse)))}
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="small">
        <span class="badge ${badge}"
          >${
            equal
              ? 'not trained yet: all rungs alike'
              : violated > 0
                ? `✗ ${violated} of ${pairs.length} pairs in the wrong order`
                : `✓ all ${pairs.length} pairs in order`
          }</span
        >
      </p>
    `;
  }
}

type Verdict = 'kept' | 'violated' | 'equal';

function verdict(margin: number): Verdict {
  // Log-probabilities come in f32: below this, two rungs are alike.
  if (Math.abs(margin) < 1e-5) return 'equal';
  return margin > 0 ? 'kept' : 'violated';
}

function cell(margin: number): TemplateResult {
  const kind = verdict(margin);
  return html`<td class=${kind}>
    ${formatChange(margin, 2)}${kind === 'violated' ? html` ✗<span class="visually-hidden"> wrong order</span>` : ''}
  </td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-margins': AmpMargins;
  }
}
