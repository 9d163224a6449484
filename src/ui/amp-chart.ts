import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotStyle from 'uplot/dist/uPlot.min.css?inline';
import { formatBytes, formatNumber } from '../base/format.ts';
import { shared } from './styles.ts';

export interface Series {
  readonly label: string;
  /** One value per x; null where there is none. */
  readonly values: readonly (number | null)[];
  /** A CSS colour; may be a custom property. */
  readonly colour: string;
  /** Dash pattern, so that lines differ without colour. */
  readonly dash?: readonly number[];
}

/** How values are written: plain numbers, numbers far below 1, bytes. */
export type ChartUnit = 'number' | 'small' | 'bytes';

const UNITS: Readonly<Record<ChartUnit, (value: number) => string>> = {
  number: (value) => (Math.abs(value) >= 1000 ? value.toLocaleString('en') : formatNumber(value, 3)),
  small: (value) => (value === 0 ? '0' : value.toExponential(1).replace('-', '\u2212')),
  bytes: formatBytes,
};

const HEIGHT = 190;

/** Curves over steps. The same numbers stand in a table behind a fold, for everyone who prefers or needs it. */
@customElement('amp-chart')
export class AmpChart extends LitElement {
  static override readonly styles = [
    shared,
    unsafeCSS(uplotStyle),
    css`
      figcaption {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 0.6rem;
        align-items: baseline;
      }
      figcaption .explanation {
        grid-column: 1 / -1;
      }
      .plot {
        min-height: ${HEIGHT}px;
        margin-top: 0.3rem;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        list-style: none;
        font-size: var(--size-0);
      }
      .legend svg {
        width: 1.5rem;
        height: 0.5rem;
        margin-right: 0.3rem;
        vertical-align: middle;
      }
      details {
        margin-top: 0.3rem;
      }
      .scroll {
        max-height: 14rem;
        margin-top: 0.3rem;
      }
      td,
      th {
        padding: 0.1rem 0.6rem;
        font-size: var(--size-0);
        text-align: right;
      }
    `,
  ];

  /** What the chart shows. */
  @property() heading = '';
  /** One sentence on how to read it. */
  @property() explanation = '';
  /** Steps, from 1. */
  @property({ attribute: false }) steps: readonly number[] = [];
  @property({ attribute: false }) series: readonly Series[] = [];
  @property() unit: ChartUnit = 'number';
  /** Whether the vertical axis is logarithmic; values that are not above 0 are left out. */
  @property({ type: Boolean }) log = false;
  /** Whether the vertical axis begins at 0. */
  @property({ type: Boolean, attribute: 'from-zero' }) fromZero = false;
  /** Charts of the same key show the same step under the pointer. */
  @property() sync = '';

  /** Index of the step under the pointer. */
  @state() private _at: number | undefined;
  /** Whether the table is open: thousands of rows are made only when somebody wants them. */
  @state() private _open = false;

  private _plot: uPlot | undefined;
  private readonly _resize = new ResizeObserver(() => this._fit());
  private readonly _scheme = matchMedia('(prefers-color-scheme: dark)');

  override connectedCallback(): void {
    super.connectedCallback();
    this._scheme.addEventListener('change', this._onScheme);
    this._resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._scheme.removeEventListener('change', this._onScheme);
    this._resize.disconnect();
    this._plot?.destroy();
    this._plot = undefined;
  }

  override render(): TemplateResult {
    return html`<figure>
      <figcaption>
        <h3>${this.heading}</h3>
        <span class="small number" aria-hidden="true">${this._readout()}</span>
        <span class="small quiet explanation">${this.explanation}</span>
      </figcaption>
      <div class="plot" aria-hidden="true"></div>
      ${
        this.series.length > 1
          ? html`<ul class="legend" aria-hidden="true">
              ${this.series.map(
                ({ label, colour, dash = [], values }) =>
                  html`<li>
                    <svg viewBox="0 0 24 8">
                      <line
                        x1="0"
                        x2="24"
                        y1="4"
                        y2="4"
                        style="stroke:${colour}"
                        stroke-width="2.5"
                        stroke-dasharray=${dash.join(' ')}
                      ></line></svg
                    >${label} ${this._valueAt(values)}
                  </li>`,
              )}
            </ul>`
          : ''
      }
      <details @toggle=${this._onToggle}>
        <summary class="small quiet">The same as a table</summary>
        ${this._open ? this._table() : nothing}
      </details>
    </figure>`;
  }

  private _table(): TemplateResult {
    const text = UNITS[this.unit];
    return html` <div class="scroll" tabindex="0" role="region" aria-label=${`${this.heading}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            ${this.series.map(({ label }) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.steps.map(
            (step, i) =>
              html`<tr>
                <td>${step}</td>
                ${this.series.map(({ values }) => {
                  const value = values[i] ?? null;
                  return html`<td>${value === null ? '' : text(value)}</td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** Where the pointer is; the value too, when there is no legend to show it. */
  private _readout(): string {
    const step = this._at === undefined ? undefined : this.steps[this._at];
    if (step === undefined) return '';
    const [only, second] = this.series;
    const value = only !== undefined && second === undefined ? `: ${this._valueAt(only.values)}` : '';
    return `step ${step}${value}`;
  }

  private _valueAt(values: Series['values']): string {
    const value = this._at === undefined ? null : (values[this._at] ?? null);
    return value === null ? '' : UNITS[this.unit](value);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const earlier = changed.get('series');
    const other = earlier !== undefined && !sameLines(earlier, this.series);
    const axis = changed.has('log') || changed.has('fromZero') || changed.has('unit');
    if (this._plot === undefined || other || axis) this._build();
    else if (changed.has('steps') || changed.has('series')) this._plot.setData(this._data());
  }

  private _build(): void {
    this._plot?.destroy();
    const place = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (place === null || place.clientWidth === 0) return;
    const axis = {
      stroke: this._colour('var(--ink-quiet)'),
      grid: { stroke: this._colour('var(--rule)'), width: 1 },
      ticks: { show: false },
      font: `12px ${getComputedStyle(this).fontFamily}`,
    };
    this._plot = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        padding: [8, 16, 0, 0],
        legend: { show: false },
        cursor: { drag: { setScale: false }, ...(this.sync !== '' && { sync: { key: this.sync } }) },
        hooks: { setCursor: [(plot: uPlot) => (this._at = plot.cursor.idx ?? undefined)] },
        scales: { x: { time: false }, y: this._scale() },
        axes: [
          { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
          { ...axis, size: this.unit === 'number' ? 52 : 68, ...this._ticks() },
        ],
        series: [
          {},
          ...this.series.map(({ label, colour, dash }) => ({
            label,
            stroke: this._colour(colour),
            width: 2,
            spanGaps: true,
            points: { show: (plot: uPlot) => plot.data[0].length < 3 },
            ...(dash && { dash: [...dash] }),
          })),
        ],
      },
      this._data(),
      place,
    );
  }

  private _data(): uPlot.AlignedData {
    return [
      this.steps as number[],
      ...this.series.map(({ values }) =>
        this.log ? values.map((value) => (value !== null && value > 0 ? value : null)) : [...values],
      ),
    ];
  }

  /** How the vertical axis is marked, where uPlot's own way would not do. */
  private _ticks(): uPlot.Axis {
    const text = UNITS[this.unit];
    if (this.unit === 'number') return {};
    return {
      values: (_, ticks) => ticks.map((tick) => (tick === null ? null : text(tick))),
      ...(this.unit === 'bytes' && { incrs: Array.from({ length: 48 }, (_, i) => 2 ** i) }),
    };
  }

  private _scale(): uPlot.Scale {
    if (this.log) return { distr: 3, log: 10 };
    return this.fromZero ? { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 1] } : {};
  }

  private _fit(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (place === null || place.clientWidth === 0) return;
    if (this._plot === undefined) this._build();
    else if (this._plot.width !== place.clientWidth) {
      this._plot.setSize({ width: place.clientWidth, height: HEIGHT });
    }
  }

  /** The colour that a CSS value has here and now: a canvas knows no custom properties. */
  private _colour(value: string): string {
    const probe = document.createElement('i');
    probe.style.color = value;
    this.renderRoot.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  private readonly _onToggle = (event: Event): void => {
    this._open = (event.target as HTMLDetailsElement).open;
  };

  private readonly _onScheme = (): void => this._build();
}

function sameLines(a: readonly Series[], b: readonly Series[]): boolean {
  return a.length === b.length && a.every(({ label }, i) => label === b[i]?.label);
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-chart': AmpChart;
  }
}
