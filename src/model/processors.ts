// What changes a next token's scores whatever is done with them: transformers' logits processors, in its order.
// Pure functions that write into `scores` [V]. With one beam the scores are logits, with more log-probabilities, as in
// transformers: a repetition penalty then multiplies every score it touches, since all are negative.
//
// The context that repetition looks at is prompt and answer so far. NONE, which stands where the prompt has an image
// token, is not a token: it is not penalised, and no n-gram holds it. (transformers sees the image token's id there,
// which a model has no reason to write.)
import { NONE } from '../base/indices.ts';
import type { Decoding } from '../protocol/decoding.ts';

/**
 * Repetition penalty, no-repeat n-gram, least length.
 * @param prompt token ids, NONE at image positions
 * @param tokens the answer so far
 */
export function processScores(
  scores: Float64Array,
  prompt: readonly number[],
  tokens: readonly number[],
  eos: number,
  {
    repetitionPenalty,
    noRepeatNgram,
    minNew,
  }: Pick<Decoding, 'repetitionPenalty' | 'noRepeatNgram' | 'minNew'>,
): void {
  if (repetitionPenalty !== 1 || noRepeatNgram > 0) {
    const context = [...prompt, ...tokens];
    if (repetitionPenalty !== 1) penaliseRepetition(scores, context, repetitionPenalty);
    if (noRepeatNgram > 0) banRepeatedNgrams(scores, context, noRepeatNgram);
  }
  if (tokens.length < minNew) scores[eos] = -Infinity;
}

/** score / penalty where positive, score * penalty where negative, once for each token of the context. */
export function penaliseRepetition(scores: Float64Array, context: readonly number[], penalty: number): void {
  for (const token of new Set(context)) {
    const score = scores[token];
    if (score !== undefined) scores[token] = score < 0 ? score * penalty : score / penalty; // NONE has no score
  }
}

/** -Infinity for every token that would complete an n-gram which the context already holds. */
export function banRepeatedNgrams(scores: Float64Array, context: readonly number[], n: number): void {
  const suffix = context.length - n + 1;
  if (suffix < 0 || context.includes(NONE, suffix)) return;
  for (let start = 0; start + n <= context.length; start++) {
    let i = 0;
    while (i < n - 1 && context[start + i] === context[suffix + i]) i++;
    const banned = context[start + n - 1] as number;
    if (i === n - 1 && banned !== NONE) scores[banned] = -Infinity;
  }
}
