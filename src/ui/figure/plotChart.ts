// Curves over steps as a drawing with Observable Plot: what uPlot shows on its canvas, as vectors.
import {
  drawable,
  stepInWords,
  tickText,
  ticksOf,
  treatmentInWords,
  type Domain,
  type LineChart,
  type Series,
} from './chartView.ts';
import { figureSheet } from './sheet.ts';
import { plotDrawing, type Library, type Markish } from './plot.ts';

const HEIGHT = 260; // pixels
const TICKS = 5;

/**
 * @param domain ends of the axes, where they are known; else what holds the values
 * @returns an image that takes its colours from the page's custom properties
 */
export function drawChart(chart: LineChart, width: number, domain?: Domain): Promise<SVGSVGElement> {
  const { unit, log, heading, steps } = chart;
  const ticks = domain && ticksOf(unit, log, domain.y);
  return plotDrawing(
    (plot) => ({
      width,
      height: HEIGHT,
      marginTop: 10,
      marginLeft: unit === 'number' ? 52 : 68,
      marginRight: 18,
      marginBottom: 40,
      x: { label: 'step', labelAnchor: 'right', labelArrow: 'none', ...(domain && { domain: domain.x }) },
      y: { label: null, type: log ? 'log' : 'linear', ...(domain && { domain: domain.y }) },
      marks: [
        plot.gridX({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: TICKS }),
        plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 1, ticks: ticks ?? TICKS }),
        plot.axisX({
          label: 'step',
          labelArrow: 'none',
          ticks: TICKS,
          tickFormat: (step: number) => tickText('number', step),
        }),
        plot.axisY({
          label: null,
          tickSize: 0,
          ticks: ticks ?? TICKS,
          tickFormat: (value: number) => tickText(unit, value),
        }),
        ...chart.series.flatMap((series) => curve(plot, chart, series)),
      ],
    }),
    `${heading}; last, ${stepInWords(chart, steps.length - 1)}`,
  );
}

/** A curve that spans its gaps; dots as well, where there are too few for a line. */
function curve(plot: Library, { steps, log }: LineChart, { values, colour, dash = [] }: Series): Markish[] {
  const points = drawable(values, log).flatMap((value, i): [number, number][] => {
    const step = steps[i];
    return value === null || step === undefined ? [] : [[step, value]];
  });
  const line = plot.line(points, {
    stroke: colour,
    strokeWidth: 2,
    ...(dash.length > 0 && { strokeDasharray: dash.join(' ') }),
  });
  return steps.length < 3 ? [line, plot.dot(points, { fill: colour, r: 3.5 })] : [line];
}

/** Pixels that a drawing is wide in a file, whatever it is in the page. */
const FILE_WIDTH = 560;

/**
 * The chart as it stands in a file: as it is shown, with title, legend, and what was done to the values.
 * @param source whose curves they are; may be empty
 */
export async function chartFile(chart: LineChart, source: string, domain?: Domain): Promise<SVGSVGElement> {
  const { heading, explanation, series } = chart;
  const treatment = treatmentInWords(chart);
  return figureSheet({
    title: source === '' ? heading : `${heading}, ${source}`,
    about: treatment === '' ? explanation : `${explanation} (${treatment}.)`,
    ...(series.length > 1 && { legend: series }),
    parts: [{ drawing: await drawChart(chart, FILE_WIDTH, domain) }],
    width: FILE_WIDTH,
  });
}
