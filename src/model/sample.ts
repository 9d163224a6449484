// Choosing among scores: the largest, or a seeded draw. Pure but for the random stream.
import type { Random } from '../base/random.ts';

/** Index of the largest score, the lowest among equals. */
export function largest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[best] as number)) best = i;
  return best;
}

/** Indices of the n largest finite scores, best first, the lower index first among equals. */
export function largestFew(scores: Float64Array, n: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score === -Infinity) continue;
    if (best.length === n && score <= (scores[best[n - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && score > (scores[best[at - 1] as number] as number)) at--;
    best.splice(at, 0, i);
    if (best.length > n) best.pop();
  }
  return best;
}

/**
 * n different indices drawn one after another from softmax(scores), without putting back; fewer where fewer have a
 * probability above zero. Takes one random number a draw, so a single draw from V tokens costs one.
 */
export function draw(scores: Float64Array, n: number, random: Random): number[] {
  const max = scores[largest(scores)] as number;
  if (max === -Infinity) return [];
  const weights = scores.map((score) => Math.exp(score - max));
  const drawn: number[] = [];
  while (drawn.length < n) {
    let total = 0;
    let last = -1;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number;
      total += weight;
      if (weight > 0) last = i;
    }
    if (last === -1) break;
    let x = random.next() * total;
    let at = 0;
    while (at < last && (x -= weights[at] as number) >= 0) at++;
    drawn.push(at);
    weights[at] = 0;
  }
  return drawn;
}

/** scores = log softmax(logits) of one row, written to `into`. */
export function logSoftmax(logits: ArrayLike<number>, into: Float64Array): void {
  const max = logits[largest(logits)] as number;
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp((logits[i] as number) - max);
  const shift = max + Math.log(total);
  for (let i = 0; i < logits.length; i++) into[i] = (logits[i] as number) - shift;
}
