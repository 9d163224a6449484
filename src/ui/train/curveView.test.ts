import { expect, test } from 'vitest';
import type { RunEvent } from '../../protocol/run.ts';
import { basicCharts, overlayCharts, runCharts, smooth, smoothChart } from './curveView.ts';

const event = (step: number, metrics: Record<string, number>): RunEvent => ({
  runId: 'a',
  step,
  seconds: step,
  metrics,
});

const EVENTS = [
  event(0, { loss: 1, 'rewards/level_0': 0, 'rewards/level_1': 0, 'rewards/margins/0_1': 0 }),
  event(1, {
    loss: 0.5,
    'rewards/level_0': 1,
    'rewards/level_1': -1,
    'rewards/margins/0_1': 2,
    'eval/loss': 0.7,
  }),
];

test('levels and pairs are found in the metrics; evaluations leave gaps', () => {
  const [loss, rewards, margins] = basicCharts(EVENTS);
  expect(loss?.steps).toEqual([1, 2]);
  expect(loss?.series.map(({ label, values }) => [label, values])).toEqual([
    ['loss', [1, 0.5]],
    ['held out', [null, 0.7]],
  ]);
  expect(rewards?.series.map(({ label }) => label)).toEqual(['level 0', 'level 1']);
  expect(margins?.series.map(({ label, values }) => [label, values])).toEqual([['0 over 1', [0, 2]]]);
});

test('charts without a value are left out', () => {
  expect(runCharts([event(0, { loss: 1, gpu_bytes: 5 })]).map(({ heading }) => heading)).toEqual([
    'Loss',
    'GPU memory',
  ]);
  expect(runCharts([])).toEqual([]);
});

test('runs of different length lie over each other by step', () => {
  const [loss] = overlayCharts([
    { name: 'a', events: EVENTS },
    { name: 'b', events: [event(0, { loss: 3 })] },
  ]);
  expect(loss?.steps).toEqual([1, 2]);
  expect(loss?.series.map(({ label, values }) => [label, values])).toEqual([
    ['a', [1, 0.5]],
    ['b', [3, null]],
  ]);
});

test('sixteen overlaid runs and the levels and pairs of a long ladder are told apart by colour and dash', () => {
  const style = ({ colour, dash = [] }: { colour: string; dash?: readonly number[] }): string =>
    `${colour} ${dash.join(' ')}`;
  const runs = Array.from({ length: 16 }, (_, i) => ({ name: `run ${i}`, events: EVENTS }));
  const [loss] = overlayCharts(runs);
  expect(new Set(loss?.series.map(style)).size).toBe(16);
  const K = 8;
  const metrics: Record<string, number> = { loss: 1 };
  for (let i = 0; i < K; i++) {
    metrics[`rewards/level_${i}`] = i;
    for (let j = i + 1; j < K; j++) metrics[`rewards/margins/${i}_${j}`] = j - i;
  }
  const [, rewards, margins] = basicCharts([event(0, metrics)]);
  expect(new Set(rewards?.series.map(({ colour }) => colour)).size).toBe(K);
  expect(new Set(margins?.series.slice(0, 6).map(style)).size).toBe(6); // level 0 over 1 to 6
});

test('smoothing is an exponential mean without bias, and jumps over gaps', () => {
  expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((x) => expect.closeTo(x, 12) as number));
  // Weights 0.5 and 0.25 over their sum 0.75: (0.25 * 0 + 0.5 * 3) / 0.75.
  expect(smooth([0, null, 3], 0.5)).toEqual([0, null, 2]);
  const [loss] = basicCharts(EVENTS);
  expect(loss && smoothChart(loss, 0)).toBe(loss);
  const smoothed = loss && smoothChart(loss, 0.5);
  expect(smoothed?.smoothing).toBe(0.5);
  expect(smoothed?.series[0]?.raw).toEqual([1, 0.5]); // what the files say was logged
  // (0.25 * 1 + 0.5 * 0.5) / 0.75
  expect(smoothed?.series[0]?.values[1]).toBeCloseTo(2 / 3, 12);
});
