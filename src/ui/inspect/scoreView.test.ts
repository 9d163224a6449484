import { expect, test } from 'vitest';
import type { LadderScores, RungScores } from '../../protocol/inspect.ts';
import { checkpointName, heatOf, heatScale, heatShare, pairMarks, rewardsOf } from './scoreView.ts';

const rung = (policy: number[], reference?: number[]): RungScores => {
  const side = (tokens: number[]) => ({ tokens, sum: tokens.reduce((n, x) => n + x, 0) });
  return {
    tokens: policy.map((_, t) => ({ round: 0, start: t, end: t + 1 })),
    policy: side(policy),
    ...(reference && { reference: side(reference) }),
  };
};
const scores = (...rungs: RungScores[]): LadderScores => ({ kind: 'scores', beta: 0.5, rungs });

test('rewards are beta times the change, or log-probabilities where there is no reference', () => {
  expect(rewardsOf(scores(rung([-1, -2], [-2, -3]), rung([-4], [-3])))).toEqual([1, -0.5]);
  expect(rewardsOf(scores(rung([-1, -2]), rung([-4])))).toEqual([-3, -4]);
});

test('pairs against the order are counted, ties are no pairs', () => {
  expect(pairMarks([3, 2, 1])).toEqual({ pairs: 3, violated: 0, margin: 1 });
  expect(pairMarks([1, 3, 2])).toEqual({ pairs: 3, violated: 2, margin: -2 });
  expect(pairMarks([1, 3, 2], [2, 0, 1])).toEqual({ pairs: 3, violated: 0, margin: 1 });
  expect(pairMarks([1, 3, 2], [0, 1, 1])).toEqual({ pairs: 2, violated: 2, margin: -2 });
  expect(pairMarks([0, 0])).toEqual({ pairs: 1, violated: 0, margin: 0 });
  expect(pairMarks([7])).toEqual({ pairs: 0, violated: 0, margin: undefined });
});

test('heat is what each token gained', () => {
  const heat = heatOf(rung([-1, -2, -0.5], [-1.5, -1, -0.5]));
  expect(heat.map(({ change }) => change)).toEqual([0.5, -1, 0]);
  expect(heatOf(rung([-1]))).toEqual([]);
  expect(heatScale([heat])).toBe(0.5); // of 0, 0.5 and 1 the last counts as beyond all others
  expect(heatShare(-1, 0.5)).toBe(-1);
  expect(heatShare(0.125, 0.5)).toBe(0.5);
  expect(heatScale([])).toBe(1e-3);
});

test('checkpoints in words', () => {
  expect(checkpointName({ step: 0, what: ['start'] }, 300)).toBe('before training');
  expect(checkpointName({ step: 38, what: ['snapshot'] }, 300)).toBe('step 38 of 300');
  expect(checkpointName({ step: 240, what: ['snapshot', 'best'] }, 300)).toBe('step 240 of 300, best');
});
