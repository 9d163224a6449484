import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../base/format.ts';
import type { Estimate, JudgeAgreement } from '../../protocol/bench.ts';
import { shared } from '../styles.ts';
import { trustInWords } from './judgeView.ts';
import { markStyles, scoreMark } from './scoreMark.ts';

/** How much of the accent's colour the fullest cell has: the numbers stay readable on it. */
const FULL = 45;

/** How far a judge agrees with the exact one: kappas with intervals, and which ratings it gave for which. */
@customElement('amp-agreement')
export class AmpAgreement extends LitElement {
  static override readonly styles = [
    shared,
    markStyles,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.8rem 2rem;
        align-items: start;
      }
      .verdict {
        font-weight: 600;
      }
      .good {
        color: var(--good);
      }
      .fair {
        color: var(--warn);
      }
      .poor {
        color: var(--bad);
      }
      .measures {
        width: 100%;
        margin-top: 0.5rem;
      }
      .measures th {
        font-weight: 400;
        color: var(--ink);
      }
      .measures td {
        white-space: nowrap;
      }
      .measures .drawn {
        width: 40%;
        min-width: 6rem;
      }
      .heat {
        font-size: var(--size-0);
      }
      .heat caption {
        padding-bottom: 0.3rem;
        text-align: left;
        color: var(--ink-quiet);
      }
      .heat :is(th, td) {
        width: 2.3rem;
        padding: 0.2rem 0.3rem;
        text-align: center;
        border: 1px solid var(--sheet);
      }
      .heat .side {
        width: auto;
        padding-right: 0.5rem;
        text-align: right;
        white-space: nowrap;
      }
      .heat tr.line > * {
        border-top: 2px solid var(--rule-strong);
      }
      .heat :is(td, th).line {
        border-left: 2px solid var(--rule-strong);
      }
      @media (max-width: 860px) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 480px) {
        .measures :is(th, td) {
          padding-inline: 0 0.5rem;
        }
        .measures .drawn {
          width: auto;
          min-width: 3.5rem;
          padding-inline: 0;
        }
      }
    `,
  ];

  /** The judge against the exact one; nothing is shown without it. */
  @property({ attribute: false }) agreement: JudgeAgreement | undefined;

  override render(): TemplateResult | typeof nothing {
    const { agreement } = this;
    if (agreement === undefined) return nothing;
    const { weightedKappa, kappa, agreement: same, n } = agreement;
    const { side, words } = trustInWords(agreement);
    return html`<div class="both">
      <div>
        <p class="verdict ${side}">${words}</p>
        <p class="small quiet">
          On ${n.toLocaleString('en')} answers about scenes that the exact judge rated too. Kappa is 1 when
          both always say the same, and 0 when they agree no more than chance would have it.
        </p>
        <table class="measures small">
          <tbody>
            ${measure('Ratings, weighted kappa', weightedKappa, kappaText)}
            ${measure('Hallucination or not, kappa', kappa, kappaText)}
            ${measure('Same verdict on hallucination', same, formatPercent)}
          </tbody>
        </table>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Ratings of both judges">
        ${heat(agreement)}
      </div>
    </div>`;
  }
}

const kappaText = (x: number): string => formatNumber(x, 2);

function measure(label: string, estimate: Estimate, text: (x: number) => string): TemplateResult {
  const { value, low, high } = estimate;
  const known = Number.isFinite(value);
  return html`<tr>
    <th scope="row">${label}</th>
    <td>${known ? html`<b>${text(value)}</b> [${text(low)}, ${text(high)}]` : 'cannot be told'}</td>
    <td class="drawn">${known ? scoreMark(estimate, { axis: [Math.min(0, low), 1] }) : nothing}</td>
  </tr>`;
}

/** Rows are the exact judge's ratings, columns the other's; below 3 is a hallucination. */
function heat({ confusion }: JudgeAgreement): TemplateResult {
  const most = Math.max(1, ...confusion.flat());
  const line = (rating: number): string => (rating === 3 ? 'line' : '');
  return html`<table class="heat">
    <caption>
      Answers by the exact rating (rows) and the judge’s (columns); lines part off hallucinations, 0 to 2
    </caption>
    <thead>
      <tr>
        <th class="side" scope="col">exact</th>
        ${confusion.map((_, c) => html`<th scope="col" class=${line(c)}>${c}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${confusion.map(
        (row, r) =>
          html`<tr class=${line(r)}>
            <th class="side" scope="row">${r}</th>
            ${row.map((count, c) => {
              const share = (FULL * Math.sqrt(count)) / Math.sqrt(most);
              return html`<td
                class=${line(c)}
                style=${count === 0 ? '' : `background:color-mix(in srgb, var(--accent) ${share}%, var(--sheet))`}
              >
                ${count === 0 ? html`<span class="quiet">·</span>` : r === c ? html`<b>${count}</b>` : count}
              </td>`;
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-agreement': AmpAgreement;
  }
}
