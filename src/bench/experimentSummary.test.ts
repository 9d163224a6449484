import { expect, test } from 'vitest';
import type { Claim, Trial } from '../protocol/experiment.ts';
import { summarise, verdictsOf } from './experimentSummary.ts';

/** A trial over dialogues of two rounds each; `bad` says how many of them hallucinate. */
function trial(arm: string, seed: number, bad: readonly number[], chosen = 0): Trial {
  return {
    key: `${arm}${seed}`,
    arm,
    seed,
    metrics: arm === 'untrained' ? {} : { 'logps/chosen_change': chosen, 'rewards/accuracies': 0.5 },
    dialogues: bad.map((hallucinated) => ({
      rounds: 2,
      hallucinated,
      recall: 2 - 0.5 * hallucinated,
      rating: 12 - 4 * hallucinated,
    })),
    weightsHash: '',
    seconds: 1,
  };
}

const before = Array.from({ length: 40 }, (_, d) => d % 3); // 0, 1, 2, 0, ...: 39 of 80 rounds
const better = before.map((n) => Math.max(0, n - 1)); // 13 of 80

test('rates over all seeds, and the difference against an untrained model that has no seed', () => {
  const trials = [trial('untrained', 0, before), trial('a', 1, better, 2), trial('a', 2, before, 4)];
  const [untrained, a] = summarise(trials, 'untrained');
  expect(untrained?.hallucination.value).toBeCloseTo(39 / 80, 12);
  expect(untrained?.against).toBeUndefined();
  expect(a?.seeds).toBe(2);
  expect(a?.hallucination.value).toBeCloseTo((13 + 39) / 160, 12);
  expect(a?.recall.value).toBeCloseTo((160 - 0.5 * (13 + 39)) / 160, 12);
  expect(a?.rating.value).toBeCloseTo((12 * 80 - 4 * (13 + 39)) / 160, 12);
  expect(a?.against?.hallucination.value).toBeCloseTo((13 + 39) / 160 - 39 / 80, 12);
  expect(a?.against?.relative.value).toBeCloseTo((13 + 39) / 78 - 1, 12);
  expect(a?.against?.hallucination.high).toBeLessThan(0);
  expect(a?.chosenChange).toEqual({ value: 3, low: 2, high: 4 });
});

test('seeds are paired with the same seed of the baseline, not with another', () => {
  // Seed 1 is easy for both, seed 2 hard for both: paired by seed there is no difference and no spread.
  const trials = [trial('a', 1, better), trial('a', 2, before), trial('b', 2, before), trial('b', 1, better)];
  const b = summarise(trials, 'a')[1];
  expect(b?.against?.hallucination).toEqual({ value: 0, low: 0, high: 0 });
});

test('a claim is held, reversed or not decided by where its interval lies', () => {
  const same = before.map((n, d) => (d === 0 ? 2 : d === 2 ? 0 : n)); // two dialogues change places
  const trials = [trial('old', 1, before), trial('new', 1, better), trial('same', 1, same)];
  const claim = (good: string, bad: string, measure: Claim['measure'] = 'hallucination'): Claim => ({
    text: '',
    source: '',
    better: good,
    worse: bad,
    measure,
  });
  const outcomes = verdictsOf(trials, [
    claim('new', 'old'),
    claim('old', 'new'),
    claim('new', 'old', 'recall'),
    claim('old', 'new', 'rating'),
    claim('same', 'old'),
    claim('absent', 'old'),
  ]).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['held', 'reversed', 'held', 'reversed', 'undecided']);
});

test('a margin asks for no more than not being worse by more than it', () => {
  const same = before.map((n, d) => (d === 0 ? 2 : d === 2 ? 0 : n)); // two dialogues change places
  const trials = [trial('old', 1, before), trial('new', 1, better), trial('same', 1, same)];
  const outcome = (good: string, bad: string, margin: number, measure: Claim['measure'] = 'hallucination') =>
    verdictsOf(trials, [{ text: '', source: '', better: good, worse: bad, measure, margin }])[0]?.outcome;
  const [verdict] = verdictsOf(trials, [
    { text: '', source: '', better: 'same', worse: 'old', measure: 'hallucination' },
  ]);
  const high = 100 * (verdict?.difference.high ?? NaN); // about 5 points
  expect(high).toBeGreaterThan(2);
  expect(outcome('same', 'old', high + 0.1)).toBe('held');
  expect(outcome('same', 'old', high - 0.1)).toBe('undecided');
  expect(outcome('new', 'old', 0)).toBe('held');
  // Old is worse than new by 26 / 80 = 32.5 points, and by 1.3 of the rating.
  expect(outcome('old', 'new', 10)).toBe('reversed');
  expect(outcome('old', 'new', 60)).toBe('held');
  expect(outcome('old', 'new', 60, 'recall')).toBe('held');
  expect(outcome('old', 'new', 0.5, 'rating')).toBe('reversed');
  expect(outcome('old', 'new', 3, 'rating')).toBe('held');
});

test('trials of different benchmarks are not mixed', () => {
  const trials = [trial('a', 1, before), trial('a', 2, before.slice(1))];
  expect(() => summarise(trials, 'untrained')).toThrow(/different benchmarks/);
});
