import { expect, test } from 'vitest';
import type { Trial } from '../protocol/experiment.ts';
import { armBenchmarks, staleBenchmarks, trialBenchmark, trialScores } from './experimentBenchmarks.ts';
import { summarise } from './experimentSummary.ts';
import { compare, scoresOf } from './scores.ts';
import { judged } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';

const judge = { kind: 'exact', name: 'exact', version: '1' } as const;
const named = { id: 'b', name: 'B', task: 'mrhal', version: mrhal.version, judge } as const;

/** Dialogues of two rounds, each about its own image, with these ratings. */
const dialogues = (ratings: readonly (readonly number[])[]) =>
  ratings.map((own, i) => {
    const image = { kind: 'scene', seed: i, split: 'bench', style: 'noto' } as const;
    const rounds = own.map(() => ({ question: '', answer: '', type: 'existence' }));
    const verdicts = own.map((rating) => ({ rating }));
    return judged(
      mrhal,
      { id: String(i), image, rounds },
      own.map(() => 'a b'),
      verdicts,
    );
  });

function trial(arm: string, seed: number, ratings: readonly (readonly number[])[], change = {}): Trial {
  return {
    key: '',
    arm,
    seed,
    metrics: {},
    dialogues: [{ rounds: 1, hallucinated: 0, recall: 1, rating: 5 }],
    benchmarks: [{ ...trialBenchmark(named, dialogues(ratings)), ...change }],
    weightsHash: '',
    seconds: 1,
  };
}

const bad = [
  [0, 5],
  [6, 6],
  [1, 2],
  [5, 5],
];
const good = [
  [5, 5],
  [6, 6],
  [1, 5],
  [5, 5],
];
const value = (scores: readonly { key: string; value: number }[] | undefined, key: string) =>
  scores?.find((score) => score.key === key)?.value;

test('one trial: the scores are those of the benchmark itself', () => {
  const { benchmarks = [] } = trial('a', 1, bad);
  const wanted = scoresOf(mrhal, dialogues(bad), 0).map((score) => [score.key, score.value]);
  expect(benchmarks.flatMap(trialScores)).toEqual(wanted);
  const [own] = armBenchmarks([trial('a', 1, bad)], []);
  expect(own?.scores.map((score) => [score.key, score.value])).toEqual(wanted);
  expect(own?.against).toBeUndefined();
});

test('all seeds of an image count together; the difference is paired by image and seed', () => {
  const trials = [trial('base', 0, bad), trial('a', 1, good), trial('a', 2, bad)];
  const [base, a] = summarise(trials, 'base');
  const rate = a?.benchmarks?.[0]?.scores.find(({ key }) => key === 'cumulativeHallucination');
  expect(rate).toMatchObject({ value: (1 + 3) / 16, n: 16, interval: 'bootstrap' });
  expect(value(a?.benchmarks?.[0]?.against, 'cumulativeHallucination')).toBeCloseTo(4 / 16 - 3 / 8, 12);
  expect(base?.benchmarks?.[0]?.against).toBeUndefined();
  const single = summarise([trial('base', 0, bad), trial('a', 1, good)], 'base')[1];
  const { differences } = compare(mrhal, dialogues(bad), dialogues(good), 0);
  expect(single?.benchmarks?.[0]?.against?.map((d) => [d.key, d.value])).toEqual(
    differences.map((d) => [d.key, d.value]),
  );
});

test('other versions are left out and named; other images are refused', () => {
  const old = trial('a', 1, good, { version: 'mrhal/0' });
  expect(armBenchmarks([trial('a', 2, good), old], [])).toEqual([]);
  expect(armBenchmarks([trial('a', 2, good)], [[old, trial('a', 2, good)]])[0]?.against).toBeUndefined();
  expect(staleBenchmarks([trial('a', 2, good), old, old])).toEqual(['B (mrhal/0)']);
  expect(() => armBenchmarks([trial('a', 1, good), trial('a', 2, good.slice(1))], [])).toThrow(
    /4 and 3 images of b/,
  );
});

test('experiments without benchmarks have none in their summary', () => {
  const { benchmarks: _benchmarks, ...plain } = trial('a', 1, good);
  expect(_benchmarks).toBeDefined();
  expect(summarise([plain], 'a')[0]).not.toHaveProperty('benchmarks');
});
