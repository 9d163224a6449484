// A figure's drawing with Observable Plot.
import { figureInWords, figureNumber, figureValue, type FigureRow, type FigureView } from './figureView.ts';
import { figureSheet } from './sheet.ts';
import { plotDrawing, type Library, type Markish, type PlotOptions } from './plot.ts';

const ROW = 26; // pixels
const HEIGHT = 218;
const TICKS = 4;
const GRID = { stroke: 'var(--rule)', strokeOpacity: 1, ticks: TICKS } as const;

/** Pixels that a figure's drawing will be high. */
export function figureHeight({ kind, rows }: FigureView): number {
  return kind === 'intervals' ? rows.length * ROW + 38 : HEIGHT;
}

/**
 * @param left pixels left of the axis, so that figures below each other begin at one line; else what its names need
 * @returns an image that takes its colours from the page's custom properties
 */
export function drawFigure(figure: FigureView, width: number, left?: number): Promise<SVGSVGElement> {
  return plotDrawing(
    (plot) => ({
      width,
      height: figureHeight(figure),
      ...LAYOUT[figure.kind](plot, figure),
      ...(left !== undefined && { marginLeft: left }),
    }),
    figureInWords(figure),
  );
}

/** Pixels that a drawing is wide in a file, whatever it is in the page. */
const FILE_WIDTH = 560;

/** Figures as they stand in a file, one below the other; several each under its own title. */
export async function figureFile(
  figures: readonly FigureView[],
  { title, about }: Pick<FigureView, 'title' | 'about'>,
): Promise<SVGSVGElement> {
  const left = figures.length > 1 ? Math.max(...figures.map(leftOf)) : undefined;
  const drawings = await Promise.all(figures.map((figure) => drawFigure(figure, FILE_WIDTH, left)));
  const parts = drawings.map((drawing, i) => {
    const heading = figures.length > 1 ? figures[i]?.title : undefined;
    return { drawing, ...(heading !== undefined && { heading }) };
  });
  return figureSheet({ title, about, parts, width: FILE_WIDTH });
}

const LAYOUT: Readonly<Record<FigureView['kind'], (plot: Library, figure: FigureView) => PlotOptions>> = {
  intervals: (plot, figure) => ({
    marginTop: 8,
    marginLeft: leftOf(figure),
    marginRight: 16,
    x: axisOf(figure, null),
    y: { label: null, domain: figure.rows.map(({ name }) => name), tickSize: 0 },
    marks: [
      plot.gridX({ ...GRID }),
      ...((figure.start ?? 0) < 0 ? [plot.ruleX([0], { stroke: 'var(--rule-strong)' })] : []),
      ...wholeOf(plot, figure, 'ruleX'),
      plot.ruleY(figure.rows, {
        y: 'name',
        x1: 'low',
        x2: 'high',
        stroke: colourOf,
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

const colourOf = ({ colour = 'var(--accent)' }: FigureRow): string => colour;

/** Room for the rows' names: a letter takes about 6.5 pixels. */
const leftOf = ({ rows }: FigureView): number =>
  Math.max(96, 14 + Math.ceil(6.5 * Math.max(0, ...rows.map(({ name }) => name.length))));

/** The value of all together, as a dashed line across. */
function wholeOf(plot: Library, { whole }: FigureView, rule: 'ruleX' | 'ruleY'): Markish[] {
  if (whole === undefined) return [];
  return [plot[rule]([whole], { stroke: 'var(--ink-quiet)', strokeDasharray: '3 3' })];
}

function axisOf(figure: FigureView, label: string | null): NonNullable<PlotOptions['x']> {
  return {
    label,
    domain: [figure.start ?? 0, figure.end],
    ticks: TICKS,
    tickFormat: (value: number) => axisText(figure, value),
  };
}

function axisText(figure: FigureView, value: number): string {
  const text = figureNumber(figure, value).replace(/\.0+$/, '');
  return figure.unit === 'share' && figure.signed !== true ? `${text} %` : text;
}

function dot(figure: FigureView, channels: { x: string; y: string }): Parameters<Library['dot']>[1] {
  return {
    ...channels,
    r: 4.5,
    fill: (row: FigureRow) => (row.hollow === true ? 'var(--sheet)' : colourOf(row)),
    stroke: (row: FigureRow) => (row.hollow === true ? colourOf(row) : 'var(--sheet)'),
    strokeWidth: 1.5,
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
