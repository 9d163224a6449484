import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange, formatNumber, formatPercent } from '../base/format.ts';
import type { BenchResult, Comparison, Difference, Estimate, Score } from '../protocol/bench.ts';
import './figure/amp-figure-files.ts';
import { figureFile } from './figure/plotFigure.ts';
import { scoreboardCsv, scoreboardFigures, SHOWN_SCORES } from './scoreboardFigures.ts';
import { shared } from './styles.ts';

/** A benchmark before and after training: four scores with their 95 % intervals drawn, and the paired change. */
@customElement('amp-scoreboard')
export class AmpScoreboard extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        width: 100%;
      }
      caption {
        text-align: left;
        padding-bottom: 0.5rem;
        color: var(--ink-quiet);
        font-size: var(--size-0);
      }
      tbody th {
        max-width: 15rem;
        color: var(--ink);
        font-size: var(--size-1);
      }
      tbody th span {
        display: block;
        font-weight: 400;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      td {
        white-space: nowrap;
      }
      td b {
        font-size: var(--size-2);
      }
      td span {
        display: block;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      td.drawn {
        width: 36%;
        min-width: 12rem;
      }
      svg {
        display: block;
        width: 100%;
        height: 3.4rem;
        overflow: visible;
      }
      amp-figure-files {
        margin-top: 0.3rem;
        text-align: right;
      }
      .better b {
        color: var(--good);
      }
      .worse b {
        color: var(--bad);
      }
      @media (max-width: 760px) {
        table,
        caption,
        tbody,
        tr,
        th,
        td {
          display: block;
        }
        thead {
          display: none;
        }
        tr {
          padding: 0.6rem 0;
          border-bottom: 1px solid var(--rule);
        }
        th,
        td {
          padding: 0.1rem 0;
          border: 0;
          white-space: normal;
        }
        td span {
          display: inline;
        }
        td[data-label]::before {
          content: attr(data-label) ': ';
          color: var(--ink-quiet);
          font-size: var(--size-0);
        }
        td.drawn {
          width: auto;
        }
      }
    `,
  ];

  /** The benchmark before training. */
  @property({ attribute: false }) earlier: BenchResult | undefined;
  /** The same benchmark after training. */
  @property({ attribute: false }) later: BenchResult | undefined;
  /** After minus before, paired. */
  @property({ attribute: false }) change: Comparison | undefined;

  override render(): TemplateResult | typeof nothing {
    const { earlier: before, later: after, change } = this;
    if (before === undefined) return nothing;
    const dialogues = before.dialogues.length;
    const rounds = before.dialogues.reduce((sum, d) => sum + d.rounds.length, 0);
    const board = { earlier: before, later: after, change };
    const about = `${dialogues} dialogues, ${rounds} questions. Hollow before training, filled after; lines are 95 % intervals.`;
    return html`<table>
        <caption>
          ${before.name}: ${dialogues} dialogues, ${rounds} questions about scenes nobody trained on; the
          judge knows what is in them. Brackets and lines are 95 % intervals.
        </caption>
        <thead>
          <tr>
            <th scope="col">measure</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
            <th scope="col"><span class="visually-hidden">drawn</span></th>
            <th scope="col">change</th>
          </tr>
        </thead>
        <tbody>
          ${SHOWN_SCORES.map((key) => row(key, before.scores, after?.scores, change))}
        </tbody>
      </table>
      <amp-figure-files
        of="the scoreboard"
        name=${`Scoreboard ${before.name}`}
        .svg=${() => figureFile(scoreboardFigures(board), { title: before.name, about })}
        .csv=${() => scoreboardCsv(board)}
      ></amp-figure-files>`;
  }
}

function row(
  key: string,
  earlier: readonly Score[],
  later: readonly Score[] | undefined,
  change: Comparison | undefined,
): TemplateResult | typeof nothing {
  const before = earlier.find((score) => score.key === key);
  if (before === undefined) return nothing;
  const after = later?.find((score) => score.key === key);
  const changed = change?.differences.find((score) => score.key === key);
  return html`<tr>
    <th scope="row">${before.title}<span>${before.explanation}</span></th>
    <td data-label="before">${estimate(before)}</td>
    <td data-label="after">${after ? estimate(after) : html`<span>not yet</span>`}</td>
    <td class="drawn">${drawing(before, after)}</td>
    ${changed ? difference(changed) : html`<td data-label="change"><span>not yet</span></td>`}
  </tr>`;
}

function estimate({ value, low, high, unit }: Score): TemplateResult {
  const text = (x: number): string => (unit === 'share' ? formatPercent(x) : formatNumber(x, 2));
  return html`<b>${text(value)}</b> <span>[${text(low)}, ${text(high)}]</span>`;
}

function difference({ value, low, high, unit, better: wanted }: Difference): TemplateResult {
  const share = unit === 'share';
  const text = (x: number): string => (share ? formatChange(x * 100, 1) : formatChange(x, 2));
  const clear = low > 0 || high < 0;
  const better = clear && value < 0 === (wanted === 'lower');
  const verdict = !clear ? 'no clear change' : better ? 'better' : 'worse';
  return html`<td data-label="change" class=${verdict}>
    <b>${text(value)}${share ? ' points' : ''}</b> <span>[${text(low)}, ${text(high)}]</span>
    <span>${verdict}${clear ? ': the interval leaves out 0' : ''}</span>
  </td>`;
}

/** Two dots on one axis, hollow before and filled after, with their intervals. */
function drawing(before: Score, after: Score | undefined): TemplateResult {
  const { max } = before;
  const x = (value: number): string => `${(value / max) * 100}%`;
  const mark = (e: Estimate, y: number, filled: boolean): SVGTemplateResult => svg`
    <line x1=${x(e.low)} x2=${x(e.high)} y1=${y} y2=${y} stroke="var(--ink-quiet)" stroke-width="2"></line>
    <circle cx=${x(e.value)} cy=${y} r="5.5" stroke="var(--accent)" stroke-width="2"
      fill=${filled ? 'var(--accent)' : 'var(--sheet)'}></circle>`;
  const ticks = max === 1 ? [0, 0.5, 1] : [0, 3, 6];
  return html`<svg aria-hidden="true">
    ${ticks.map(
      (tick, i) => svg`
        <line x1=${x(tick)} x2=${x(tick)} y1="2" y2="36" stroke="var(--rule)"></line>
        <text x=${x(tick)} y="51" font-size="11" fill="var(--ink-quiet)"
          text-anchor=${['start', 'middle', 'end'][i] ?? 'middle'}>${max === 1 ? `${tick * 100} %` : tick}</text>`,
    )}
    ${mark(before, 11, false)} ${after ? mark(after, 27, true) : nothing}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-scoreboard': AmpScoreboard;
  }
}
