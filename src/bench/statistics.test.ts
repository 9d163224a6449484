import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusteredBootstrap, mcnemarExact, pairedBootstrap, percentiles, wilson } from './statistics.ts';

const mean = (values: readonly number[]): number => values.reduce((n, v) => n + v, 0) / values.length;

interface Case {
  statistic: string;
  successes: number;
  n: number;
  onlyFirst: number;
  onlySecond: number;
  values: number[];
  clusters: [number, number][];
  seed: number;
  resamples: number;
  expected: { low: number; high: number; p: number; value: number };
}
const golden = (name: string): Case[] => {
  const { cases } = JSON.parse(readFileSync('e2e/golden/statistics.json', 'utf8')) as { cases: Case[] };
  const own = cases.filter(({ statistic }) => statistic === name);
  expect(own.length).toBeGreaterThan(1);
  return own;
};

test('wilson: scipy’s and statsmodels’', () => {
  for (const { successes, n, expected } of golden('wilson')) {
    const got = wilson(successes, n);
    expect(got.low).toBeCloseTo(expected.low, 12);
    expect(got.high).toBeCloseTo(expected.high, 12);
  }
});

test('mcnemarExact: scipy’s binomial test of the discordant pairs', () => {
  for (const { onlyFirst, onlySecond, expected } of golden('mcnemar')) {
    expect(mcnemarExact(onlyFirst, onlySecond)).toBeCloseTo(expected.p, 12);
  }
});

test('percentiles: numpy’s quantiles', () => {
  for (const { values, expected } of golden('quantiles')) {
    const got = percentiles(values);
    expect(got.low).toBeCloseTo(expected.low, 12);
    expect(got.high).toBeCloseTo(expected.high, 12);
  }
});

test('clusteredBootstrap: the same draws give numpy the same interval of a ratio', () => {
  const ratio = (drawn: readonly (readonly [number, number])[]): number =>
    drawn.reduce((n, [above]) => n + above, 0) / drawn.reduce((n, [, below]) => n + below, 0);
  for (const { clusters, seed, resamples, expected } of golden('bootstrap')) {
    const got = clusteredBootstrap(clusters, ratio, { seed, resamples });
    expect(got.value).toBeCloseTo(expected.value, 12);
    expect(got.low).toBeCloseTo(expected.low, 12);
    expect(got.high).toBeCloseTo(expected.high, 12);
  }
});

test('clusteredBootstrap: resamples without a value are left out', () => {
  const share = (drawn: readonly number[]): number => mean(drawn.filter((x) => x > 0)); // NaN when nothing above 0 was drawn
  const got = clusteredBootstrap([0, 0, 4], share, { seed: 1, resamples: 400 });
  expect(got).toEqual({ value: 4, low: 4, high: 4 });
});

test('wilson: the four examples of R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3', () => {
  for (const [r, n, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const got = wilson(r, n);
    expect(got.low).toBeCloseTo(low, 4);
    expect(got.high).toBeCloseTo(high, 4);
  }
  expect(wilson(20, 20).high).toBe(1);
  expect(() => wilson(3, 2)).toThrow(RangeError);
});

test('mcnemarExact: twice the binomial tail', () => {
  // 2 P(X <= 5), X ~ Bin(20, 1/2): 2 * 21700 / 2^20
  expect(mcnemarExact(5, 15)).toBeCloseTo((2 * 21700) / 2 ** 20, 12);
  expect(mcnemarExact(15, 5)).toBeCloseTo((2 * 21700) / 2 ** 20, 12);
  expect(mcnemarExact(0, 6)).toBeCloseTo(2 / 64, 12);
  expect(mcnemarExact(4, 4)).toBe(1);
  expect(mcnemarExact(0, 0)).toBe(1);
  expect(mcnemarExact(900, 1100)).toBeGreaterThan(0);
  expect(mcnemarExact(900, 1100)).toBeLessThan(1e-4);
});

test('clusteredBootstrap: of a mean, close to mean +- 1.96 standard errors', () => {
  const values = Array.from({ length: 400 }, (_, i) => (i * 0.6180339887498949) % 1); // uniform: sd 1 / sqrt(12)
  const got = clusteredBootstrap(values, mean, { seed: 1, resamples: 4000 });
  const half = (1.96 * Math.sqrt(1 / 12)) / 20;
  expect(got.value).toBeCloseTo(mean(values), 12);
  expect(got.low).toBeCloseTo(got.value - half, 2);
  expect(got.high).toBeCloseTo(got.value + half, 2);
});

test('clusteredBootstrap: equal observations within clusters do not count as independent', () => {
  const singles = Array.from({ length: 50 }, (_, i) => i % 2);
  const statistic = (clusters: readonly (readonly number[])[]): number => mean(clusters.flat());
  const options = { seed: 3, resamples: 2000 };
  const narrow = clusteredBootstrap(
    singles.map((x) => [x]),
    statistic,
    options,
  );
  const repeated = clusteredBootstrap(
    singles.map((x) => [x, x, x, x]),
    statistic,
    options,
  );
  expect(repeated).toEqual(narrow);
});

test('the same seed gives the same interval', () => {
  const options = { seed: 9, resamples: 100 };
  expect(clusteredBootstrap([1, 2, 5], mean, options)).toEqual(clusteredBootstrap([1, 2, 5], mean, options));
});

test('pairedBootstrap: a constant difference has no spread; unpaired dialogues are refused', () => {
  const a = [1, 5, 2, 8];
  const b = a.map((x) => x - 0.5);
  expect(pairedBootstrap(a, b, mean, { seed: 1, resamples: 200 })).toEqual({
    value: -0.5,
    low: -0.5,
    high: -0.5,
  });
  expect(() => pairedBootstrap(a, [1], mean, { seed: 1, resamples: 10 })).toThrow(RangeError);
});
