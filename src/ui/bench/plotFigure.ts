// A figure's drawing with Observable Plot. The library is loaded when the first figure is drawn, and not before.
import type * as Plot from '@observablehq/plot';
import { figureInWords, figureNumber, figureValue, type FigureRow, type FigureView } from './figureView.ts';

type Library = typeof Plot;

const ROW = 26; // pixels
const HEIGHT = 218;
const TICKS = 4;
const GRID = { stroke: 'var(--rule)', strokeOpacity: 1, ticks: TICKS } as const;

/** Pixels that a figure's drawing will be high. */
export function figureHeight({ kind, rows }: FigureView): number {
  return kind === 'intervals' ? rows.length * ROW + 38 : HEIGHT;
}

/** @returns an image that takes its colours from the page's custom properties */
export async function drawFigure(figure: FigureView, width: number): Promise<Element> {
  const plot = await import('@observablehq/plot');
  const drawing = plot.plot({
    width,
    height: figureHeight(figure),
    style: { background: 'none', fontFamily: 'inherit', fontSize: '12px', overflow: 'visible' },
    ariaLabel: figureInWords(figure),
    ...LAYOUT[figure.kind](plot, figure),
  });
  drawing.setAttribute('role', 'img');
  // The image has one name; those that Plot gives its groups are of no use inside it.
  for (const group of drawing.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  return drawing;
}

const LAYOUT: Readonly<Record<FigureView['kind'], (plot: Library, figure: FigureView) => Plot.PlotOptions>> =
  {
    intervals: (plot, figure) => ({
      marginTop: 8,
      marginLeft: 96,
      marginRight: 16,
      x: axisOf(figure, null),
      y: { label: null, domain: figure.rows.map(({ name }) => name), tickSize: 0 },
      marks: [
        plot.gridX({ ...GRID }),
        ...wholeOf(plot, figure, 'ruleX'),
        plot.ruleY(figure.rows, {
          y: 'name',
          x1: 'low',
          x2: 'high',
          stroke: 'var(--accent)',
          strokeWidth: 2.5,
        }),
        plot.dot(figure.rows, dot(figure, { x: 'value', y: 'name' })),
      ],
    }),
    line: (plot, figure) => ({
      marginLeft: 46,
      marginTop: 10,
      marginBottom: 42,
      x: {
        label: figure.rowLabel,
        labelOffset: 38,
        type: 'point',
        domain: figure.rows.map(({ name }) => name),
        labelAnchor: 'right',
      },
      y: axisOf(figure, null),
      marks: [
        plot.gridY({ ...GRID }),
        ...wholeOf(plot, figure, 'ruleY'),
        plot.line(figure.rows, { x: 'name', y: 'value', stroke: 'var(--accent)', strokeOpacity: 0.45 }),
        plot.ruleX(figure.rows, {
          x: 'name',
          y1: 'low',
          y2: 'high',
          stroke: 'var(--accent)',
          strokeWidth: 2.5,
        }),
        plot.dot(figure.rows, dot(figure, { x: 'name', y: 'value' })),
      ],
    }),
    bars: (plot, figure) => ({
      marginLeft: 46,
      marginBottom: 42,
      x: {
        label: figure.rowLabel,
        labelOffset: 38,
        type: 'band',
        domain: figure.rows.map(({ name }) => name),
        tickSize: 0,
      },
      y: { ...axisOf(figure, figure.valueLabel), nice: true },
      marks: [
        plot.gridY({ ...GRID }),
        plot.barY(figure.rows, {
          x: 'name',
          y: 'value',
          fill: (row: FigureRow) => (isLow(figure, row) ? 'var(--bad)' : 'var(--accent)'),
          title: (row: FigureRow) => titleOf(figure, row),
          insetLeft: 1,
          insetRight: 1,
        }),
        plot.ruleY([0], { stroke: 'var(--rule-strong)' }),
      ],
    }),
  };

/** The value of all together, as a dashed line across. */
function wholeOf(plot: Library, { whole }: FigureView, rule: 'ruleX' | 'ruleY'): Plot.Markish[] {
  if (whole === undefined) return [];
  return [plot[rule]([whole], { stroke: 'var(--ink-quiet)', strokeDasharray: '3 3' })];
}

function axisOf(figure: FigureView, label: string | null): NonNullable<Plot.PlotOptions['x']> {
  return {
    label,
    domain: [0, figure.end],
    ticks: TICKS,
    tickFormat: (value: number) => axisText(figure, value),
  };
}

function axisText(figure: FigureView, value: number): string {
  const text = figureNumber(figure, value).replace(/\.0+$/, '');
  return figure.unit === 'share' ? `${text} %` : text;
}

function dot(figure: FigureView, channels: { x: string; y: string }): Parameters<Library['dot']>[1] {
  return {
    ...channels,
    r: 4.5,
    fill: 'var(--accent)',
    stroke: 'var(--sheet)',
    title: (row: FigureRow) => titleOf(figure, row),
  };
}

/** What the mouse shows on a mark. */
function titleOf(figure: FigureView, row: FigureRow): string {
  const { name, value, low, high, n } = row;
  const interval =
    low === undefined || high === undefined
      ? ''
      : ` [${figureNumber(figure, low)}, ${figureNumber(figure, high)}]`;
  return `${name}: ${figureValue(figure, value)}${interval}${n === undefined ? '' : `, n = ${n.toLocaleString('en')}`}`;
}

/** A rating that is a hallucination; the bars' words say so too. */
function isLow({ rowLabel }: FigureView, { name }: FigureRow): boolean {
  return rowLabel === 'rating' && Number(name) < 3;
}
