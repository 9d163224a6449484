// Connor's formula against scipy's normal distribution, and against McNemar's power counted out over all tables.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { designEffect, nForDifference, powerOf } from './power.ts';

interface PowerCase {
  statistic: string;
  n: number;
  difference: number;
  discordant: number;
  expected: { power: number; needed?: number };
  counted: { asymptotic: number; exact: number };
}
interface DesignCase {
  statistic: string;
  clusters: number[][];
  expected: { designEffect: number };
}
const { cases } = JSON.parse(readFileSync('e2e/golden/statistics.json', 'utf8')) as {
  cases: (PowerCase | DesignCase)[];
};
const POWER = cases.filter((c): c is PowerCase => c.statistic === 'power');
const DESIGN = cases.filter((c): c is DesignCase => c.statistic === 'designEffect');

test('power and sample size by the formula', () => {
  expect(POWER.length).toBeGreaterThan(4);
  for (const { n, difference, discordant, expected } of POWER) {
    expect(powerOf(n, difference, discordant)).toBeCloseTo(expected.power, 12);
    if (expected.needed !== undefined) {
      expect(nForDifference(difference, discordant)).toBe(expected.needed);
      expect(powerOf(expected.needed, difference, discordant)).toBeGreaterThanOrEqual(0.8);
      expect(powerOf(expected.needed - 1, difference, discordant)).toBeLessThan(0.8);
    }
  }
});

test('the formula is within a point of the test’s counted power, and up to 5 points above the exact test’s', () => {
  for (const { n, difference, discordant, counted } of POWER) {
    const power = powerOf(n, difference, discordant);
    expect(Math.abs(power - counted.asymptotic)).toBeLessThan(0.01);
    expect(power - counted.exact).toBeGreaterThan(0);
    expect(power - counted.exact).toBeLessThan(0.05);
  }
});

test('at the edges: no difference, no pairs, nothing but differences', () => {
  expect(nForDifference(0, 0.3)).toBe(Infinity);
  expect(nForDifference(0.02, NaN)).toBe(nForDifference(0.02, 0.02));
  expect(nForDifference(0.2, 0.1)).toBe(nForDifference(0.2, 0.2)); // fewer discordant pairs than that cannot be
  expect(powerOf(100, 0, 0)).toBe(0);
  expect(powerOf(100, 1, 1)).toBe(1);
  expect(powerOf(3, 1, 1)).toBe(0); // sqrt(3) < 1.96: three pairs cannot be significant
  expect(powerOf(1e6, 0.1, 0.2)).toBe(1);
});

test('design effect: that of statsmodels’ clustered standard error', () => {
  expect(DESIGN.length).toBeGreaterThan(2);
  for (const { clusters, expected } of DESIGN) {
    expect(designEffect(clusters)).toBeCloseTo(expected.designEffect, 12);
  }
  expect(designEffect([[1, 1], [1]])).toBe(1);
  expect(designEffect([[0], [1], [0]])).toBeCloseTo(1, 12);
});
