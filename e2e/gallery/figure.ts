// States of src/ui/figure, and of the charts.
import '../../src/ui/amp-chart.ts';
import '../../src/ui/figure/amp-figure-files.ts';
import '../../src/ui/figure/amp-figure.ts';
import type { Series } from '../../src/ui/figure/chartView.ts';
import { figuresOf } from '../../src/ui/bench/resultFigures.ts';
import type { FigureView } from '../../src/ui/figure/figureView.ts';
import { lab, never, press, refuse, show, type Entries } from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch } from './texts.ts';

async function figures(kind: FigureView['kind']): Promise<FigureView | undefined> {
  const results = await lab.listResults();
  return results.flatMap(figuresOf).find((figure) => figure.kind === kind);
}

const STEPS = Array.from({ length: 300 }, (_, i) => i + 1);
const wave = (scale: number, shift: number): number[] =>
  STEPS.map((step) => scale * (Math.exp(-step / 90) + 0.06 * Math.sin(step / 5 + shift)));
const SERIES: readonly Series[] = [
  { label: 'loss', values: wave(1, 0), colour: 'var(--level-0)' },
  { label: 'held out', values: wave(1.2, 2), colour: 'var(--level-3)', dash: [7, 4] },
];
const CHART = { heading: 'Loss', explanation: 'Lower is better.', steps: STEPS } as const;

export const figure: Entries = {
  'amp-chart': {
    empty: show('amp-chart', { ...CHART, steps: [], series: SERIES.map((one) => ({ ...one, values: [] })) }),
    loading: show('amp-chart', {
      ...CHART,
      steps: [1],
      series: SERIES.map((one) => ({ ...one, values: [0.7] })),
    }),
    full: show('amp-chart', { ...CHART, series: SERIES }),
    'full-log': show('amp-chart', { ...CHART, series: SERIES, log: true }),
    long: show('amp-chart', {
      heading: NAME,
      explanation: SENTENCE,
      steps: STEPS.map((step) => step * 123_456_789),
      series: Array.from({ length: 12 }, (_, i) => ({
        label: `${i} ${NAME}`,
        values: wave(HUGE, i),
        colour: `var(--level-${i % 4})`,
      })),
      unit: 'bytes',
    }),
  },
  'amp-figure-files': {
    full: show('amp-figure-files', { of: 'Loss', csv: () => 'step,loss', svg: never }),
    'full-values': show('amp-figure-files', { of: 'Loss', csv: () => 'step,loss' }),
    error: show(
      'amp-figure-files',
      { of: 'Loss', svg: refuse('The drawing’s code could not be loaded.', 'NetworkError') },
      { then: (files) => press(files, 'SVG') },
    ),
    long: show(
      'amp-figure-files',
      { of: SENTENCE, svg: refuse(PROSE, NAME) },
      { then: (files) => press(files, 'SVG') },
    ),
  },
  'amp-figure': {
    empty: show('amp-figure'),
    full: show('amp-figure', async () => ({ figure: await figures('intervals') })),
    'full-line': show('amp-figure', async () => ({ figure: await figures('line') })),
    'full-bars': show('amp-figure', async () => ({ figure: await figures('bars') })),
    long: show('amp-figure', async () => ({
      figure: stretch(await figures('intervals'), {
        name: NAME,
        title: SENTENCE,
        about: SENTENCE,
        valueLabel: SENTENCE,
        n: HUGE,
      }),
    })),
  },
};
