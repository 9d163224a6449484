// A database of version 4, as people's browsers hold it, opened by this version.
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import type { BenchResult } from '../protocol/bench.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import { IndexedDbStore } from './indexedDb.ts';
import { modernQuickstart, modernResult } from './resultsBefore5.ts';
import { MIGRATIONS } from './schema.ts';

const estimate = (value: number): object => ({ value, low: value - 0.1, high: value + 0.1 });
const round = (rating: number): object => ({
  question: 'How many dogs are there?',
  type: 'counting',
  truth: 'Two.',
  answer: 'Three dogs.',
  claims: [{ text: 'Three dogs', verdict: 'false' }],
  rating,
});

/** Version 4's record. Ratings 2 4 and 5 1 0: hallucinated 3 of 5 rounds and, by the means 3 and 2, 1 of 2 dialogues. */
const OLD_RESULT = {
  id: 'r',
  benchmark: 'MRHal-Bench on scenes',
  harnessVersion: 'mrhal-scenes/1',
  model: 'tiny',
  weightsHash: 'w',
  judge: 'exact',
  createdAt: '2026-10-01',
  dialogues: [
    {
      id: 'd0',
      image: { kind: 'scene', seed: 1, split: 'bench', style: 'noto' },
      rounds: [round(2), round(4)],
    },
    {
      id: 'd1',
      image: { kind: 'scene', seed: 2, split: 'bench', style: 'noto' },
      rounds: [round(5), round(1), round(0)],
    },
  ],
  scores: {
    cumulativeScore: estimate(2.4),
    meanScore: estimate(2.5),
    cumulativeHallucination: estimate(0.6),
    meanHallucination: estimate(0.5),
  },
};
const OLD_QUICKSTART = {
  id: 'q',
  createdAt: '2026-10-01',
  seed: 1,
  before: 'r',
  after: 'r',
  change: {
    cumulativeScore: estimate(0.5),
    meanScore: estimate(0.4),
    cumulativeHallucination: estimate(-0.3),
    meanHallucination: estimate(-0.2),
  },
};

async function databaseOf4(name: string, results: readonly object[]): Promise<void> {
  const old = await openDB(name, 4, {
    upgrade: (db, _from, _to, tx) =>
      MIGRATIONS.slice(0, 4).forEach((migrate) => migrate(db as never, tx as never)),
  });
  for (const result of results) await old.put('results', result);
  await old.put('quickstarts', OLD_QUICKSTART);
  await old.put('ladders', { id: 'made before' });
  old.close();
}

describe('a database of version 4', () => {
  it('comes out with results and quickstarts in today’s form, and the rest as it was', async () => {
    await databaseOf4('version 4', [OLD_RESULT, { ...OLD_RESULT, id: 'r2', createdAt: '2026-10-02' }]);
    const store = await IndexedDbStore.open('version 4');
    const results = await store.listResults();
    expect(results.map(({ id }) => id)).toEqual(['r2', 'r']);
    const [, result] = results as [BenchResult, BenchResult];
    expect(result).toMatchObject({
      benchmark: 'mrhal-scenes',
      name: 'MRHal-Bench on scenes',
      modelName: 'tiny',
      harnessVersion: 'mrhal-scenes/1', // of no task today, so it shows as stale
      judge: { kind: 'exact', name: 'exact' },
      decoding: { beams: 1, maxNew: 40 },
      groups: [],
    });
    expect(
      result.scores.map(({ key, value, low, n, unit, interval }) => [key, value, low, n, unit, interval]),
    ).toEqual([
      ['cumulativeHallucination', 0.6, 0.5, 5, 'share', 'bootstrap'],
      ['meanHallucination', 0.5, 0.4, 2, 'share', 'bootstrap'],
      ['cumulativeScore', 2.4, 2.3, 5, 'rating', 'bootstrap'],
      ['meanScore', 2.5, 2.4, 2, 'rating', 'bootstrap'],
    ]);
    expect(result.dialogues.map(({ counts }) => counts)).toEqual([
      { dialogues: 1, meanRating: 3, meanHallucinated: 0 },
      { dialogues: 1, meanRating: 2, meanHallucinated: 1 },
    ]);
    expect(result.dialogues.flatMap(({ rounds }) => rounds.map(({ counts }) => counts))).toEqual(
      [2, 4, 5, 1, 0].map((rating) => ({ rounds: 1, rating, hallucinated: rating < 3 ? 1 : 0 })),
    );
    expect(result.dialogues[0]?.rounds[0]).toMatchObject(OLD_RESULT.dialogues[0]?.rounds[0] as object);
    const [quickstart] = await store.listQuickstarts();
    expect(quickstart).toMatchObject({ id: 'q', before: 'r', seed: 1 });
    expect(quickstart?.change.differences.map(({ key, value, better }) => [key, value, better])).toEqual([
      ['cumulativeHallucination', -0.3, 'lower'],
      ['meanHallucination', -0.2, 'lower'],
      ['cumulativeScore', 0.5, 'higher'],
      ['meanScore', 0.4, 'higher'],
    ]);
    expect(quickstart?.change).not.toHaveProperty('mcnemar');
    expect((await store.listLadders()).map(({ id }) => id)).toEqual(['made before']);
    expect(await store.datasets.listBenchmarks()).toEqual([]);
    expect(await store.listBenchJobs()).toEqual([]);
    store.close();
    const again = await IndexedDbStore.open('version 4');
    expect(await again.listResults()).toEqual(results);
    again.close();
  });
});

it('drops a record that was damaged before, and opens all the same', async () => {
  await databaseOf4('damaged', [OLD_RESULT, { id: 'broken', createdAt: '2026-10-03' }]);
  const store = await IndexedDbStore.open('damaged');
  expect((await store.listResults()).map(({ id }) => id)).toEqual(['r']);
  store.close();
});

it('leaves what is in today’s form alone', () => {
  const result = modernResult(OLD_RESULT as unknown as BenchResult);
  expect(modernResult(result)).toBe(result);
  const quickstart = modernQuickstart(OLD_QUICKSTART as unknown as QuickstartResult);
  expect(modernQuickstart(quickstart)).toBe(quickstart);
});

it('takes a score that an old result lacks for missing', () => {
  const scores = { cumulativeScore: estimate(2.4) };
  const { scores: modern } = modernResult({ ...OLD_RESULT, scores } as unknown as BenchResult);
  expect(modern.map(({ key }) => key)).toEqual(['cumulativeScore']);
});
