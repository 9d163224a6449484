// Curves of runs as charts: which metrics stand together, in which colours, smoothed or not. Pure.
import type { RunEvent } from '../../protocol/run.ts';
import type { LineChart, Series } from '../figure/chartView.ts';
import { LEVEL_COLOURS, levelColour } from '../styles.ts';

export interface ChartView extends Omit<LineChart, 'log'> {
  /** Whether its values are above 0, so that a logarithmic axis makes sense. */
  readonly positive: boolean;
  /** Whether the axis begins at 0: for what should be flat. */
  readonly fromZero: boolean;
}

/** The steps of one run, for an overlay. */
export interface RunCurves {
  readonly name: string;
  readonly events: readonly RunEvent[];
}

/** Dash patterns that are told apart at a glance: solid first. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 5], [1, 6]];

const dashOf = (i: number): readonly number[] => DASHES[Math.min(i, DASHES.length - 1)] ?? [];

/** The best two solid, then each another: neighbours in colour differ in dash. */
const levelDash = (level: number): readonly number[] => dashOf(Math.max(0, level - 1));

/** Overlaid runs of one dash: the next ones have other colours and another dash. */
const RUNS_PER_DASH = 4;

type Column = (metric: string) => (number | null)[];

/** Loss, reward per level and margin per pair: what the quickstart shows. */
export function basicCharts(events: readonly RunEvent[]): ChartView[] {
  if (events.length === 0) return [];
  const steps = stepsOf(events);
  const column: Column = (metric) => events.map(({ metrics }) => metrics[metric] ?? null);
  const names = metricNames(events);
  return [
    chart(steps, 'Loss', 'Per optimiser step: lower is better.', lossSeries(names, column), {
      positive: true,
    }),
    chart(steps, 'Reward per rung', 'They should fan out, level 0 on top.', rewardSeries(names, column)),
    chart(
      steps,
      'Margins',
      'Better rung minus worse: above 0 is the right order.',
      marginSeries(names, column),
    ),
  ].filter(hasValues);
}

/** All charts of one run. */
export function runCharts(events: readonly RunEvent[]): ChartView[] {
  if (events.length === 0) return [];
  const steps = stepsOf(events);
  const column: Column = (metric) => events.map(({ metrics }) => metrics[metric] ?? null);
  const line = (
    metric: string,
    label: string,
    colour = 'var(--accent)',
    dash: readonly number[] = [],
  ): Series => ({
    label,
    values: column(metric),
    colour,
    dash,
  });
  return [
    ...basicCharts(events),
    chart(steps, 'Accuracy', 'Share of pairs, and of whole ladders, in the right order.', [
      line('rewards/accuracies', 'pairs', levelColour(0)),
      line('eval/rewards/accuracies', 'pairs, held out', levelColour(3), [6, 4]),
      line('rewards/ordered', 'whole ladders', levelColour(1), [2, 3]),
    ]),
    chart(steps, 'Best answer’s change', 'Nats against the start: below 0 it has become less likely.', [
      line('logps/chosen_change', 'best answer', levelColour(0)),
      line('logps/rejected_change', 'mean of the others', levelColour(3), [7, 4]),
    ]),
    chart(steps, 'Gradient norm', 'Before clipping.', [line('grad_norm', 'gradient norm')], {
      positive: true,
    }),
    chart(steps, 'Learning rate', 'As the schedule has it.', [line('learning_rate', 'learning rate')], {
      positive: true,
      unit: 'small',
    }),
    chart(
      steps,
      'Tokens per second',
      'Padding not counted.',
      [line('tokens_per_second', 'tokens per second')],
      {
        fromZero: true,
      },
    ),
    chart(steps, 'GPU memory', 'Should be flat.', [line('gpu_bytes', 'bytes')], {
      unit: 'bytes',
      fromZero: true,
    }),
  ].filter(hasValues);
}

/** What is compared between runs. */
const COMPARED: readonly (readonly [
  metric: string,
  heading: string,
  explanation: string,
  positive: boolean,
])[] = [
  ['loss', 'Loss', 'Runs with different objectives have different scales.', true],
  ['eval/loss', 'Loss, held out', 'On the same scale only where the objective is the same.', true],
  ['rewards/accuracies', 'Accuracy', 'Share of pairs in the right order.', false],
  ['rewards/margins', 'Margins', 'Best answer minus the mean of the others.', false],
  ['logps/chosen_change', 'Best answer’s change', 'Nats against the start.', false],
  ['grad_norm', 'Gradient norm', 'Before clipping.', true],
];

/** Runs over each other, one line each. */
export function overlayCharts(runs: readonly RunCurves[]): ChartView[] {
  const last = Math.max(0, ...runs.map(({ events }) => (events.at(-1)?.step ?? -1) + 1));
  const steps = Array.from({ length: last }, (_, i) => i + 1);
  return COMPARED.map(([metric, heading, explanation, positive]) =>
    chart(
      steps,
      heading,
      explanation,
      runs.map(({ name, events }, i) => {
        const values = new Array<number | null>(last).fill(null);
        for (const { step, metrics } of events) values[step] = metrics[metric] ?? null;
        return {
          label: name,
          values,
          colour: levelColour(i % LEVEL_COLOURS),
          dash: dashOf(Math.floor(i / RUNS_PER_DASH)),
        };
      }),
      { positive },
    ),
  ).filter(hasValues);
}

/** The same curves smoothed: an exponential mean of weight 0 (none) to below 1, without its bias towards the start. */
export function smoothChart(view: ChartView, weight: number): ChartView {
  if (weight <= 0) return view;
  const series = view.series.map((line) => ({
    ...line,
    values: smooth(line.values, weight),
    raw: line.values,
  }));
  return { ...view, series, smoothing: weight };
}

export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let mean = 0;
  let bias = 1;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    bias *= weight;
    return mean / (1 - bias);
  });
}

function chart(
  steps: readonly number[],
  heading: string,
  explanation: string,
  series: readonly Series[],
  { unit = 'number', positive = false, fromZero = false }: Partial<ChartView> = {},
): ChartView {
  const filled = series.filter(({ values }) => values.some((value) => value !== null));
  return { heading, explanation, steps, series: filled, unit, smoothing: 0, positive, fromZero };
}

const hasValues = ({ series }: ChartView): boolean => series.length > 0;

const stepsOf = (events: readonly RunEvent[]): number[] => events.map(({ step }) => step + 1);

/** Evaluations come every few steps: all names are in the first step together with the first evaluation. */
function metricNames(events: readonly RunEvent[]): string[] {
  return [...new Set(events.flatMap(({ metrics }) => Object.keys(metrics)))];
}

function lossSeries(names: readonly string[], column: Column): Series[] {
  const loss = { label: 'loss', values: column('loss'), colour: 'var(--accent)' };
  if (!names.includes('eval/loss')) return [loss];
  return [loss, { label: 'held out', values: column('eval/loss'), colour: levelColour(3), dash: [6, 4] }];
}

function rewardSeries(names: readonly string[], column: Column): Series[] {
  return matching(names, /^rewards\/level_(\d+)$/).map(({ name, parts: [k = 0] }) => ({
    label: `level ${k}`,
    values: column(name),
    colour: levelColour(k),
    dash: levelDash(k),
  }));
}

function marginSeries(names: readonly string[], column: Column): Series[] {
  return matching(names, /^rewards\/margins\/(\d+)_(\d+)$/).map(({ name, parts: [i = 0, j = 0] }) => ({
    label: `${i} over ${j}`,
    values: column(name),
    colour: levelColour(i),
    dash: dashOf(j - i - 1), // neighbours solid
  }));
}

function matching(names: readonly string[], pattern: RegExp): { name: string; parts: number[] }[] {
  return names.flatMap((name) => {
    const match = pattern.exec(name);
    return match === null ? [] : [{ name, parts: match.slice(1).map(Number) }];
  });
}
