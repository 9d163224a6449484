import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { contradictions, moreTruthful, plantedDisorder, rungTruth, type RungTruth } from './ladderTruth.ts';

// Two blue apples (17) above, one brown horse (1) at the bottom right.
const truth = {
  kinds: [
    { noun: 17, colour: 'blue' as const, cells: [0, 1] },
    { noun: 1, colour: 'brown' as const, cells: [15] },
  ],
};
const rung = (clean: number, recall: number, falseClaims: number): RungTruth => ({
  clean,
  recall,
  falseClaims,
});

test('the truth of a rung, over its rounds', () => {
  const questions = ['Describe the image.', 'Is there a horse in the image?'];
  const answers = ['The image shows two red apples.', 'Yes, there is a horse in the image.'];
  // Of six facts it states two (apples, two); the colour is false. The second round is right.
  const found = rungTruth(truth, questions, { answers, source: 'x', ranks: { generated: 1 } });
  expect(found.clean).toBe(1);
  expect(found.recall).toBeCloseTo(2 / 6 + 1, 12);
  expect(found.falseClaims).toBe(1);
});

test.each([
  ['more told, as clean', rung(2, 1.5, 0), rung(2, 1, 0), true, true],
  ['fewer false claims, as much told', rung(1, 1, 1), rung(1, 1, 2), true, false],
  ['an omission against a hallucination', rung(2, 0.5, 0), rung(1, 0.9, 1), false, true],
  ['more told with more false claims', rung(1, 0.9, 3), rung(1, 0.5, 1), false, true],
  ['equal', rung(1, 0.5, 1), rung(1, 0.5, 1), false, false],
])('%s: facts %s', (_, a, b, facts, judge) => {
  expect(moreTruthful(a, b, 'facts')).toBe(facts);
  expect(moreTruthful(a, b, 'judge')).toBe(judge);
  expect(moreTruthful(b, a, 'facts')).toBe(false);
});

test('sums of the same fractions in another order are equal', () => {
  const a = rung(1, 0.1 + 0.2 + 0.3, 1);
  const b = rung(1, 0.3 + 0.2 + 0.1, 1);
  expect(moreTruthful(a, b, 'facts') || moreTruthful(b, a, 'facts')).toBe(false);
});

test('contradictions are pairs below level 0', () => {
  const levels = [rung(1, 0, 9), rung(1, 0.5, 1), rung(2, 1, 0), rung(1, 0.5, 1)];
  expect(contradictions(levels, 'facts')).toEqual([[1, 2]]);
  expect(contradictions(levels.slice(0, 2), 'facts')).toEqual([]);
});

test('a planted disorder contradicts the facts; equal rungs allow none', () => {
  const levels = [rung(2, 2, 0), rung(1, 0.5, 1), rung(2, 1, 0), rung(1, 0.2, 3)];
  for (let seed = 0; seed < 20; seed++) {
    const order = plantedDisorder(levels, 'facts', new Random(seed)) as number[];
    expect([...order].sort()).toEqual([1, 2, 3]);
    const shown = [levels[0] as RungTruth, ...order.map((k) => levels[k] as RungTruth)];
    expect(contradictions(shown, 'facts').length).toBeGreaterThan(0);
  }
  expect(
    plantedDisorder([rung(2, 2, 0), rung(1, 1, 1), rung(1, 1, 1)], 'facts', new Random(1)),
  ).toBeUndefined();
});
