// Results beside each other: what may be compared, and judges of the same answers.
import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import type { BenchResult } from '../protocol/bench.ts';
import { decodingOf } from '../protocol/decoding.ts';
import { MemoryStore } from '../store/memory.ts';
import { compareResults, judgeAgreements } from './benchCompare.ts';
import { testResult } from './testResults.ts';

async function storeOf(...results: readonly BenchResult[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const result of results) await store.putResult(result);
  return store;
}

const rateOf = ({ scores }: BenchResult): number =>
  scores.find(({ key }) => key === 'accuracy')?.value ?? NaN;

test('the second minus the first, on the samples of both, with the task’s own test', async () => {
  const first = await testResult('a', 'pope-scenes', 12, 'strict', () => 'Yes.');
  const second = await testResult('b', 'pope-scenes', 12, 'strict');
  const { differences, mcnemar } = await compareResults(await storeOf(first, second), 'a', 'b');
  const accuracy = differences.find(({ key }) => key === 'accuracy');
  expect(accuracy?.value).toBeCloseTo(1 - rateOf(first), 12);
  const wrong = first.dialogues.filter(({ rounds }) => rounds[0]?.truth === 'no').length;
  expect(wrong).toBeGreaterThan(0);
  expect(mcnemar).toMatchObject({ outcome: 'wrong', n: 12, onlyFirst: wrong, onlySecond: 0 });
});

test('results that have not the same samples, version or judge are not compared', async () => {
  const base = await testResult('a', 'pope-scenes', 4, 'strict');
  const store = await storeOf(
    base,
    await testResult('fewer', 'pope-scenes', 3, 'strict'),
    await testResult('other', 'mrhal-scenes', 4, 'exact'),
    await testResult('judge', 'pope-scenes', 4, 'published'),
    { ...base, id: 'old', harnessVersion: 'pope/0' },
    { ...base, id: 'older', harnessVersion: 'pope/0' },
  );
  const refused: [string, string, RegExp][] = [
    ['a', 'fewer', /different examples: 4 of hash \w+, and 3 of hash/],
    ['a', 'other', /different benchmarks: pope-scenes, and mrhal-scenes/],
    ['a', 'judge', /different judges: strict strict strict\/1, and published/],
    ['a', 'old', /different versions of the benchmark: pope\/\d+, and pope\/0/],
    ['old', 'older', /scored by pope\/0, which is not this version/],
    ['a', 'none', /no result none/],
  ];
  for (const [first, second, message] of refused) {
    await expect(compareResults(store, first, second)).rejects.toThrow(message);
    await expect(compareResults(store, first, second)).rejects.toThrow(ConfigError);
  }
});

test('a judge is held against the exact one where both rated the same answers, and nowhere else', async () => {
  const exact = await testResult('exact', 'mrhal-scenes', 6, 'exact');
  // Rates everything 0: never as the exact judge, for which standard answers are good ones.
  const rated = (id: string, change: Partial<BenchResult>): BenchResult => ({
    ...exact,
    id,
    judge: { kind: 'text', name: id, version: 'p/1', endpoint: 'http://localhost/v1' },
    dialogues: exact.dialogues.map((dialogue) => ({
      ...dialogue,
      rounds: dialogue.rounds.map((round) => ({ ...round, rating: 0 })),
    })),
    ...change,
  });
  const unrated = exact.dialogues.map((dialogue) => ({
    ...dialogue,
    error: 'no reply',
    rounds: dialogue.rounds.map(({ rating: _, ...round }) => round),
  }));
  const store = await storeOf(
    exact,
    rated('harsh', {}),
    rated('other weights', { weightsHash: 'v'.repeat(64) }),
    rated('other decoding', { decoding: decodingOf('greedy') }),
    rated('other samples', { examplesHash: 'e'.repeat(64) }),
    rated('all failed', { dialogues: unrated }),
    await testResult('pope', 'pope-scenes', 3, 'strict'),
  );
  const agreements = await judgeAgreements(store);
  expect(agreements.map(({ judgeResult, exactResult }) => [judgeResult, exactResult])).toEqual([
    ['harsh', 'exact'],
  ]);
  const rounds = exact.dialogues.reduce((n, dialogue) => n + dialogue.rounds.length, 0);
  expect(agreements[0]).toMatchObject({ n: rounds, agreement: { value: 0 } });
  expect(agreements[0]?.confusion.map((row) => row[0]).reduce((a = 0, b = 0) => a + b)).toBe(rounds);
});
