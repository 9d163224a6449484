import { expect, test } from 'vitest';
import type { BenchDialogue, BenchRound } from '../protocol/bench.ts';
import { accuracyOf } from './accuracy.ts';

const round = (
  type: BenchRound['type'],
  truth: string,
  answer: string,
  rating: number,
  verdict: 'true' | 'false' = rating < 3 ? 'false' : 'true',
): BenchRound => ({
  question: '',
  type,
  truth,
  answer,
  rating,
  claims: [{ text: answer, start: 0, end: answer.length, verdict }],
  counts: {},
});

test('shares worked out by hand', () => {
  const dialogue = (rounds: BenchRound[], i: number): BenchDialogue => ({
    id: String(i),
    image: { kind: 'scene', seed: i, split: 'bench', style: 'noto' },
    rounds,
    counts: {},
  });
  const dialogues = [
    [
      round('existence', 'Yes, there are two dogs.', 'Yes, there are three dogs.', 2), // yes is right, three is not
      round('counting', 'There are two dogs.', 'There are two dogs.', 5),
    ],
    [
      round('existence', 'No, there is no cat.', 'Yes, there is a cat.', 0),
      round('existence', 'No, there is no pig.', 'no.', 5),
      round('counting', 'There is one pig.', 'There are pigs.', 3), // nothing false, not exact
    ],
  ].map(dialogue);
  const { n, truthful, existence, exact } = accuracyOf(dialogues, 1);
  expect(n).toBe(5);
  expect(truthful.value).toBeCloseTo(3 / 5, 12);
  expect(existence.value).toBeCloseTo(2 / 3, 12);
  expect(exact.counting?.value).toBeCloseTo(1 / 2, 12);
  expect(exact.existence?.value).toBeCloseTo(1 / 3, 12);
  expect(truthful.low).toBeLessThanOrEqual(truthful.value);
  expect(truthful.high).toBeGreaterThanOrEqual(truthful.value);
});
