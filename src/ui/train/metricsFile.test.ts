import { expect, test } from 'vitest';
import { metricsCsv, metricsJsonl, namesInWords } from './metricsFile.ts';

const a = {
  name: 'a, first',
  events: [
    { runId: 'a', step: 0, seconds: 1, metrics: { loss: 0.1 + 0.2, 'rewards/accuracies': 1 } },
    { runId: 'a', step: 1, seconds: 2.5, metrics: { loss: NaN, 'eval/loss': 2 } },
  ],
};
const b = { name: 'b', events: [{ runId: 'b', step: 0, seconds: 1, metrics: { loss: 3 } }] };

test('one run: steps from 1, names as logged, every digit, gaps empty', () => {
  expect(metricsCsv([a])).toBe(
    'step,seconds,loss,rewards/accuracies,eval/loss\n1,1,0.30000000000000004,1,\n2,2.5,NaN,,2\n',
  );
  expect(
    metricsJsonl([a])
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { step: 1, seconds: 1, loss: 0.30000000000000004, 'rewards/accuracies': 1 },
    { step: 2, seconds: 2.5, loss: null, 'eval/loss': 2 },
  ]);
});

test('of several runs each line says whose it is', () => {
  expect(metricsCsv([a, b]).split('\n')[3]).toBe('b,1,1,3,,');
  expect(metricsCsv([a, b])).toContain('"a, first",1');
});

test('files of many runs have a name that is not too long', () => {
  expect(namesInWords([a])).toBe('a, first');
  expect(namesInWords([a, b])).toBe('a, first and b');
  expect(namesInWords([a, b, b, b])).toBe('a, first and 3 more');
});
