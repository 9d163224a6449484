// uPlot's options for curves over steps: a canvas, fast enough for live runs of thousands of steps.
import type uPlot from 'uplot';
import { drawable, tickText, type ChartUnit, type LineChart } from './chartView.ts';

/** Pixels that a chart's canvas is high. */
export const CANVAS_HEIGHT = 190;

export interface CanvasSettings {
  readonly width: number;
  readonly fromZero: boolean;
  /** Plots of the same key show the same step; empty = alone. */
  readonly sync: string;
  readonly font: string;
  /** The colour that a CSS value has here and now: a canvas knows no custom properties. */
  readonly colour: (value: string) => string;
  /** Called with the index of the step under the cursor, undefined when there is none. */
  readonly onStep: (at: number | undefined) => void;
}

export function canvasOptions(chart: LineChart, settings: CanvasSettings): uPlot.Options {
  const { width, sync, font, colour, onStep } = settings;
  const axis = {
    stroke: colour('var(--ink-quiet)'),
    grid: { stroke: colour('var(--rule)'), width: 1 },
    ticks: { show: false },
    font,
  };
  return {
    width,
    height: CANVAS_HEIGHT,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { setScale: false },
      // The step is shared, not the place: runs of other lengths show the same step elsewhere.
      ...(sync !== '' && { sync: { key: sync, scales: ['x', null] as [string, null] } }),
    },
    hooks: { setCursor: [(plot: uPlot) => onStep(plot.cursor.idx ?? undefined)] },
    scales: { x: { time: false }, y: scale(chart, settings) },
    axes: [
      { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
      { ...axis, size: chart.unit === 'number' ? 62 : 68, ...ticks(chart.unit) },
    ],
    series: [
      {},
      ...chart.series.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 2,
        spanGaps: true,
        points: { show: (plot: uPlot) => plot.data[0].length < 3 },
        ...(line.dash && { dash: [...line.dash] }),
      })),
    ],
  };
}

export function canvasData({ steps, series, log }: LineChart): uPlot.AlignedData {
  return [[...steps], ...series.map(({ values }) => drawable(values, log))];
}

/** How the vertical axis is marked, where uPlot's own way would not do. */
function ticks(unit: ChartUnit): uPlot.Axis {
  return {
    values: (_, marks) => marks.map((tick) => (tick === null ? null : tickText(unit, tick))),
    ...(unit === 'bytes' && { incrs: Array.from({ length: 48 }, (_, i) => 2 ** i) }),
  };
}

function scale({ log }: LineChart, { fromZero }: CanvasSettings): uPlot.Scale {
  if (log) return { distr: 3, log: 10 };
  return fromZero ? { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 1] } : {};
}
