import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../amp-chart.ts';
import { download } from '../data/download.ts';
import { shared } from '../styles.ts';
import { overlayCharts, runCharts, smoothChart, type RunCurves } from './curveView.ts';
import { fileNameOf } from './experimentView.ts';
import { metricsCsv, metricsJsonl, namesInWords } from './metricsFile.ts';

/** Nearly 1 would flatten any curve. */
const MOST = 0.98;

/** Elements that there have been: the charts of each share a cursor among themselves. */
let made = 0;

/** Curves of one run, or of several over each other, with smoothing, a logarithmic axis, and all metrics as a file. */
@customElement('amp-run-curves')
export class AmpRunCurves extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1.5rem;
        align-items: center;
        margin-bottom: 0.8rem;
        font-size: var(--size-0);
      }
      label {
        display: flex;
        gap: 0.6rem;
        align-items: center;
      }
      input {
        min-height: 0;
        padding: 0;
        accent-color: var(--accent);
      }
      input[type='checkbox'] {
        width: 1rem;
        height: 1rem;
      }
      output {
        min-width: 2.2rem;
      }
      .files {
        display: flex;
        gap: 0.4rem;
        align-items: center;
        margin-left: auto;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        gap: var(--gap);
      }
    `,
  ];

  /** One run: all of its charts. Several: what can be compared, one line each. */
  @property({ attribute: false }) runs: readonly RunCurves[] = [];

  @state() private _smoothing = 0;
  @state() private _log = false;

  private readonly _sync = `curves-${made++}`;

  override render(): TemplateResult | typeof nothing {
    const [first, second] = this.runs;
    if (first === undefined) return nothing;
    const charts = second === undefined ? runCharts(first.events) : overlayCharts(this.runs);
    if (charts.length === 0) return html`<p class="quiet small">No steps yet.</p>`;
    return html`
      <div class="bar">
        <label>
          Smoothing
          <input
            type="range"
            min="0"
            max=${MOST}
            step="0.02"
            .value=${String(this._smoothing)}
            @input=${(event: Event) => (this._smoothing = (event.target as HTMLInputElement).valueAsNumber)}
          />
          <output>${this._smoothing === 0 ? 'none' : this._smoothing.toFixed(2)}</output>
        </label>
        <label>
          <input
            type="checkbox"
            .checked=${this._log}
            @change=${(event: Event) => (this._log = (event.target as HTMLInputElement).checked)}
          />
          Logarithmic, where values are above 0
        </label>
        <span class="files">
          <span class="quiet">All metrics</span>
          <button class="plain" type="button" @click=${this._onCsv}>
            CSV<span class="visually-hidden"> of all metrics</span>
          </button>
          <button class="plain" type="button" @click=${this._onJsonl}>
            JSONL<span class="visually-hidden"> of all metrics</span>
          </button>
        </span>
      </div>
      <div class="charts">
        ${charts.map((chart) => {
          const shown = smoothChart(chart, this._smoothing);
          const { heading, explanation, steps, series, unit, smoothing, positive, fromZero } = shown;
          return html`<amp-chart
            .heading=${heading}
            .explanation=${explanation}
            .steps=${steps}
            .series=${series}
            .unit=${unit}
            ?log=${this._log && positive}
            ?from-zero=${fromZero}
            .smoothing=${smoothing}
            .source=${namesInWords(this.runs)}
            sync=${this._sync}
          ></amp-chart>`;
        })}
      </div>
    `;
  }

  private _save(ending: 'csv' | 'jsonl', type: string, text: string): void {
    download(fileNameOf(`${namesInWords(this.runs)} metrics`, ending), new Blob([text], { type }));
  }

  private readonly _onCsv = (): void => this._save('csv', 'text/csv', metricsCsv(this.runs));

  private readonly _onJsonl = (): void => this._save('jsonl', 'application/jsonl', metricsJsonl(this.runs));
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-curves': AmpRunCurves;
  }
}
