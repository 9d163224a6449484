import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../amp-chart.ts';
import { shared } from '../styles.ts';
import { overlayCharts, runCharts, smoothChart, type RunCurves } from './curveView.ts';

/** Nearly 1 would flatten any curve. */
const MOST = 0.98;

/** Curves of one run, or of several over each other, with smoothing and a logarithmic axis. */
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
      </div>
      <div class="charts">
        ${charts.map((chart) => {
          const { heading, explanation, steps, series, unit, positive, fromZero } = smoothChart(
            chart,
            this._smoothing,
          );
          return html`<amp-chart
            .heading=${heading}
            .explanation=${explanation}
            .steps=${steps}
            .series=${series}
            .unit=${unit}
            ?log=${this._log && positive}
            ?from-zero=${fromZero}
            sync=${second === undefined ? 'run' : 'runs'}
          ></amp-chart>`;
        })}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-curves': AmpRunCurves;
  }
}
