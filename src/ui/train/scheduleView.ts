// The learning rate over a run as a chart and as a few lines of a table: before the run, from its options alone. Pure.
import type { TrainConfig } from '../../protocol/run.ts';
import type { LineChart } from '../figure/chartView.ts';
import { shareOfPeak, valueInWords } from './configView.ts';

type Schedule = Pick<TrainConfig, 'schedule' | 'warmupSteps' | 'learningRate'>;

/** The learning rate at a step, steps from 1; as training computes it, to 12 digits. */
function rateAt(config: Schedule, steps: number, step: number): number {
  return Number((config.learningRate * shareOfPeak(config, steps, step - 1)).toPrecision(12));
}

/** The whole schedule as a chart. */
export function scheduleChart(config: Schedule, steps: number): LineChart {
  const peak = valueInWords('learningRate', config.learningRate);
  const { warmupSteps, schedule } = config;
  const all = Array.from({ length: steps }, (_, i) => i + 1);
  return {
    heading: 'Learning rate',
    explanation: `Up to ${peak} in ${warmupSteps} steps, then ${schedule}, over ${steps} steps.`,
    steps: all,
    series: [
      {
        label: 'learning rate',
        values: all.map((step) => rateAt(config, steps, step)),
        colour: 'var(--accent)',
      },
    ],
    unit: 'small',
    log: false,
    smoothing: 0,
  };
}

/** Where the rate turns, and on the way: the first step, the end of the warm-up, quarters of the rest, the last. */
export function turningPoints(config: Schedule, steps: number): [step: number, rate: number][] {
  const warm = Math.min(config.warmupSteps, steps);
  const rest = [0, 0.25, 0.5, 0.75].map((share) => Math.round(warm + share * (steps - warm)));
  const wanted = [...new Set([1, ...rest, steps])].filter((step) => step >= 1);
  return wanted.sort((a, b) => a - b).map((step) => [step, rateAt(config, steps, step)]);
}
