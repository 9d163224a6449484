// What the published scripts make of judgements and of a judge's replies (e2e/golden/judges.json).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { llavaBenchScores, publishedPair, type LlavaBenchScores, type ScorePair } from './llavaBench.ts';
import { mmhalScores, publishedRating, type MmhalScores } from './mmhal.ts';
import { parseRatings } from './mrhal.ts';
import { pythonRound } from './rounding.ts';

type Case =
  | { of: 'mmhal'; ratings: number[]; expected: MmhalScores }
  | { of: 'llava-bench'; types: string[]; pairs: ScorePair[]; expected: Record<string, LlavaBenchScores> }
  | { of: 'mrhal-reply'; reply: string; rounds: number; expected: number[] | null }
  | { of: 'mmhal-reply'; reply: string; expected: number | null }
  | { of: 'llava-bench-reply'; reply: string; expected: ScorePair | null };

const { cases } = JSON.parse(readFileSync('e2e/golden/judges.json', 'utf8')) as { cases: Case[] };
const of = <K extends Case['of']>(kind: K): Extract<Case, { of: K }>[] =>
  cases.filter((one): one is Extract<Case, { of: K }> => one.of === kind);

test('MMHal-Bench: every figure that the published summariser prints', () => {
  expect(of('mmhal').length).toBe(5);
  for (const { ratings, expected } of of('mmhal')) expect(mmhalScores(ratings)).toEqual(expected);
});

test('LLaVA-Bench: every figure that the published summariser prints, by category too', () => {
  expect(of('llava-bench').length).toBe(4);
  for (const { types, pairs, expected } of of('llava-bench')) {
    for (const [name, scores] of Object.entries(expected)) {
      expect(llavaBenchScores(pairs.filter((_, i) => name === 'all' || types[i] === name))).toEqual(scores);
    }
  }
});

describe('replies are read as the published code reads them, and not where it fails', () => {
  test.each(of('mrhal-reply'))('MRHal-Bench: $reply', ({ reply, rounds, expected }) => {
    expect(parseRatings(reply, rounds)).toEqual(expected ?? undefined);
  });
  test.each(of('mmhal-reply'))('MMHal-Bench: $reply', ({ reply, expected }) => {
    expect(publishedRating(reply)).toBe(expected ?? undefined);
  });
  test.each(of('llava-bench-reply'))('LLaVA-Bench: $reply', ({ reply, expected }) => {
    expect(publishedPair(reply)).toEqual(expected ?? undefined);
  });
});

test('ratings off the scale are not read', () => {
  expect(parseRatings('Ratings: [7, 3]', 2)).toBeUndefined();
  expect(parseRatings('Ratings: [-1, 3]', 2)).toBeUndefined();
});

test('pythonRound: ties to the even digit', () => {
  // round(x, n) in CPython 3.11
  for (const [x, decimals, rounded] of [
    [81.25, 1, 81.2],
    [93.75, 1, 93.8],
    [0.0625, 3, 0.062],
    [0.1875, 3, 0.188],
    [2.5, 0, 2],
    [-0.125, 2, -0.12],
    [2.675, 2, 2.67],
    [85.85, 1, 85.8],
  ] as const) {
    expect(pythonRound(x, decimals)).toBe(rounded);
  }
});
