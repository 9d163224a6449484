import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotStyle from 'uplot/dist/uPlot.min.css?inline';
import './figure/amp-figure-files.ts';
import { CANVAS_HEIGHT, canvasData, canvasOptions } from './figure/canvasPlot.ts';
import { chartFile } from './figure/plotChart.ts';
import { chartLegend } from './figure/chartLegend.ts';
import { chartTable } from './figure/chartTable.ts';
import {
  chartCsv,
  stepInWords,
  stepAfterKey,
  valueText,
  type ChartUnit,
  type Domain,
  type LineChart,
  type Series,
} from './figure/chartView.ts';
import { shared } from './styles.ts';
import { onTheme } from './theme.ts';

/**
 * Curves over steps, with a cursor that the pointer or, once the chart has the focus, the arrow keys move. The same
 * numbers stand in a table behind a fold, and come as a drawing and as CSV.
 */
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
        min-height: ${CANVAS_HEIGHT}px;
        margin-top: 0.3rem;
      }
      .plot:focus-visible {
        outline-offset: 0;
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
      .below {
        position: relative;
        margin-top: 0.3rem;
      }
      amp-figure-files {
        position: absolute;
        top: -0.2rem;
        right: 0;
      }
      summary {
        width: fit-content;
        margin-right: 8rem;
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
  /** The curves, one value a step each. */
  @property({ attribute: false }) series: readonly Series[] = [];
  /** How values are written: as numbers, as powers of ten, or as bytes. */
  @property() unit: ChartUnit = 'number';
  /** Whether the vertical axis is logarithmic; values that are not above 0 are left out. */
  @property({ type: Boolean }) log = false;
  /** Whether the vertical axis begins at 0. */
  @property({ type: Boolean, attribute: 'from-zero' }) fromZero = false;
  /** Weight with which the series were smoothed, 0 = not: the files say so. */
  @property({ type: Number }) smoothing = 0;
  /** Whose curves they are, such as a run's name: the files' names begin with it, and the drawing names it. */
  @property() source = '';
  /** Charts of the same key show the same step under the pointer. */
  @property() sync = '';

  /** Index of the step under the cursor. */
  @state() private _at: number | undefined;
  /** Whether the table is open: thousands of rows are made only when somebody wants them. */
  @state() private _open = false;

  @query('.plot') private readonly _place!: HTMLElement | null;

  private _plot: uPlot | undefined;
  /** The step chosen by keys: it stays chosen while the run goes on. */
  private _held: number | undefined;
  private readonly _resize = new ResizeObserver(() => this._fit());
  private _endTheme = (): void => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this._endTheme = onTheme(() => this._build());
    this._resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._endTheme();
    this._resize.disconnect();
    this._plot?.destroy();
    this._plot = undefined;
  }

  override render(): TemplateResult {
    const at = this._at ?? this.steps.length - 1;
    return html`<figure>
      <figcaption>
        <h3>${this.heading}</h3>
        <span class="small number" aria-hidden="true">${this._readout()}</span>
        <span class="small quiet explanation">${this.explanation}</span>
      </figcaption>
      <div
        class="plot"
        tabindex="0"
        role="slider"
        aria-label=${`${this.heading}: step read out`}
        aria-valuemin=${this.steps[0] ?? 0}
        aria-valuemax=${this.steps.at(-1) ?? 0}
        aria-valuenow=${this.steps[at] ?? 0}
        aria-valuetext=${stepInWords(this._chart, at)}
        @keydown=${this._onKey}
        @focus=${this._onFocus}
        @blur=${this._onBlur}
      ></div>
      ${this.series.length > 1 ? chartLegend(this._chart, this._at) : nothing}
      <div class="below">
        <details @toggle=${this._onToggle}>
          <summary class="small quiet">The same as a table</summary>
          ${this._open ? chartTable(this._chart) : nothing}
        </details>
        <amp-figure-files
          .of=${this.heading}
          .name=${`${this.source} ${this.heading}`}
          .svg=${() => chartFile(this._chart, this.source, this._domain)}
          .csv=${() => chartCsv(this._chart)}
        ></amp-figure-files>
      </div>
    </figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const earlier = changed.get('series');
    const other = earlier !== undefined && !sameLines(earlier, this.series);
    const axis = changed.has('log') || changed.has('fromZero') || changed.has('unit') || changed.has('sync');
    if (this._plot === undefined || other || axis) this._build();
    else if (changed.has('steps') || changed.has('series')) {
      this._plot.setData(canvasData(this._chart));
      if (this._held !== undefined) this._show(this._held, false);
    }
  }

  private get _chart(): LineChart {
    return this;
  }

  /** The ends of the axes as they are drawn now. */
  private get _domain(): Domain | undefined {
    const [x, y] = [endsOf(this._plot?.scales.x), endsOf(this._plot?.scales.y)];
    return x && y && { x, y };
  }

  /** Where the cursor is; the value too, when there is no legend to show it. */
  private _readout(): string {
    const step = this._at === undefined ? undefined : this.steps[this._at];
    if (step === undefined) return '';
    const [only, second] = this.series;
    const value =
      only !== undefined && second === undefined ? `: ${valueText(this._chart, only, this._at)}` : '';
    return `step ${step}${value}`;
  }

  private _build(): void {
    this._plot?.destroy();
    this._plot = undefined;
    const place = this._place;
    if (place === null || place.clientWidth === 0) return; // hidden: it is built when it gets a size
    const options = canvasOptions(this._chart, {
      width: place.clientWidth,
      fromZero: this.fromZero,
      sync: this.sync,
      font: `12px ${getComputedStyle(this).fontFamily}`,
      colour: (value) => this._colour(value),
      onStep: (at) => (this._at = at),
    });
    this._plot = new uPlot(options, canvasData(this._chart), place);
    if (this._held !== undefined) this._show(this._held, false);
  }

  private _fit(): void {
    const place = this._place;
    if (place === null || place.clientWidth === 0) return;
    if (this._plot === undefined) this._build();
    else if (this._plot.width !== place.clientWidth) {
      this._plot.setSize({ width: place.clientWidth, height: CANVAS_HEIGHT });
    }
  }

  /** Puts the cursor on a step, by its index, or takes it away. @param tell whether charts of the same key follow */
  private _show(at: number | undefined, tell: boolean): void {
    const plot = this._plot;
    if (plot === undefined) return;
    const step = at === undefined ? undefined : this.steps[at];
    const left = step === undefined ? -10 : plot.valToPos(step, 'x');
    const top = step === undefined ? -10 : 1;
    plot.setCursor({ left, top });
    const { sync } = plot.cursor;
    if (!tell || this.sync === '' || sync === undefined) return;
    sync.values = [step ?? 0, 0];
    const { clientWidth, clientHeight } = plot.over;
    uPlot.sync(this.sync).pub('mousemove', plot, left, top, clientWidth, clientHeight, at ?? -1);
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

  private readonly _onKey = (event: KeyboardEvent): void => {
    const last = this.steps.length - 1;
    const next = stepAfterKey(event, this._at ?? last, last);
    if (next === undefined) return;
    event.preventDefault();
    this._held = next;
    this._show(next, true);
  };

  /** By keyboard: where the pointer left the cursor, else on the last step. */
  private readonly _onFocus = (): void => {
    if (this._place?.matches(':focus-visible') !== true) return;
    this._held = this._at ?? this.steps.length - 1;
    this._show(this._held, true);
  };

  private readonly _onBlur = (): void => {
    if (this._held === undefined) return;
    this._held = undefined;
    this._show(undefined, true);
  };

  private readonly _onToggle = (event: Event): void => {
    this._open = (event.target as HTMLDetailsElement).open;
  };
}

/** A scale without values has no ends. */
function endsOf(scale: uPlot.Scale | undefined): readonly [number, number] | undefined {
  const { min, max } = scale ?? {};
  return typeof min === 'number' && typeof max === 'number' ? [min, max] : undefined;
}

/** Whether only the values may differ. */
function sameLines(a: readonly Series[], b: readonly Series[]): boolean {
  const look = ({ label, colour, dash = [] }: Series): string => `${label} ${colour} ${dash.join(' ')}`;
  return a.length === b.length && a.every((line, i) => look(line) === look(b[i] ?? line));
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-chart': AmpChart;
  }
}
