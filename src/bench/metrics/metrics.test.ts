// The metrics against the published code's numbers (e2e/golden/reference) and against their rules by hand.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  cumulativeHallucinationRate,
  cumulativeScore,
  meanHallucinationRate,
  meanScore,
  parseRatings,
  twoDecimals,
} from './mrhal.ts';
import { popeAnswer, popeScores, type YesNo } from './pope.ts';

const golden = <T>(name: string): { cases: T[] } =>
  JSON.parse(readFileSync(`e2e/golden/reference/${name}.json`, 'utf8')) as { cases: T[] };

test('MRHal-Bench: scores as the published summariser prints them', () => {
  const { cases } = golden<{ dialogues: { rating: number[] }[]; expected: Record<string, number> }>('mrhal');
  expect(cases.length).toBeGreaterThan(0);
  for (const { dialogues, expected } of cases) {
    const ratings = dialogues.map((d) => d.rating);
    const got = { cumulativeScore, meanScore, cumulativeHallucinationRate, meanHallucinationRate };
    for (const [name, score] of Object.entries(got)) {
      expect(`${name} ${twoDecimals(score(ratings))}`).toBe(
        `${name} ${(expected[name] as number).toFixed(2)}`,
      );
    }
  }
});

test('MRHal-Bench: two rounds that hallucinate do not make a dialogue that does, if its mean is 3', () => {
  expect(cumulativeHallucinationRate([[2, 2, 5]])).toBeCloseTo(2 / 3, 12);
  expect(meanHallucinationRate([[2, 2, 5]])).toBe(0);
  expect(meanHallucinationRate([[2, 2, 4]])).toBe(1);
});

test('twoDecimals: as Python prints them', () => {
  // format(x, '.2f') in CPython 3.11
  for (const [x, printed] of [
    [0.125, '0.12'],
    [0.375, '0.38'],
    [2.625, '2.62'],
    [2.675, '2.67'],
    [1.005, '1.00'],
    [0.285, '0.28'],
    [3, '3.00'],
    [0, '0.00'],
  ] as const) {
    expect(twoDecimals(x)).toBe(printed);
  }
});

test("parseRatings: the judge's replies", () => {
  expect(parseRatings('Fine.\nRatings: [6, 3, 0, 1]', 4)).toEqual([6, 3, 0, 1]);
  expect(parseRatings('Hallucination: [Yes, No]\nRatings: [2, 5]', 2)).toEqual([2, 5]);
  expect(parseRatings('Ratings: [N/A, 5]', 2)).toEqual([0, 5]);
  expect(parseRatings('Ratings: [2, 5]', 3)).toBeUndefined();
  expect(parseRatings('Ratings: [2, 9]', 2)).toBeUndefined();
  expect(parseRatings('Ratings: [2, ]', 2)).toBeUndefined();
  expect(parseRatings('I cannot say.', 2)).toBeUndefined();
});

test('POPE: every count and ratio of the published code', () => {
  const { cases } = golden<{ answers: string[]; labels: YesNo[]; expected: unknown }>('pope');
  for (const { answers, labels, expected } of cases) expect(popeScores(answers, labels)).toEqual(expected);
});

test('POPE: everything that is not a no is a yes', () => {
  expect(popeAnswer('No, there is not.')).toBe('no');
  expect(popeAnswer('There is no dog')).toBe('no');
  expect(popeAnswer('I see none. No.')).toBe('yes'); // cut at the first full stop
  expect(popeAnswer('NO')).toBe('yes');
  expect(popeAnswer("There isn't one")).toBe('yes');
  expect(popeAnswer('')).toBe('yes');
  expect(popeScores([], [])).toMatchObject({ accuracy: 0, f1: 0, yesRatio: 0 });
});
