// IG, incremental generation (paper, section 2): a fine-tuning set F is split into K - 2 equal parts, and the base model
// M is fine-tuned on F_1, on F_1 + F_2, ... More data = better. Levels: the standard answer, the K - 2 fine-tuned models
// from most data to least, M itself.
import { ConfigError } from '../base/errors.ts';
import { deriveSeed, Random } from '../base/random.ts';

/**
 * The cumulative unions of a shuffled set, smallest first: [F_1, F_1 + F_2, ...], K - 2 lists of example indices.
 * @param n examples in F; @param K levels of the ladders, from 3
 * @throws ConfigError when K is less than 3 or F has fewer examples than parts
 */
export function incrementalParts(n: number, K: number, seed: number): number[][] {
  const parts = K - 2;
  if (!Number.isSafeInteger(K) || parts < 1) {
    throw new ConfigError(`Incremental generation makes ladders of 3 levels or more, not ${K}.`);
  }
  if (n < parts) {
    throw new ConfigError(
      `A fine-tuning set of ${n} examples cannot be split into ${parts} parts.`,
      'Choose a larger set, or fewer levels.',
    );
  }
  const order = new Random(deriveSeed(seed, 'incremental generation')).shuffle(
    Array.from({ length: n }, (_, i) => i),
  );
  return Array.from({ length: parts }, (_, p) => order.slice(0, Math.round(((p + 1) * n) / parts)));
}
