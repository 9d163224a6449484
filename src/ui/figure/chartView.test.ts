import { expect, test } from 'vitest';
import {
  chartCsv,
  drawable,
  stepAfterKey,
  stepInWords,
  tickText,
  ticksOf,
  treatmentInWords,
  type LineChart,
} from './chartView.ts';

const CHART: LineChart = {
  heading: 'Loss',
  explanation: '',
  steps: [1, 2],
  series: [
    { label: 'loss', values: [0.1 + 0.2, 1 / 3], colour: 'red' },
    { label: 'held out, all', values: [null, -2], colour: 'blue' },
  ],
  unit: 'number',
  log: false,
  smoothing: 0,
};

test('CSV has every digit, gaps stay empty, and names with commas are quoted', () => {
  // 0.1 + 0.2 and 1/3 as IEEE doubles print.
  expect(chartCsv(CHART)).toBe(
    'step,loss,"held out, all"\n1,0.30000000000000004,\n2,0.3333333333333333,-2\n',
  );
});

test('CSV of smoothed curves has the logged values and beside them the smoothed, which say so', () => {
  const series = [{ label: 'loss', values: [4, 3], raw: [4, 1], colour: 'red' }];
  expect(chartCsv({ ...CHART, series, smoothing: 0.5 })).toBe(
    'step,loss,loss (smoothed 0.50)\n1,4,4\n2,1,3\n',
  );
});

test('a logarithmic axis leaves out what is not above 0', () => {
  expect(drawable([1, 0, -1, null, NaN], true)).toEqual([1, null, null, null, null]);
  expect(drawable([1, 0, -1, null, Infinity], false)).toEqual([1, 0, -1, null, null]);
});

test('a step in words', () => {
  expect(stepInWords(CHART, 0)).toBe('step 1: loss 0.300');
  expect(stepInWords(CHART, 1)).toBe('step 2: loss 0.333, held out, all −2.000');
});

test('what was done to the values stands in the caption', () => {
  expect(treatmentInWords({ log: true, smoothing: 0.6 })).toBe('smoothed, weight 0.60; logarithmic axis');
  expect(treatmentInWords({ log: false, smoothing: 0 })).toBe('');
});

test('marks of bytes are multiples of a power of 2, those of logarithms 1, 2 and 5', () => {
  expect(ticksOf('bytes', false, [0, 100])).toEqual([0, 32, 64, 96]);
  expect(ticksOf('number', true, [0.08, 3])).toEqual([0.1, 0.2, 0.5, 1, 2]);
  expect(ticksOf('number', true, [0.3, 0.7])).toEqual([0.3, 0.4, 0.5, 0.6, 0.7]);
  expect(ticksOf('number', true, [1e-6, 1])).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
  expect(ticksOf('number', false, [0, 1])).toBeUndefined();
  expect(tickText('number', -0.20000000000000001)).toBe('−0.2');
});

test('keys move the cursor by one step, by a tenth, and to the ends, and stay inside', () => {
  const key = (name: string, at: number, shiftKey = false): number | undefined =>
    stepAfterKey({ key: name, shiftKey }, at, 50);
  expect([key('ArrowLeft', 7), key('ArrowRight', 7), key('ArrowRight', 50)]).toEqual([6, 8, 50]);
  expect([key('ArrowRight', 7, true), key('PageDown', 3), key('Home', 9), key('End', 9)]).toEqual([
    12, 0, 0, 50,
  ]);
  expect(key('a', 7)).toBeUndefined();
  expect(stepAfterKey({ key: 'End', shiftKey: false }, 0, -1)).toBeUndefined();
});
