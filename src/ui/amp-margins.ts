import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange } from '../base/format.ts';
import { ALIKE } from './inspect/scoreView.ts';
import { levelColour, shared } from './styles.ts';

/**
 * Margins of all pairs of a ladder: how much more a rung's implicit reward is than that of each rung below it.
 *
 * @cssprop --margins-size - Size of the figures.
 * @cssprop --margins-gap - Space at their sides.
 */
@customElement('amp-margins')
export class AmpMargins extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        font-size: var(--margins-size, var(--size-0));
      }
      caption {
        padding-bottom: 0.3rem;
        text-align: left;
        font-weight: 600;
      }
      th,
      td {
        padding: 0.2rem var(--margins-gap, 0.45rem);
        text-align: right;
        white-space: nowrap;
      }
      td {
        font-family: var(--mono);
      }
      td.kept {
        background: var(--good-wash);
      }
      td.tied {
        color: var(--ink-quiet);
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

  /** Implicit reward per rung, best rung first. */
  @property({ attribute: false }) rewards: readonly number[] = [];
  /** The rungs' levels, where they stand in another order than their own. */
  @property({ attribute: false }) levels: readonly number[] = [];
  /** The rungs' ranks; those that share one are tied and have no margin to keep. */
  @property({ attribute: false }) ranks: readonly number[] = [];
  /** What is subtracted from what. */
  @property() heading = 'Margins: reward of the rung in the row minus that in the column';

  override render(): TemplateResult | typeof nothing {
    const { rewards } = this;
    if (rewards.length === 0) return nothing;
    const lower = rewards.slice(1);
    const name = (i: number): TemplateResult => {
      const level = this.levels[i] ?? i;
      return html`<span class="level" style="color:${levelColour(level)}">${level}</span>`;
    };
    const cell = (i: number, j: number): TemplateResult =>
      marginCell(rewards[i] as number, rewards[j] as number, this._tied(i, j));
    const pairs = rewards.flatMap((better, i) =>
      rewards.slice(i + 1).flatMap((worse, j) => (this._tied(i, i + 1 + j) ? [] : [verdict(better - worse)])),
    );
    const violated = pairs.filter((pair) => pair === 'violated').length;
    const equal = pairs.length > 0 && pairs.every((pair) => pair === 'equal');
    const badge = equal || pairs.length === 0 ? 'equal' : violated > 0 ? 'violated' : '';
    return html`
      <table>
        <caption>
          ${this.heading}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${lower.map((_, j) => html`<th scope="col">${name(j + 1)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rewards.slice(0, -1).map(
            (_, i) =>
              html`<tr>
                <th scope="row">${name(i)}</th>
                ${lower.map((_, j) => (j + 1 <= i ? html`<td></td>` : cell(i, j + 1)))}
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="small">
        <span class="badge ${badge}"
          >${
            pairs.length === 0
              ? 'all rungs tied: no order to keep'
              : equal
                ? 'not trained yet: all rungs alike'
                : violated > 0
                  ? `✗ ${violated} of ${pairs.length} pairs in the wrong order`
                  : `✓ all ${pairs.length} pairs in order`
          }</span
        >
      </p>
    `;
  }

  private _tied(i: number, j: number): boolean {
    return this.ranks[i] !== undefined && this.ranks[i] === this.ranks[j];
  }
}

type Verdict = 'kept' | 'violated' | 'equal';

function verdict(margin: number): Verdict {
  if (Math.abs(margin) < ALIKE) return 'equal';
  return margin > 0 ? 'kept' : 'violated';
}

function marginCell(better: number, worse: number, tied: boolean): TemplateResult {
  const margin = better - worse;
  if (tied) {
    return html`<td class="tied" title="tied: neither is better">
      ${formatChange(margin, 2)} =<span class="visually-hidden"> tied</span>
    </td>`;
  }
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
