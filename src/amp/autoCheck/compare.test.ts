import { expect, test } from 'vitest';
import {
  matchChunks,
  meanSimilarity,
  mixed,
  similarity,
  unsupportedOf,
  type EncodedChunk,
} from './compare.ts';

/** A chunk whose own vector and sentence are unit vectors at these angles, in degrees. */
const at = (chunk: number, sentence: number): EncodedChunk => ({
  chunk: unit(chunk),
  sentence: unit(sentence),
});
const unit = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

test('each standard chunk takes its nearest: S[m, n] = cosine, s[m] = max over n', () => {
  const matches = matchChunks([at(0, 0), at(90, 0)], [at(60, 30), at(10, 90)]);
  expect(matches.map((m) => m.local.chunk)).toEqual([1, 0]);
  expect(matches[0]?.local.cosine).toBeCloseTo(Math.cos(Math.PI / 18), 6); // 10 degrees
  expect(matches[1]?.local.cosine).toBeCloseTo(Math.cos(Math.PI / 6), 6); // 30 degrees
  expect(matches.map((m) => m.global.chunk)).toEqual([0, 0]);
});

test('an answer without a chunk is near to nothing', () => {
  expect(matchChunks([at(0, 0)], [])).toEqual([
    { local: { chunk: -1, cosine: 0 }, global: { chunk: -1, cosine: 0 } },
  ]);
  expect(matchChunks([], [at(0, 0)])).toEqual([]);
});

test('Acc = mean hit above the threshold, score = mean s, by hand', () => {
  const { acc, score } = similarity([0.9, 0.85, 0.5, 1], 0.85); // 0.85 itself is no hit
  expect(acc).toBe(0.5);
  expect(score).toBeCloseTo(0.8125, 12);
  expect(() => similarity([], 0.85)).toThrow(RangeError);
});

test('what is unsupported counts for each chunk of the standard answer, by hand', () => {
  // Of four generated chunks two are no hits; they lack 0.1 + 0.5 + 0 + 1 (a cosine below 0 lacks no more than all).
  const { acc, score } = unsupportedOf([0.9, 0.5, 1, -0.2], 2, 0.85);
  expect(acc).toBe(1);
  expect(score).toBeCloseTo(0.8, 12);
  expect(unsupportedOf([], 2, 0.85)).toEqual({ acc: 0, score: 0 });
});

test('local and global are mixed, rounds are averaged', () => {
  const a = { acc: 1, score: 0.8 };
  const b = { acc: 0, score: 0.4 };
  expect(mixed(a, b, 0.75)).toEqual({ acc: 0.75, score: expect.closeTo(0.7, 12) as number });
  expect(meanSimilarity([a, b])).toEqual({ acc: 0.5, score: expect.closeTo(0.6, 12) as number });
  expect(() => meanSimilarity([])).toThrow(RangeError);
});
