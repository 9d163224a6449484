import { expect, test } from 'vitest';
import { chartCsv } from '../figure/chartView.ts';
import { scheduleChart, turningPoints } from './scheduleView.ts';

const linear = { schedule: 'linear', warmupSteps: 4, learningRate: 2e-4 } as const;

test('the schedule as CSV: a line for each step, up to the peak and down', () => {
  const lines = chartCsv(scheduleChart(linear, 20)).trim().split('\n');
  expect(lines).toHaveLength(21);
  // Warm-up: (step + 1) / 4 of the peak; then 1 - (step - 4) / 16 of it, steps from 0.
  expect(lines.slice(0, 7)).toEqual([
    'step,learning rate',
    '1,0.00005',
    '2,0.0001',
    '3,0.00015',
    '4,0.0002',
    '5,0.0002',
    '6,0.0001875',
  ]);
  expect(lines[20]).toBe('20,0.0000125');
});

test('the table has the first step, the end of the warm-up, and the last', () => {
  const points = turningPoints(linear, 20);
  expect(points.map(([step]) => step)).toEqual([1, 4, 8, 12, 16, 20]);
  expect(points[1]).toEqual([4, 2e-4]);
  expect(turningPoints({ ...linear, warmupSteps: 0 }, 1)).toEqual([[1, 2e-4]]);
  // However many steps there are, it does not go through them all.
  expect(turningPoints(linear, Number.MAX_SAFE_INTEGER)).toHaveLength(6);
});
