// What shapes the distribution that tokens are drawn from: transformers' logits warpers, in its order. Pure functions
// that write into `scores` [V]; -Infinity marks what cannot be drawn.
import type { Decoding } from '../protocol/decoding.ts';

/**
 * Temperature, top-k, top-p.
 * @param keep tokens that are left in any case: 1, or 2 in a beam search, where one may be the end token
 */
export function warpScores(
  scores: Float64Array,
  { temperature, topK, topP }: Pick<Decoding, 'temperature' | 'topK' | 'topP'>,
  keep: number,
): void {
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / temperature;
  if (topK > 0) keepTopK(scores, Math.max(topK, keep));
  if (topP < 1) keepTopP(scores, topP, keep);
}

/** Leaves the k largest scores, and all that equal the k-th. */
export function keepTopK(scores: Float64Array, k: number): void {
  if (k >= scores.length) return;
  const least = scores.slice().sort()[scores.length - k] as number;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) < least) scores[i] = -Infinity;
}

/**
 * Leaves the fewest tokens whose probabilities sum to p or more, and at least `keep`. Among equal scores the highest
 * ids are left.
 */
export function keepTopP(scores: Float64Array, p: number, keep: number): void {
  const ids: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] !== -Infinity) ids.push(i);
  ids.sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b); // least likely first
  const max = scores[ids[ids.length - 1] ?? 0] as number;
  const total = ids.reduce((sum, i) => sum + Math.exp((scores[i] as number) - max), 0);
  let below = 0; // probability of what is at most as likely
  for (const i of ids.slice(0, Math.max(0, ids.length - keep))) {
    below += Math.exp((scores[i] as number) - max) / total;
    if (below > 1 - p) return;
    scores[i] = -Infinity;
  }
}
