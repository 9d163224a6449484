// Scores worked out by hand, and that they are what the published scripts print (through the counts of the tasks).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchDialogue, Score } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import { nForDifference } from './power.ts';
import { compare, groupsOf, scoresOf } from './scores.ts';
import { judged, unjudged } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';
import { pope } from './tasks/pope.ts';

const image = (i: number) => ({ kind: 'scene', seed: i, split: 'bench', style: 'noto' }) as const;
const scoreOf = (scores: readonly Score[], key: string): Score =>
  scores.find((score) => score.key === key) as Score;

/** Dialogues with these ratings of their rounds; round 0 is about counting, the others about existence. */
function rated(ratings: readonly (readonly number[])[]): BenchDialogue[] {
  return ratings.map((own, i) => {
    const rounds = own.map((_, r) => ({
      question: '',
      answer: 'Yes.',
      type: r === 0 ? 'counting' : 'existence',
    }));
    const example: BenchExample = { id: String(i), image: image(i), rounds };
    return judged(
      mrhal,
      example,
      own.map(() => 'No, it is not.'),
      own.map((rating) => ({ rating })),
    );
  });
}

const golden = <T>(name: string): T[] =>
  (JSON.parse(readFileSync(`e2e/golden/reference/${name}.json`, 'utf8')) as { cases: T[] }).cases;

test('MRHal-Bench: the four scores of the published summariser', () => {
  for (const { dialogues, expected } of golden<{
    dialogues: { rating: number[] }[];
    expected: Record<string, number>;
  }>('mrhal')) {
    const scores = scoresOf(mrhal, rated(dialogues.map(({ rating }) => rating)), 0);
    const names = { ...expected } as Record<string, number>;
    for (const [key, name] of [
      ['cumulativeScore', 'cumulativeScore'],
      ['meanScore', 'meanScore'],
      ['cumulativeHallucination', 'cumulativeHallucinationRate'],
      ['meanHallucination', 'meanHallucinationRate'],
    ] as const) {
      expect(Math.abs(scoreOf(scores, key).value - (names[name] as number))).toBeLessThanOrEqual(
        0.005 + 1e-9,
      );
    }
  }
});

test('POPE: every ratio of the published script', () => {
  for (const { answers, labels, expected } of golden<{
    answers: string[];
    labels: string[];
    expected: Record<string, number>;
  }>('pope')) {
    const samples = answers.map((answer, i) => {
      const rounds = [{ question: '', answer: labels[i] as string, type: 'random' }];
      const example: BenchExample = { id: String(i), image: image(i), rounds };
      const rule = pope.rules.published?.({});
      return judged(pope, example, [answer], rule?.(example, [answer]) ?? []);
    });
    const scores = scoresOf(pope, samples, 0);
    for (const key of ['accuracy', 'precision', 'recall', 'f1', 'yesRatio']) {
      const score = scores.find((s) => s.key === key);
      if (score === undefined)
        expect(expected[key]).toBe(0); // nothing to divide by
      else expect(score.value).toBeCloseTo(expected[key] as number, 10);
    }
  }
});

test('shares of single observations get Wilson’s interval, rounds of one dialogue a clustered bootstrap', () => {
  const scores = scoresOf(mrhal, rated([[0], [5], [6], [5]]), 0);
  const rate = scoreOf(scores, 'cumulativeHallucination');
  expect(rate).toMatchObject({ value: 0.25, n: 4, interval: 'wilson' });
  // Wilson's interval of 1 of 4.
  expect(rate.low).toBeCloseTo(0.0456, 4);
  expect(rate.high).toBeCloseTo(0.6994, 4);
  const clustered = scoreOf(
    scoresOf(
      mrhal,
      rated([
        [0, 0],
        [5, 5],
        [6, 6],
      ]),
      0,
    ),
    'cumulativeHallucination',
  );
  expect(clustered).toMatchObject({ n: 6, interval: 'bootstrap' });
  expect(clustered.value).toBeCloseTo(1 / 3, 12);
});

test('a share of 0 over rounds of few dialogues is no certainty: each dialogue counts as one observation', () => {
  const rate = scoreOf(
    scoresOf(
      mrhal,
      rated([
        [5, 5],
        [6, 6],
        [5, 6],
      ]),
      0,
    ),
    'cumulativeHallucination',
  );
  expect(rate).toMatchObject({ value: 0, low: 0, n: 6, interval: 'wilson' });
  expect(rate.high).toBeCloseTo(0.5615, 4); // Wilson's upper end of 0 of 3
});

test('several questions about one image have no narrower interval than the whole scale', () => {
  const rate = scoreOf(scoresOf(mrhal, rated([[0, 5]]), 0), 'cumulativeHallucination');
  expect(rate).toMatchObject({ value: 0.5, low: 0, high: 1 });
});

test('groups by type and by round; yes ratio and length over all', () => {
  const dialogues = rated([
    [0, 5],
    [6, 1],
    [5, 5, 2],
  ]);
  const groups = groupsOf(mrhal, dialogues, 0);
  const rate = (by: string, name: string): number =>
    scoreOf(groups.find((g) => g.by === by && g.name === name)?.scores ?? [], 'cumulativeHallucination')
      .value;
  expect(rate('type', 'counting')).toBeCloseTo(1 / 3, 12);
  expect(rate('type', 'existence')).toBeCloseTo(2 / 4, 12);
  expect(['1', '2', '3'].map((r) => rate('round', r))).toEqual([1 / 3, 1 / 3, 1]);
  const scores = scoresOf(mrhal, dialogues, 0);
  expect(scoreOf(scores, 'yesRatio').value).toBe(0);
  expect(scoreOf(scores, 'length').value).toBe(4);
});

test('a sample whose judge failed counts nowhere', () => {
  const dialogues = rated([[0], [5]]);
  const failed = unjudged({ id: 'x', image: image(9), rounds: [] }, [], 'no reply');
  const score = scoreOf(scoresOf(mrhal, [...dialogues, failed], 0), 'cumulativeHallucination');
  expect(score).toMatchObject({ value: 0.5, n: 2 });
});

test('comparison: paired difference, McNemar’s counts, refused for other samples', () => {
  const first = rated([
    [0, 0],
    [0, 5],
    [6, 6],
    [2, 6],
  ]);
  const second = rated([
    [5, 0],
    [5, 5],
    [6, 1],
    [6, 6],
  ]);
  const { differences, mcnemar } = compare(mrhal, first, second, 1);
  const rate = differences.find(({ key }) => key === 'cumulativeHallucination');
  expect(rate?.value).toBeCloseTo(2 / 8 - 4 / 8, 12);
  expect(rate?.low).toBeLessThan(-0.25);
  expect(rate?.high).toBeGreaterThan(-0.25);
  // Rounds with a hallucination: first 0 0, 0 -, - -, 2 -; second - 0, - -, - 1, - -.
  expect(mcnemar).toMatchObject({ n: 8, onlyFirst: 3, onlySecond: 1, p: 0.625 });
  // Sums of (d + 1/4) by dialogue: -1/2, -1/2, 3/2, -1/2, squared 3; of the rounds' own squares: 3.5.
  expect(mcnemar?.designEffect).toBeCloseTo(3 / 3.5, 12);
  expect(mcnemar?.nForTwoPoints).toBe(Math.ceil((nForDifference(0.02, 0.5) * 3) / 3.5));
  expect(() => compare(mrhal, first, second.slice(1), 1)).toThrow(RangeError);
});
