import { expect, test } from 'vitest';
import type { QuickstartEvent, QuickstartResult } from '../protocol/lab.ts';
import type { LadderView } from '../protocol/ladder.ts';
import type { RunEvent } from '../protocol/run.ts';
import { addEvent, failView, finishView, restoreView, startView } from './quickstartView.ts';

const options = { seed: 1, size: 'reduced' } as const;
const ladder = (id: string, policy: number): QuickstartEvent => ({
  kind: 'ladder',
  view: { ladder: { id }, logps: [{ policy, reference: 0 }] } as unknown as LadderView,
});
const step = (n: number): QuickstartEvent => ({ kind: 'step', event: { step: n } as RunEvent });
const play = (...events: QuickstartEvent[]): ReturnType<typeof startView> =>
  events.reduce(addEvent, startView(options));

test('stages before the current one are done', () => {
  const view = play(
    { kind: 'stage', stage: 'generate', message: 'Asking.' },
    { kind: 'progress', stage: 'generate', done: 3, total: 9, secondsLeft: 60 },
  );
  expect(view.stages.map((s) => s.state)).toEqual([
    'done',
    'done',
    'active',
    'waiting',
    'waiting',
    'waiting',
    'waiting',
  ]);
  expect(view.stages[2]).toMatchObject({ message: 'Asking.', done: 3, total: 9 });
  expect(view.secondsLeft).toBe(60);
});

test('ladders keep one look per step', () => {
  const view = play(ladder('a', -1), ladder('b', -1), step(0), step(1), ladder('a', -2), ladder('a', -3));
  expect(view.ladders.map((l) => [l.id, l.snapshots.map((s) => [s.step, s.view.logps[0]?.policy])])).toEqual([
    [
      'a',
      [
        [0, -1],
        [2, -3],
      ],
    ],
    ['b', [[0, -1]]],
  ]);
});

test('a stopped job is not a failed one', () => {
  expect(failView(play(), { name: 'CancelledError', message: '' }).state).toBe('stopped');
  expect(failView(play(), { name: 'DeviceLostError', message: '' }).state).toBe('failed');
});

test('a stored quickstart looks as it did when it ended', () => {
  const result = { seed: 1, size: 'reduced', before: 'b', after: 'a' } as QuickstartResult;
  const live = finishView(
    play({ kind: 'bench', when: 'before', result: { id: 'b' } as never }, step(0)),
    result,
  );
  const restored = restoreView(result, undefined, [{ step: 0 } as RunEvent], [{ id: 'b' } as never]);
  expect(restored).toEqual(live);
});
