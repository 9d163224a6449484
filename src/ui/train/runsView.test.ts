import { expect, test } from 'vitest';
import type { Run, RunEvent } from '../../protocol/run.ts';
import { cellOf, differingColumns, finalColumns, finalMetrics, statusInWords } from './runsView.ts';

const NAMES = { models: [], datasets: [] };

const run = (config: object, change: object = {}): Run =>
  ({
    id: 'a',
    status: 'finished',
    stepsDone: 10,
    config: { objective: 'mdpo', adapter: 'none', epochs: 0, steps: 10, levels: [], evalShare: 0, ...config },
    source: { model: 'm', data: { kind: 'scenes', count: 8, rounds: 1, priorShare: 0 } },
    ...change,
  }) as unknown as Run;

test('only what differs between runs for which it counts', () => {
  const runs = [run({ beta: 0.1 }), run({ beta: 0.3, adapter: 'lora', loraRank: 8 })];
  expect(differingColumns(runs, NAMES).map(({ key }) => key)).toEqual(['beta', 'adapter']);
  expect(cellOf(runs[0] as Run, 'loraRank', NAMES)).toBe('–');
  expect(cellOf(runs[0] as Run, 'data', NAMES)).toBe('8 scenes');
  expect(differingColumns(runs.slice(0, 1), NAMES)).toEqual([]);
});

test('last figures are means over the last tenth, evaluations the last one', () => {
  const events = Array.from({ length: 20 }, (_, step): RunEvent => {
    return { runId: 'a', step, seconds: 0, metrics: { loss: step, ...(step === 5 && { 'eval/loss': 2 }) } };
  });
  expect(finalMetrics(events)).toEqual({ loss: 18.5, 'eval/loss': 2 });
  expect(finalColumns([finalMetrics(events), {}]).map(({ key }) => key)).toEqual(['loss', 'eval/loss']);
  expect(finalMetrics([])).toEqual({});
});

test('how a run ended', () => {
  expect(statusInWords(run({}), undefined)).toBe('finished, 10 steps');
  expect(statusInWords(run({}, { status: 'running', stepsDone: 4 }), undefined)).toBe(
    'cut off after 4 of 10',
  );
  expect(statusInWords(run({}, { status: 'running' }), 'a')).toBe('under way');
  expect(statusInWords(run({ epochs: 2 }, { status: 'stopped', stepsDone: 4 }), undefined)).toBe(
    'stopped after 4',
  );
});
