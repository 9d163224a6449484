import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchResult, Comparison, Difference, Mcnemar } from '../../protocol/bench.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../figure/amp-figure-files.ts';
import { figureFile } from '../figure/plotFigure.ts';
import { SIDE_COLOURS } from '../figure/sideColours.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-samples.ts';
import { compareCsv, compareFigures } from './boardFigures.ts';
import { changeInWords, valueInWords } from './boardView.ts';
import { axesOf, mcnemarInWords, namesOf, powerInWords, sideOf, SIDE_WORDS, valueOf } from './compareView.ts';
import { judgeName } from './judgeView.ts';
import { resultStyles } from './resultStyles.ts';
import { markStyles, scoreMark } from './scoreMark.ts';

type State =
  | { readonly kind: 'pending' }
  | { readonly kind: 'complete'; readonly comparison: Comparison }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/**
 * Two results of one benchmark: second minus first with paired intervals, McNemar's test, how many questions would be
 * needed, and the samples that differ, side by side.
 *
 * @fires amp-close - Close was pressed.
 * @fires amp-swap - The second is to be the first.
 */
@customElement('amp-compare')
export class AmpCompare extends LitElement {
  static override readonly styles = [
    shared,
    markStyles,
    resultStyles,
    css`
      .verdict {
        max-width: 52rem;
        margin-top: 1.2rem;
        padding: 0.8rem 1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .verdict p + p {
        margin-top: 0.4rem;
      }
      h3 .vs {
        font-weight: 400;
        color: var(--ink-quiet);
      }
      .head .buttons {
        margin: 0;
        flex-wrap: nowrap;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The result that is subtracted. */
  @property({ attribute: false }) first: BenchResult | undefined;
  /** The result that it is subtracted from. */
  @property({ attribute: false }) second: BenchResult | undefined;

  @state() private _state: State = { kind: 'pending' };

  private _asked = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('first') || changed.has('second') || changed.has('client')) void this._compare();
  }

  override render(): TemplateResult | typeof nothing {
    const { first, second } = this;
    if (first === undefined || second === undefined) return nothing;
    const names = namesOf(first, second);
    const now = this._state;
    return html`<div class="head">
        <div>
          <h3 tabindex="-1">${names[1]} <span class="vs">against</span> ${names[0]}</h3>
          <p class="small quiet">
            ${first.name} ·
            ${judgeName(second.judge)}${
              judgeName(first.judge) === judgeName(second.judge) ? '' : ` against ${judgeName(first.judge)}`
            }
            · second minus first, on the samples that both have judged
          </p>
        </div>
        <span class="buttons">
          <button class="plain" type="button" @click=${() => this._send('amp-swap')}>Swap</button>
          <button class="plain" type="button" @click=${() => this._send('amp-close')}>Close</button>
        </span>
      </div>
      ${
        now.kind === 'pending'
          ? html`<p class="part quiet" role="status">Comparing…</p>`
          : now.kind === 'error'
            ? html`<amp-error .error=${now.error}></amp-error>`
            : this._comparison(now.comparison, [first, second], names)
      }`;
  }

  private _comparison(
    comparison: Comparison,
    [first, second]: readonly [BenchResult, BenchResult],
    names: readonly [string, string],
  ): TemplateResult {
    const { mcnemar } = comparison;
    const axes = axesOf(comparison);
    return html`
      ${mcnemar === undefined ? nothing : test(mcnemar, names)}
      <div class="scroll part" tabindex="0" role="region" aria-label="Differences">
        <table class="scores">
          <thead>
            <tr>
              <th scope="col">score</th>
              <th scope="col">${names[0]}</th>
              <th scope="col">${names[1]}</th>
              <th scope="col">difference</th>
              <th scope="col" class="drawn">its 95 % interval</th>
            </tr>
          </thead>
          <tbody>
            ${comparison.differences.map((difference) =>
              row(difference, [first, second], names, axes.get(difference.unit) ?? [-1, 1]),
            )}
          </tbody>
        </table>
      </div>
      <amp-figure-files
        of="the differences"
        name=${`${names[1]} against ${names[0]}`}
        .svg=${() =>
          figureFile(compareFigures(comparison), {
            title: `${names[1]} against ${names[0]}`,
            about: `${first.name}: second minus first, paired; lines are 95 % intervals.`,
          })}
        .csv=${() => compareCsv(comparison, [first, second], names)}
      ></amp-figure-files>
      <section class="part" aria-labelledby="differing">
        <h4 id="differing">Samples, side by side</h4>
        <amp-samples
          .results=${[first, second]}
          .names=${names}
          .draw=${this.client?.drawImage}
        ></amp-samples>
      </section>
    `;
  }

  private async _compare(): Promise<void> {
    const { client, first, second } = this;
    if (client === undefined || first === undefined || second === undefined) return;
    const key = `${first.id} ${second.id} ${first.createdAt} ${second.createdAt}`;
    if (key === this._asked) return;
    this._asked = key;
    this._state = { kind: 'pending' };
    let state: State;
    try {
      state = { kind: 'complete', comparison: await client.compareResults(first.id, second.id) };
    } catch (error) {
      state = { kind: 'error', error: errorRecord(error) };
    }
    if (key === this._asked) this._state = state;
  }

  private _send(type: 'amp-close' | 'amp-swap'): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

function test(mcnemar: Mcnemar, names: readonly [string, string]): TemplateResult {
  return html`<div class="verdict">
    <p>${mcnemarInWords(mcnemar, names)}</p>
    <p class="small quiet">
      McNemar’s exact test; it takes questions as independent, the intervals below draw whole images.
      ${powerInWords(mcnemar)}
    </p>
  </div>`;
}

function row(
  difference: Difference,
  results: readonly [BenchResult, BenchResult],
  names: readonly [string, string],
  axis: readonly [number, number],
): TemplateResult {
  const { key, title, explanation, value, low, high } = difference;
  const side = sideOf(difference);
  const text = (x: number): string => changeInWords(difference, x);
  return html`<tr>
    <th scope="row">${title}<span>${explanation}</span></th>
    ${results.map((result, i) => {
      const own = valueOf(result, key);
      return html`<td data-label=${names[i] ?? ''}>
        ${own === undefined ? '–' : valueInWords(difference, own)}
      </td>`;
    })}
    <td class="change ${side}">
      <b>${text(value)}${difference.unit === 'share' ? ' points' : ''}</b> [${text(low)}, ${text(high)}]
      <span>${SIDE_WORDS[side]}</span>
    </td>
    <td class="drawn">${scoreMark(difference, { axis, colour: SIDE_COLOURS[side] })}</td>
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-compare': AmpCompare;
  }
}
