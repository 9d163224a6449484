import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchResult, JudgeAgreement } from '../../protocol/bench.ts';
import type { BenchmarkInfo } from '../../protocol/benchmark.ts';
import '../figure/amp-figure-files.ts';
import { figureFile } from '../figure/plotFigure.ts';
import { shared } from '../styles.ts';
import { failedInWords } from './benchView.ts';
import { boardCsv, boardFigures } from './boardFigures.ts';
import {
  columnsOf,
  endInWords,
  failedOf,
  hasMixedSamples,
  intervalInWords,
  publishedOf,
  samplesInWords,
  staleReason,
  valueInWords,
  type Board,
  type Column,
} from './boardView.ts';
import { agreementOf, canBeValidated, judgeName, kappaInWords } from './judgeView.ts';
import type { PublishedRow } from './published.ts';
import { markStyles, scoreMark } from './scoreMark.ts';
import { tableStyles } from './tableStyles.ts';

/**
 * One benchmark's results: a row each, its scores with their intervals in numbers and drawn on one axis a column, and
 * published numbers beside.
 *
 * @fires amp-show - `detail` is the id of the result to open.
 * @fires amp-pick - `detail` is the id of the result to compare, or not to.
 * @fires amp-again - `detail` is the BenchResult to run again, or to complete.
 */
@customElement('amp-bench-table')
export class AmpBenchTable extends LitElement {
  static override readonly styles = [shared, markStyles, tableStyles];

  /** The benchmark and its results; nothing is shown without it. */
  @property({ attribute: false }) board: Board | undefined;
  /** How far the results' judges agree with the exact one, as far as that is known. */
  @property({ attribute: false }) agreements: readonly JudgeAgreement[] = [];
  /** The benchmark on which judges are validated. */
  @property({ attribute: false }) scenes: BenchmarkInfo | undefined;
  /** Id of the result that is open. */
  @property() shown = '';
  /** Ids of the results that are to be compared. */
  @property({ attribute: false }) picked: readonly string[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _published: 'none' | 'some' | 'all' = 'some';

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    if (board === undefined) return nothing;
    const published = publishedOf(board.task);
    const beside = (published?.rows ?? []).filter(
      ({ first }) => this._published === 'all' || (this._published === 'some' && first === true),
    );
    const columns = columnsOf(board.results, beside);
    return html`<div class="head">
        <h4>${board.name}</h4>
        ${published === undefined ? nothing : this._toggle(published.rows.length)}
      </div>
      ${
        hasMixedSamples(board.results)
          ? html`<p class="small note">
              Not all rows answered the same samples: compare those that did, side by side.
            </p>`
          : nothing
      }
      <div class="scroll" tabindex="0" role="region" aria-label=${`Results on ${board.name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="who">model</th>
              <th scope="col"><span class="visually-hidden">actions</span></th>
              ${columns.map(heading)}
            </tr>
          </thead>
          <tbody>
            ${board.results.map((result) => this._row(result, columns, board))}
          </tbody>
          ${
            published === undefined || beside.length === 0
              ? nothing
              : html`<tbody class="published">
                  <tr class="about">
                    <th colspan=${columns.length + 2} scope="rowgroup">
                      Published (${published.source}): other images, judged by ${published.judge}. Not
                      comparable with the rows above.
                    </th>
                  </tr>
                  ${beside.map((row) => publishedRow(row, columns))}
                </tbody>`
          }
        </table>
      </div>
      <amp-figure-files
        of=${`results on ${board.name}`}
        name=${`${board.name} results`}
        .svg=${() =>
          figureFile(boardFigures(board), {
            title: board.name,
            about: 'Results of this lab; lines are 95 % intervals.',
          })}
        .csv=${() => boardCsv(board)}
      ></amp-figure-files>`;
  }

  private _toggle(n: number): TemplateResult {
    const choices = [
      ['none', 'none'],
      ['some', 'some'],
      ['all', `all ${n}`],
    ] as const;
    return html`<div class="choice" role="group" aria-label="Published numbers beside">
      <span class="small quiet">Published numbers</span>
      ${choices.map(
        ([choice, label]) =>
          html`<button
            class="plain"
            type="button"
            aria-pressed=${choice === this._published}
            @click=${() => (this._published = choice)}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  private _row(result: BenchResult, columns: readonly Column[], { info }: Board): TemplateResult {
    const { id, modelName, judge, scores } = result;
    const stale = staleReason(result, info);
    return html`<tr class=${[id === this.shown ? 'open' : '', stale === '' ? '' : 'stale'].join(' ')}>
      <th scope="row" class="who">
        ${modelName} ${stale === '' ? nothing : html`<span class="badge">stale</span>`}
        <span class="facts">${judgeName(judge)}</span>
        <span class="facts">${samplesInWords(result, info)}</span>
        <span class="facts">${when(result.createdAt)}</span>
        ${stale === '' ? nothing : html`<span class="facts why">${stale}</span>`} ${this._trust(result)}
        ${this._failed(result, info)}
      </th>
      <td class="actions">
        <button
          class="plain"
          type="button"
          aria-pressed=${id === this.shown}
          @click=${() => this._send('amp-show', id)}
        >
          Open<span class="visually-hidden"> ${modelName}, ${judgeName(judge)}</span>
        </button>
        <label class="small">
          <input
            type="checkbox"
            aria-label=${`Compare ${modelName}, ${judgeName(judge)}`}
            .checked=${this.picked.includes(id)}
            @change=${() => this._send('amp-pick', id)}
          />
          compare
        </label>
      </td>
      ${columns.map((column) => {
        const score = scores.find(({ key }) => key === column.key);
        return html`<td class="figure" data-label=${column.title}>
          ${
            score === undefined
              ? html`<span class="facts">–</span>`
              : html`<b>${valueInWords(score, score.value)}</b>
                  <span class="facts">${intervalInWords(score, score)}</span>
                  ${scoreMark(score, {
                    axis: [0, column.end],
                    ...(stale !== '' && { colour: 'var(--ink-quiet)' }),
                  })}`
          }
        </td>`;
      })}
    </tr>`;
  }

  private _trust({ judge }: BenchResult): TemplateResult | typeof nothing {
    if (!canBeValidated(judge, this.scenes)) return nothing;
    const agreement = agreementOf(this.agreements, judge);
    if (agreement === undefined) {
      return html`<span class="facts why">This judge is not validated yet: see below.</span>`;
    }
    return html`<span class="facts">Its weighted kappa: ${kappaInWords(agreement.weightedKappa)}</span>`;
  }

  private _failed(result: BenchResult, info: BenchmarkInfo | undefined): TemplateResult | typeof nothing {
    const failed = failedOf(result);
    if (failed === 0) return nothing;
    return html`<span class="facts why">${failedInWords(failed, result.dialogues.length)}</span>
      <button
        class="plain"
        type="button"
        title=${this.blocked || nothing}
        ?disabled=${this.blocked !== '' || info === undefined}
        @click=${() => this.dispatchEvent(new CustomEvent('amp-again', { detail: result }))}
      >
        Retry ${failed === 1 ? 'that one' : `those ${failed}`}
      </button>`;
  }

  private _send(type: 'amp-show' | 'amp-pick', detail: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const ARROWS = { lower: '↓', higher: '↑', neither: '' } as const;
const BETTER = {
  lower: 'lower is better',
  higher: 'higher is better',
  neither: 'neither is better',
} as const;

function heading(column: Column): TemplateResult {
  const { title, explanation, better } = column;
  return html`<th scope="col" class="figure" title=${`${explanation}; ${BETTER[better]}`}>
    ${title} <span aria-hidden="true">${ARROWS[better]}</span>
    <span class="axis" aria-hidden="true"><span>0</span><span>${endInWords(column)}</span></span>
  </th>`;
}

function publishedRow({ model, note, scores }: PublishedRow, columns: readonly Column[]): TemplateResult {
  return html`<tr>
    <th scope="row" class="who">
      ${model}${note === undefined ? nothing : html`<span class="facts">${note}</span>`}
    </th>
    <td class="actions"></td>
    ${columns.map((column) => {
      const value = scores[column.key];
      return html`<td class="figure" data-label=${column.title}>
        ${
          value === undefined
            ? html`<span class="facts">–</span>`
            : html`${valueInWords(column, value)}
              ${scoreMark({ value }, { axis: [0, column.end], published: true })}`
        }
      </td>`;
    })}
  </tr>`;
}

function when(iso: string): string {
  return new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-table': AmpBenchTable;
  }
}
