// Processors and warpers against the slow reference, on random scores with contexts that repeat themselves.
import { expect, test } from 'vitest';
import { NONE } from '../base/indices.ts';
import { Random } from '../base/random.ts';
import { defaultDecoding, type Decoding } from '../protocol/decoding.ts';
import { banRepeatedNgrams, penaliseRepetition, processScores } from './processors.ts';
import { referenceScores } from './searchReference.ts';
import { keepTopK, keepTopP, warpScores } from './warpers.ts';

const EOS = 3;

test('every setting against the reference, alone and together', () => {
  const random = new Random(4);
  const settings: Partial<Decoding>[] = [
    { repetitionPenalty: 1.1 },
    { repetitionPenalty: 0.8 },
    ...[1, 2, 3, 5].map((noRepeatNgram) => ({ noRepeatNgram })),
    { minNew: 4 },
    ...[1, 4, 40].map((topK) => ({ temperature: 1, topK })),
    ...[0.01, 0.5, 0.99].map((topP) => ({ temperature: 1, topP })),
    { temperature: 0.7, topK: 6, topP: 0.8, repetitionPenalty: 1.3, noRepeatNgram: 2, minNew: 4 },
  ];
  for (const changes of settings) {
    for (let round = 0; round < 40; round++) {
      const decoding = { ...defaultDecoding, ...changes };
      const V = 1 + random.int(12);
      const words = (n: number): number[] => Array.from({ length: n }, () => random.int(V));
      const prompt = [...words(2), NONE, NONE, ...words(random.int(8))];
      const tokens = words(random.int(8));
      const scores = Float64Array.from({ length: V }, () => 3 * random.normal());
      const keep = 1 + random.int(2);
      const expected = referenceScores([...scores], prompt, tokens, EOS, keep, decoding);
      if (EOS < V || changes.minNew === undefined) {
        processScores(scores, prompt, tokens, EOS, decoding);
        if (decoding.temperature > 0) warpScores(scores, decoding, keep);
        expected.forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 12));
      }
    }
  }
});

test('a penalty lowers positive and negative scores, once for a token however often it stands', () => {
  const scores = Float64Array.of(2, -2, 2, -2);
  penaliseRepetition(scores, [0, 1, 1, 1, NONE], 2);
  expect([...scores]).toEqual([1, -4, 2, -2]);
});

test('an n-gram may not be completed again, and none reaches over an image', () => {
  const banned = (context: readonly number[], n: number): number[] => {
    const scores = new Float64Array(10);
    banRepeatedNgrams(scores, context, n);
    return [...scores].flatMap((score, id) => (score === -Infinity ? [id] : []));
  };
  expect(banned([7, 8, 9, 1, 7, 8], 3)).toEqual([9]);
  expect(banned([7, 8, 9, 7, 8, 5, 7, 8], 3)).toEqual([5, 9]);
  expect(banned([7, 8], 3)).toEqual([]); // no three tokens yet
  expect(banned([4, 6], 1)).toEqual([4, 6]);
  expect(banned([7, NONE, 7], 2)).toEqual([]);
  expect(banned([8, NONE, 9, 8, NONE], 3)).toEqual([]);
});

test('top-k keeps ties, top-p and top-k keep what must be kept', () => {
  const kept = (scores: Float64Array): number[] =>
    [...scores].flatMap((score, id) => (score === -Infinity ? [] : [id]));
  const ties = Float64Array.of(1, 3, 2, 2, 0);
  keepTopK(ties, 2);
  expect(kept(ties)).toEqual([1, 2, 3]);
  const sharp = Float64Array.of(0, 50, 1, 2);
  keepTopP(sharp, 0.5, 2);
  expect(kept(sharp)).toEqual([1, 3]);
  const none = new Float64Array(3).fill(-Infinity);
  keepTopP(none, 0.5, 1);
  expect(kept(none)).toEqual([]);
});
