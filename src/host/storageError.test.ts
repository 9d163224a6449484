// Differences and orders against values by hand.
import { expect, test } from 'vitest';
import { compareReadings, type Reading } from './storageError.ts';

const reading = (policy: number[][][], reference: number[][][]): Reading => ({
  policy: policy.map((levels) => levels.map((tokens) => Float32Array.from(tokens))),
  reference: reference.map((levels) => levels.map((tokens) => Float32Array.from(tokens))),
});

test('differences of tokens and answers, and pairs whose order is kept', () => {
  const reference = [[[-1, -1], [-2], [-2]]];
  // Rewards: 0, 1, 0.5 before; 0, 0.25, 0.5 after: the second and the third change places.
  const before = reading([[[-1, -1], [-1], [-1.5]]], reference);
  const after = reading([[[-0.5, -1.5], [-1.75], [-1.5]]], reference);
  expect(compareReadings(before, after, [['a', 'b', 'c']])).toEqual({
    tokenMean: (0.5 + 0.5 + 0.75 + 0) / 4,
    tokenMax: 0.75,
    answerMean: (0 + 0.75 + 0) / 3,
    answerMax: 0.75,
    pairs: 3,
    pairsKept: 2,
  });
  expect(compareReadings(before, after, [['a', 'b', 'b']])).toMatchObject({ pairs: 2, pairsKept: 2 });
});
