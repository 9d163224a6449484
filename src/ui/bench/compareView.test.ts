import { expect, test } from 'vitest';
import type { Difference, Mcnemar } from '../../protocol/bench.ts';
import { axesOf, mcnemarInWords, namesOf, pInWords, powerInWords, sideOf, valueOf } from './compareView.ts';
import { result, score, TEXT } from './testResults.ts';

const difference = (low: number, high: number, better: Difference['better'] = 'lower'): Difference => ({
  ...score('x', (low + high) / 2, { better }),
  low,
  high,
});

const test1: Mcnemar = {
  outcome: 'hallucinated',
  n: 1314,
  onlyFirst: 41,
  onlySecond: 22,
  p: 0.0222,
  designEffect: 1.2,
  nForTwoPoints: 2412.2,
};

test('a difference is better or worse only when its interval leaves out 0', () => {
  expect(sideOf(difference(-0.2, -0.1))).toBe('better');
  expect(sideOf(difference(-0.2, -0.1, 'higher'))).toBe('worse');
  expect(sideOf(difference(-0.2, 0))).toBe('unclear');
  expect(sideOf(difference(0.1, 0.2, 'neither'))).toBe('neutral');
});

test('McNemar’s test in words, with counts and p', () => {
  expect(mcnemarInWords(test1, ['Expert S', 'Expert L'])).toBe(
    'Of 1,314 questions, Expert S alone hallucinates on 41 and Expert L alone on 22: p = 0.022, chance alone would seldom part them so far.',
  );
  expect(mcnemarInWords({ ...test1, outcome: 'wrong', p: 0.4 }, ['A', 'B'])).toMatch(
    /A alone is wrong on 41 .* often part them as far\.$/,
  );
  expect(mcnemarInWords({ ...test1, onlyFirst: 0, onlySecond: 0, p: 1 }, ['A', 'B'])).toContain(
    'nothing tells',
  );
  expect([0.0002, 0.03456, 0.5, 1].map(pInWords)).toEqual(['p < 0.001', 'p = 0.035', 'p = 0.50', 'p = 1']);
});

test('how many rounds would show two points', () => {
  expect(powerInWords(test1)).toMatch(/about 2,413 rounds; these are 1,314\.$/);
  expect(powerInWords({ ...test1, nForTwoPoints: 900 })).toContain('these are enough');
  expect(powerInWords({ ...test1, nForTwoPoints: Infinity })).toBe('');
});

test('scores of one unit share an axis around 0', () => {
  const rating = { ...difference(-1, 0.5), unit: 'rating' as const };
  const axes = axesOf({ differences: [difference(-0.1, 0.2), difference(-0.4, -0.3), rating] });
  expect(axes.get('share')?.map((x) => Number(x.toFixed(6)))).toEqual([-0.42, 0.42]);
  expect(axes.get('rating')?.map((x) => Number(x.toFixed(6)))).toEqual([-1.05, 1.05]);
});

test('names tell two results apart', () => {
  expect(namesOf(result('a'), result('b', { modelName: 'Expert S' }))).toEqual(['Expert L', 'Expert S']);
  expect(namesOf(result('a'), result('b', { judge: TEXT }))).toEqual([
    'Expert L, exact',
    'Expert L, judge-7b',
  ]);
  expect(namesOf(result('a'), result('b'))).toEqual(['Expert L, first', 'Expert L, second']);
  expect(valueOf(result('a', { scores: [score('x', 0.3)] }), 'x')).toBe(0.3);
});
