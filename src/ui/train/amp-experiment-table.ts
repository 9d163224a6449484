import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange, formatNumber, formatPercent } from '../../base/format.ts';
import type { Estimate } from '../../protocol/bench.ts';
import type { ArmSummary, Experiment, Verdict } from '../../protocol/experiment.ts';
import '../figure/amp-figure-files.ts';
import { figureCsv } from '../figure/figureView.ts';
import { figureFile } from '../figure/plotFigure.ts';
import { SIDE_COLOURS } from '../figure/sideColours.ts';
import { shared } from '../styles.ts';
import './amp-interval.ts';
import { experimentFigure } from './experimentFigure.ts';
import { axisOf, claimInWords, OUTCOMES, outcomeInWords, sideOf } from './experimentView.ts';

const points = (x: number): string => formatChange(100 * x, 1);

/** An experiment's arms: their figures, and the paired difference against the baseline with its interval drawn. */
@customElement('amp-experiment-table')
export class AmpExperimentTable extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        width: 100%;
      }
      h4 {
        margin: 1.2rem 0 0.4rem;
        font-size: var(--size-1);
      }
      tbody th {
        min-width: 8rem;
        max-width: 18rem;
        overflow-wrap: anywhere;
        color: var(--ink);
        font-size: var(--size-1);
      }
      th span,
      td span {
        display: block;
        font-weight: 400;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      td {
        white-space: nowrap;
      }
      td.drawn {
        width: 24%;
        min-width: 10rem;
      }
      ul {
        display: grid;
        gap: 0.5rem;
        margin-top: 1rem;
        list-style: none;
      }
      li span.small {
        display: block;
      }
      .better b {
        color: var(--good);
      }
      .worse b {
        color: var(--bad);
      }
    `,
  ];

  /** The experiment, finished or under way; nothing is shown without it. */
  @property({ attribute: false }) experiment: Experiment | undefined;

  override render(): TemplateResult | typeof nothing {
    const { experiment } = this;
    if (experiment === undefined) return nothing;
    const { summary, spec, verdicts } = experiment;
    if (summary.length === 0) return html`<p class="quiet small">No trial is through yet.</p>`;
    const axis = axisOf(summary.map(({ against }) => against?.hallucination));
    return html`<p class="small quiet">
        Means over seeds; brackets and lines are 95 % intervals. Differences are paired with
        “${spec.baseline}” by dialogue and seed.
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label=${`Results of ${spec.name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">arm</th>
              <th scope="col">hallucination rate</th>
              <th scope="col">recall</th>
              <th scope="col">rating</th>
              <th scope="col">best answer’s change, nats</th>
              <th scope="col">difference in hallucination, points</th>
              <th scope="col"><span class="visually-hidden">drawn</span></th>
            </tr>
          </thead>
          <tbody>
            ${summary.map((arm) => row(arm, axis))}
          </tbody>
        </table>
      </div>
      <amp-figure-files
        of=${`differences in ${spec.name}`}
        name=${`${spec.name} differences`}
        .svg=${() => figureFile([experimentFigure(experiment)], experimentFigure(experiment))}
        .csv=${() => figureCsv(experimentFigure(experiment))}
      ></amp-figure-files>
      ${benchmarksOf(summary).map(({ id, name }) => benchmarkTable(summary, id, name))}
      ${
        verdicts.length === 0
          ? nothing
          : html`<ul aria-label="What became of the claims">
              ${verdicts.map(claimed)}
            </ul>`
      }`;
  }
}

function row(arm: ArmSummary, axis: readonly [number, number]): TemplateResult {
  const { seeds, hallucination, recall, rating, chosenChange, against } = arm;
  const verdict = against === undefined ? 'unclear' : sideOf(against.hallucination, true);
  return html`<tr>
    <th scope="row">${arm.arm}<span>${seeds === 1 ? 'one seed' : `${seeds} seeds`}</span></th>
    ${cell(hallucination, formatPercent)} ${cell(recall, formatPercent)}
    ${cell(rating, (x) => formatNumber(x, 2))} ${cell(chosenChange, (x) => formatChange(x, 2))}
    ${
      against === undefined
        ? html`<td colspan="2"><span>the baseline</span></td>`
        : html`<td class=${verdict}>
              <b>${points(against.hallucination.value)}</b>
              <span>[${points(against.hallucination.low)}, ${points(against.hallucination.high)}]</span>
              <span>
                ${verdict === 'unclear' ? 'no clear difference' : verdict},
                ${formatChange(100 * against.relative.value, 0)} % relative
              </span>
            </td>
            <td class="drawn">
              <amp-interval
                .estimate=${against.hallucination}
                .axis=${axis}
                .colour=${SIDE_COLOURS[verdict]}
              ></amp-interval>
            </td>`
    }
  </tr>`;
}

/** The benchmarks that the arms answered beside the experiment's own, each once. */
function benchmarksOf(summary: readonly ArmSummary[]): { id: string; name: string }[] {
  const found = new Map(summary.flatMap(({ benchmarks = [] }) => benchmarks.map((b) => [b.id, b])));
  return [...found.values()];
}

function benchmarkTable(summary: readonly ArmSummary[], id: string, name: string): TemplateResult {
  const arms = summary.flatMap(({ arm, benchmarks = [] }) =>
    benchmarks.filter((benchmark) => benchmark.id === id).map((benchmark) => ({ arm, ...benchmark })),
  );
  const infos = [...new Map(arms.flatMap(({ scores }) => scores.map((s) => [s.key, s]))).values()];
  return html`<h4>${name}</h4>
    <div class="scroll" tabindex="0" role="region" aria-label=${name}>
      <table>
        <thead>
          <tr>
            <th scope="col">arm</th>
            ${infos.map(({ title, explanation }) => html`<th scope="col" title=${explanation}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${arms.map(
            ({ arm, scores, against }) =>
              html`<tr>
                <th scope="row">${arm}</th>
                ${infos.map(({ key, better }) => {
                  const score = scores.find((one) => one.key === key);
                  const change = against?.find((one) => one.key === key);
                  if (score === undefined) return html`<td>–</td>`;
                  const text = score.unit === 'share' ? formatPercent : (x: number) => formatNumber(x, 2);
                  const side =
                    change === undefined || better === 'neither' ? '' : sideOf(change, better === 'lower');
                  return html`<td class=${side}>
                    ${text(score.value)} <span>[${text(score.low)}, ${text(score.high)}]</span>
                    ${side === '' || side === 'unclear' ? nothing : html`<span>${side} than the baseline</span>`}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function claimed(verdict: Verdict): TemplateResult {
  const { claim, difference, outcome } = verdict;
  const [sign, , side] = OUTCOMES[outcome];
  const text = claim.measure === 'rating' ? (x: number): string => formatChange(x, 2) : points;
  const { value, low, high } = difference;
  return html`<li class=${side}>
    <b><span aria-hidden="true">${sign}</span> ${outcomeInWords(verdict)}:</b> ${claim.text}
    <span class="small quiet">
      ${claimInWords(claim)}. Difference ${text(value)} [${text(low)}, ${text(high)}]
    </span>
  </li>`;
}

/** Some figures only a trained arm has; a file holds null for them. */
function cell(estimate: Estimate | undefined, text: (value: number) => string): TemplateResult {
  if (estimate === undefined) return html`<td>–</td>`;
  const { value, low, high } = estimate;
  return html`<td>
    ${text(value)}
    <span>[${text(low)}, ${text(high)}]</span>
  </td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-experiment-table': AmpExperimentTable;
  }
}
