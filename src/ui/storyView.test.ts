import { expect, test } from 'vitest';
import type { BenchResult } from '../protocol/bench.ts';
import type { QuickstartEvent, QuickstartResult } from '../protocol/lab.ts';
import type { LadderView } from '../protocol/ladder.ts';
import type { RunEvent } from '../protocol/run.ts';
import { addEvent, finishView, startView, type QuickstartView } from './quickstartView.ts';
import { tellStage } from './storyView.ts';

const begun = startView({ seed: 1, size: 'reduced' });
const tell = (view: QuickstartView, name: string): string => {
  const stage = view.stages.find((s) => s.stage === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return tellStage(view, stage);
};
const after = (...events: QuickstartEvent[]): QuickstartView => events.reduce(addEvent, begun);

const round = { question: 'Is there a dog?', truth: 'No.', answer: 'Yes.' };
const result = (value: number, verdict: 'true' | 'false'): BenchResult =>
  ({
    scores: [{ key: 'cumulativeHallucination', value }],
    dialogues: [{ rounds: [{ ...round, claims: [{ verdict }] }] }],
  }) as unknown as BenchResult;
const before: QuickstartEvent = { kind: 'bench', when: 'before', result: result(0.217, 'false') };
const later: QuickstartEvent = { kind: 'bench', when: 'after', result: result(0.146, 'true') };
const ended = (low: number, high: number): QuickstartView => {
  const change = { differences: [{ key: 'cumulativeHallucination', value: -0.071, low, high }] };
  return finishView(after(before, later), { change } as unknown as QuickstartResult);
};

test('a stage that has nothing to show says nothing', () => {
  expect(begun.stages.map((stage) => tellStage(begun, stage))).toEqual(['', '', '', '', '', '', '']);
});

test('while answers come they are counted; then there is a rate, and one thing that was made up', () => {
  const count: QuickstartEvent = { kind: 'progress', stage: 'before', done: 3, total: 12, secondsLeft: 9 };
  expect(tell(after(count), 'before')).toBe('It has answered 3 of 12 questions.');
  expect(tell(after(before), 'before')).toBe(
    'It makes something up in 21.7 % of its answers. To “Is there a dog?” it said “Yes.” where the truth is “No.”',
  );
});

test('the reference is told by the pairs that it has in order', () => {
  const logps = [-1, -3, -2].map((policy) => ({ policy, reference: policy }));
  const view = { ladder: { id: 'a' }, logps } as unknown as LadderView;
  expect(tell(after({ kind: 'ladder', view }), 'reference')).toBe(
    'Of the ladders shown below, it has 2 of 3 pairs of rungs the right way round.',
  );
});

test('training is told by the best answers’ likelihood and the order of pairs', () => {
  const metrics = { 'logps/chosen_change': Math.log(7.7), 'rewards/accuracies': 0.66 };
  const event = { step: 39, metrics } as unknown as RunEvent;
  expect(tell(after({ kind: 'step', event }), 'train')).toBe(
    'Step 40: true answers are 7.7 times likelier than before, and 66.0 % of all pairs are in order.',
  );
});

test('the end says whether the change is more than chance', () => {
  expect(tell(ended(-0.097, -0.044), 'report')).toBe(
    'From 21.7 % to 14.6 %: 7.1 points less, and the interval leaves out 0.',
  );
  expect(tell(ended(-0.15, 0.01), 'report')).toBe('From 21.7 % to 14.6 %: too small a change to be sure of.');
});
