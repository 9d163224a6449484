import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import { agreementOf, kappa, quadratic, unweighted, weightedKappa } from './agreement.ts';
import { judged, unjudged } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';

interface Case {
  statistic: string;
  confusion: number[][];
  binary: number;
  expected: { unweighted: number; linear: number; quadratic: number; binary: number };
}
const CASES = (
  JSON.parse(readFileSync('e2e/golden/statistics.json', 'utf8')) as { cases: Case[] }
).cases.filter(({ statistic }) => statistic === 'kappa');

test('kappas are those of scikit-learn’s cohen_kappa_score', () => {
  expect(CASES.length).toBeGreaterThan(3);
  for (const { confusion, expected } of CASES) {
    expect(kappa(confusion)).toBeCloseTo(expected.unweighted, 12);
    expect(weightedKappa(confusion, unweighted)).toBeCloseTo(expected.unweighted, 12);
    expect(weightedKappa(confusion, (r, c) => Math.abs(r - c))).toBeCloseTo(expected.linear, 12);
    expect(weightedKappa(confusion, quadratic)).toBeCloseTo(expected.quadratic, 12);
  }
});

test('no kappa where chance could not differ', () => {
  expect(
    kappa([
      [0, 0],
      [0, 9],
    ]),
  ).toBeNaN();
  expect(kappa([[0]])).toBeNaN();
});

/** A result with these ratings; a dialogue that is undefined could not be judged. */
function result(id: string, ratings: readonly (readonly number[] | undefined)[], answer = 'x'): BenchResult {
  const dialogues = ratings.map((own, i) => {
    const rounds = [0, 1].map(() => ({ question: '', answer: '', type: 'existence' }));
    const image = { kind: 'scene', seed: i, split: 'bench', style: 'noto' } as const;
    const example: BenchExample = { id: String(i), image, rounds };
    const answers = rounds.map(() => answer);
    if (own === undefined) return unjudged(example, answers, 'no reply');
    return judged(
      mrhal,
      example,
      answers,
      own.map((rating) => ({ rating })),
    );
  });
  const judge = { kind: 'text', name: id, version: '1' } as const;
  return { id, dialogues, judge } as unknown as BenchResult;
}

/** As many rounds with each pair of ratings as a golden counts, two to a dialogue. */
function twoResults({ confusion }: Case): readonly [BenchResult, BenchResult] {
  const pairs = confusion.flatMap((row, r) =>
    row.flatMap((n, c) => Array.from({ length: n }, () => [r, c] as const)),
  );
  const of = (side: 0 | 1): number[][] =>
    Array.from({ length: pairs.length / 2 }, (_, i) =>
      pairs.slice(2 * i, 2 * i + 2).map((pair) => pair[side]),
    );
  return [result('exact', of(0)), result('judge', of(1))];
}

test('agreement of two results: scikit-learn’s kappas, counts, and intervals around them', () => {
  const cases = CASES.filter(
    ({ confusion }) => confusion.length === 7 && confusion.flat().reduce((n, x) => n + x, 0) % 2 === 0,
  );
  expect(cases.length).toBeGreaterThan(0);
  for (const one of cases) {
    const [exact, other] = twoResults(one);
    const got = agreementOf(exact, other, 1);
    expect(got.confusion).toEqual(one.confusion);
    expect(got.n).toBe(one.confusion.flat().reduce((n, x) => n + x, 0));
    expect(got.weightedKappa.value).toBeCloseTo(one.expected.quadratic, 12);
    expect(got.kappa.value).toBeCloseTo(one.expected.binary, 12);
    const same = one.confusion.flatMap((row, r) => row.filter((_, c) => r < 3 === c < 3));
    expect(got.agreement.value).toBeCloseTo(same.reduce((n, x) => n + x, 0) / got.n, 12);
    for (const { value, low, high } of [got.weightedKappa, got.kappa, got.agreement]) {
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    expect(got).toMatchObject({ exactResult: 'exact', judgeResult: 'judge', judge: { name: 'judge' } });
    expect(agreementOf(exact, other, 1)).toEqual(got);
  }
});

test('what one judge failed on is left out; other answers are refused', () => {
  const exact = result('exact', [[0, 5], [6, 6], [3, 2], undefined]);
  const other = result('judge', [[1, 5], undefined, [3, 2], [0, 0]]);
  const got = agreementOf(exact, other, 0);
  expect(got.n).toBe(4);
  expect(got.confusion[0]?.[1]).toBe(1);
  expect(got.agreement.value).toBe(1);
  expect(() =>
    agreementOf(
      exact,
      result(
        'judge',
        exact.dialogues.map(() => [1, 1]),
        'y',
      ),
      0,
    ),
  ).toThrow(/Round 1 of 0 has other answers/);
  expect(() => agreementOf(exact, result('judge', [undefined, undefined, undefined, [1, 1]]), 0)).toThrow(
    /No round was rated by both exact and judge/,
  );
});
