import { expect, test } from 'vitest';
import type { Run, RunEvent } from '../../protocol/run.ts';
import type { TrainEvent } from '../../protocol/training.ts';
import {
  addTrainEvent,
  finishTraining,
  offerInWords,
  startTraining,
  unfinishedRuns,
  wasCutOff,
} from './runView.ts';
import { failed, isUnderWay } from '../jobProgress.ts';

const run = (id: string, change: object = {}): Run =>
  ({
    id,
    status: 'running',
    stepsDone: 0,
    config: { epochs: 0, steps: 300 },
    source: { model: 'm', data: { kind: 'dataset', id: 'd' } },
    ...change,
  }) as unknown as Run;

const step = (n: number): RunEvent => ({ runId: 'a', step: n, seconds: n, metrics: { loss: n } });

test('events add up', () => {
  const events: TrainEvent[] = [
    { kind: 'run', run: run('a') },
    { kind: 'stage', message: 'Training.' },
    { kind: 'step', event: step(0) },
    { kind: 'progress', done: 1, total: 9, secondsLeft: 40 },
    { kind: 'warning', message: 'Full.' },
  ];
  const view = events.reduce(addTrainEvent, startTraining('Mine'));
  expect(view).toMatchObject({ message: 'Training.', done: 1, total: 9, warnings: ['Full.'] });
  expect(view.events).toEqual([step(0)]);
  expect(isUnderWay(view)).toBe(true);
  expect(finishTraining(view, run('a'))).toMatchObject({ state: 'finished', done: 9 });
  expect(isUnderWay(undefined)).toBe(false);
});

test('steps that are done again take the place of those that were lost', () => {
  const view = startTraining('Mine', [step(0), step(1), step(2)]);
  const again = addTrainEvent(view, { kind: 'step', event: { ...step(1), seconds: 99 } });
  expect(again.events.map(({ step: n, seconds }) => [n, seconds])).toEqual([
    [0, 0],
    [1, 99],
  ]);
});

test('a ladder is remembered with the step it was seen after', () => {
  const view = { ladder: { id: 'l' }, logps: [] } as unknown as Extract<
    TrainEvent,
    { kind: 'ladder' }
  >['view'];
  const before = addTrainEvent(startTraining('Mine'), { kind: 'ladder', view });
  const after = addTrainEvent(addTrainEvent(before, { kind: 'step', event: step(0) }), {
    kind: 'ladder',
    view,
  });
  expect(after.ladders[0]?.snapshots.map((snapshot) => snapshot.step)).toEqual([0, 1]);
});

test('a stopped run is not a failed one', () => {
  const view = startTraining('');
  expect(failed(view, { name: 'CancelledError', message: '' }).state).toBe('stopped');
  expect(failed(view, { name: 'DeviceLostError', message: '' }).state).toBe('failed');
});

test('what did not end can be gone on with, but neither what is under way nor the quickstart’s', () => {
  const runs = [
    run('a'),
    run('b', { status: 'stopped' }),
    run('c', { status: 'finished' }),
    run('d', { status: 'failed' }),
    run('q', { source: undefined }),
  ];
  expect(unfinishedRuns(runs, 'a').map(({ id }) => id)).toEqual(['b', 'd']);
  const cut = unfinishedRuns(runs, undefined).filter(wasCutOff);
  expect(cut.map(({ id }) => id)).toEqual(['a', 'd']);
});

test('the offer says what is lost', () => {
  const at = (status: string, saveEvery: number, planned = {}): string => {
    const config = { epochs: 2, steps: 300, saveEvery };
    return offerInWords(run('a', { status, config, last: { step: 120 }, ...planned }));
  };
  expect(at('running', 20, { stepsPlanned: 240 })).toBe(
    'Go on from step 120 of 240; up to 19 steps since then are lost.',
  );
  expect(at('failed', 2)).toBe('Go on from step 120; at most 1 step since then is lost.');
  expect(at('failed', 1)).toBe('Go on from step 120; nothing is lost.');
  expect(at('stopped', 20)).toBe('Go on from step 120; nothing is lost.');
  expect(offerInWords(run('a'))).toBe('It has no checkpoint yet: begin again at step 0 of 300.');
});
