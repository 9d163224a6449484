// Choosing the next token from logits. Pure but for the random stream it is given.
import type { Random } from '../base/random.ts';

export interface Sampling {
  /** 0 = greedy. */
  readonly temperature: number;
  readonly seed: number;
}

/**
 * Greedy: the largest logit, the lowest id among equals. Otherwise a draw from softmax(logits / temperature).
 * @param logits [V]
 */
export function chooseToken(logits: Float32Array, { temperature }: Sampling, random: Random): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[best] as number)) best = i;
  if (temperature === 0) return best;
  const max = logits[best] as number;
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp(((logits[i] as number) - max) / temperature);
  let x = random.next() * total;
  for (let i = 0; i < logits.length; i++) {
    x -= Math.exp(((logits[i] as number) - max) / temperature);
    if (x < 0) return i;
  }
  return best;
}
