import { expect, test } from 'vitest';
import { learningRate } from './schedule.ts';

const base = { learningRate: 1, warmupSteps: 4, steps: 14 };

test('warm-up rises linearly to the peak', () => {
  const rates = [0, 1, 2, 3].map((step) => learningRate({ ...base, schedule: 'constant' }, step));
  expect(rates).toEqual([0.25, 0.5, 0.75, 1]);
});

test('after warm-up: constant stays, linear and cosine are half way at half time and end at 0', () => {
  expect(learningRate({ ...base, schedule: 'constant' }, 13)).toBe(1);
  expect(learningRate({ ...base, schedule: 'linear' }, 9)).toBeCloseTo(0.5, 12);
  expect(learningRate({ ...base, schedule: 'cosine' }, 9)).toBeCloseTo(0.5, 12);
  expect(learningRate({ ...base, schedule: 'linear' }, 14)).toBe(0);
  expect(learningRate({ ...base, schedule: 'cosine' }, 14)).toBeCloseTo(0, 12);
});
