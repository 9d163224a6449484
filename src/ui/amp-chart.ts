import { css, html, LitElement, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotStyle from 'uplot/dist/uPlot.min.css?inline';
import { formatNumber } from '../base/format.ts';
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

const HEIGHT = 190;

/** Curves over steps. The same numbers stand in a table behind a fold, for everyone who prefers or needs it. */
@customElement('amp-chart')
export class AmpChart extends LitElement {
  static override readonly styles = [
    shared,
    unsafeCSS(uplotStyle),
    css`
      figcaption span {
        display: block;
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
        <span class="small quiet">${this.explanation}</span>
      </figcaption>
      <div class="plot" aria-hidden="true"></div>
      ${
        this.series.length > 1
          ? html`<ul class="legend" aria-hidden="true">
              ${this.series.map(
                ({ label, colour, dash = [] }) =>
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
                    >${label}
                  </li>`,
              )}
            </ul>`
          : ''
      }
      <details>
        <summary class="small quiet">The same as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${`${this.heading}, as a table`}>
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
                    ${this.series.map(({ values }) => html`<td>${formatNumber(values[i] ?? NaN, 3)}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>
    </figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const earlier = changed.get('series');
    if (this._plot === undefined || (earlier !== undefined && !sameLines(earlier, this.series)))
      this._build();
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
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { drag: { setScale: false } },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
          { ...axis, size: 52 },
        ],
        series: [
          {},
          ...this.series.map(({ label, colour, dash }) => ({
            label,
            stroke: this._colour(colour),
            width: 2,
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
    return [this.steps as number[], ...this.series.map(({ values }) => values as (number | null)[])];
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
