import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatChange } from '../../base/format.ts';
import type { BenchResult, Estimate, JudgeAgreement, Score } from '../../protocol/bench.ts';
import type { BenchmarkInfo, ResultFormat } from '../../protocol/benchmark.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { download } from '../data/download.ts';
import '../figure/amp-figure.ts';
import type { FigureView } from '../figure/figureView.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-agreement.ts';
import './amp-samples.ts';
import './amp-word-table.ts';
import { failedInWords } from './benchView.ts';
import { failedOf, intervalInWords, samplesInWords, staleReason, valueInWords } from './boardView.ts';
import { decodingInWords } from './formView.ts';
import { agreementOf, judgeName } from './judgeView.ts';
import { figuresOf } from './resultFigures.ts';
import { resultStyles } from './resultStyles.ts';
import { wordTable } from './sampleView.ts';
import { markStyles, scoreMark } from './scoreMark.ts';

const FORMATS: readonly (readonly [ResultFormat, label: string, title: string])[] = [
  ['json', 'JSON', 'Everything: scores, samples, answers, the judge’s words'],
  ['csv', 'CSV', 'One line a question'],
  ['html', 'HTML report', 'One file to share, images included'],
  ['published', 'Published format', 'The benchmark’s own result file, for its own scripts'],
];

/**
 * One result: all scores with their intervals, figures by type and round, how far its judge can be trusted, its samples,
 * and the result as a file.
 *
 * @fires amp-close - Close was pressed.
 * @fires amp-again - `detail` is the BenchResult to run again, or to complete.
 * @fires amp-delete - `detail` is the id of the result to delete, with its samples.
 */
@customElement('amp-result')
export class AmpResult extends LitElement {
  static override readonly styles = [shared, markStyles, resultStyles];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The result; nothing is shown without it. */
  @property({ attribute: false }) result: BenchResult | undefined;
  /** Its benchmark; undefined when it was deleted. */
  @property({ attribute: false }) info: BenchmarkInfo | undefined;
  /** How far the results' judges agree with the exact one, as far as that is known. */
  @property({ attribute: false }) agreements: readonly JudgeAgreement[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _packing: ResultFormat | undefined;
  @state() private _error: ErrorRecord | undefined;

  private _figures: { readonly of: BenchResult; readonly views: readonly FigureView[] } | undefined;

  override render(): TemplateResult | typeof nothing {
    const { result } = this;
    if (result === undefined) return nothing;
    const stale = staleReason(result, this.info);
    const failed = failedOf(result);
    const words = wordTable(result);
    return html`
      ${this._head(result)}
      ${stale === '' ? nothing : this._note(`Stale. ${stale}`, this.info === undefined ? '' : 'Run it again')}
      ${
        failed === 0
          ? nothing
          : this._note(
              failedInWords(failed, result.dialogues.length),
              `Retry ${failed === 1 ? 'that one' : `those ${failed}`}`,
            )
      }
      ${scores(result.scores)} ${trend(result.trend)}
      ${words === undefined ? nothing : html`<amp-word-table class="part" .table=${words}></amp-word-table>`}
      ${this._judge(result)} ${this._drawings(result)}
      <section class="part" aria-labelledby="samples">
        <h4 id="samples">Samples</h4>
        <amp-samples .results=${[result]} .draw=${this.client?.drawImage}></amp-samples>
      </section>
    `;
  }

  private _head(result: BenchResult): TemplateResult {
    const { name, modelName, judge, createdAt, decoding } = result;
    return html`<div class="head">
        <div>
          <h3 tabindex="-1">${modelName} <span class="quiet">on ${name}</span></h3>
          <p class="small quiet">
            ${judgeName(judge)} · ${samplesInWords(result, this.info)} · ${decodingInWords(decoding)} ·
            ${new Date(createdAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}
          </p>
        </div>
        <button class="plain" type="button" @click=${() => this._send('amp-close')}>Close</button>
      </div>
      <div class="buttons">
        ${FORMATS.map(
          ([format, label, title]) =>
            html`<button
              class="plain"
              type="button"
              title=${title}
              ?disabled=${this._packing !== undefined}
              @click=${() => this._export(result, format)}
            >
              ${this._packing === format ? 'Packing…' : label}
            </button>`,
        )}
        <button class="plain" type="button" @click=${() => this._send('amp-delete', result.id)}>
          Delete<span class="visually-hidden"> this result, with its samples</span>
        </button>
      </div>
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>`;
  }

  private _note(words: string, again: string): TemplateResult {
    return html`<p class="note">
      ${words}
      ${
        again === ''
          ? nothing
          : html`<button
              class="plain"
              type="button"
              title=${this.blocked || nothing}
              ?disabled=${this.blocked !== ''}
              @click=${() => this._send('amp-again', this.result)}
            >
              ${again}
            </button>`
      }
    </p>`;
  }

  private _judge({ judge }: BenchResult): TemplateResult | typeof nothing {
    const agreement = agreementOf(this.agreements, judge);
    if (agreement === undefined) return nothing;
    return html`<section class="part" aria-labelledby="judge">
      <h4 id="judge">How far its judge can be trusted</h4>
      <amp-agreement .agreement=${agreement}></amp-agreement>
    </section>`;
  }

  private _drawings(result: BenchResult): TemplateResult | typeof nothing {
    // The same records as long as the result is the same: a figure is drawn anew only when its record changes.
    if (this._figures?.of !== result) this._figures = { of: result, views: figuresOf(result) };
    const { views } = this._figures;
    if (views.length === 0) return nothing;
    return html`<section class="part" aria-labelledby="figures">
      <h4 id="figures">Where it goes wrong</h4>
      <div class="figures">${views.map((figure) => html`<amp-figure .figure=${figure}></amp-figure>`)}</div>
    </section>`;
  }

  private async _export({ id }: BenchResult, format: ResultFormat): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    this._packing = format;
    this._error = undefined;
    try {
      const { name, blob } = await client.exportResult(id, format);
      download(name, blob);
    } catch (error) {
      this._error = errorRecord(error);
    } finally {
      this._packing = undefined;
    }
  }

  private _send(type: 'amp-close' | 'amp-again' | 'amp-delete', detail?: BenchResult | string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const INTERVALS = { wilson: 'Wilson', bootstrap: 'bootstrap over images' } as const;

function scores(all: readonly Score[]): TemplateResult {
  if (all.length === 0) return html`<p class="part quiet">No sample could be judged: there is no score.</p>`;
  return html`<div class="scroll part" tabindex="0" role="region" aria-label="All scores">
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">score</th>
          <th scope="col">value</th>
          <th scope="col">95 % interval</th>
          <th scope="col" class="drawn">on its scale</th>
          <th scope="col" class="n">n</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          (score) =>
            html`<tr>
              <th scope="row">${score.title}<span>${score.explanation}</span></th>
              <td><b>${valueInWords(score, score.value)}</b></td>
              <td>${intervalInWords(score, score)}<span>${INTERVALS[score.interval]}</span></td>
              <td class="drawn">${scoreMark(score, { axis: [0, Math.max(score.max, score.high)] })}</td>
              <td class="n">${score.n.toLocaleString('en', { maximumFractionDigits: 1 })}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Whether the outcome that counts against the model grows with the rounds. */
function trend(estimate: Estimate | undefined): TemplateResult | typeof nothing {
  if (estimate === undefined || !Number.isFinite(estimate.value)) return nothing;
  const { value, low, high } = estimate;
  const points = (x: number): string => formatChange(100 * x, 1);
  const verdict =
    low > 0
      ? 'It grows as a dialogue goes on.'
      : high < 0
        ? 'It falls as a dialogue goes on.'
        : 'No clear trend: the interval holds 0.';
  return html`<p class="part trend">
    <b>From one round to the next</b> hallucination changes by <b>${points(value)} points</b>
    <span class="quiet">[${points(low)}, ${points(high)}]</span>. ${verdict}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-result': AmpResult;
  }
}
