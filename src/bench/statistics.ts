// Intervals and tests for benchmark figures. Pure; random numbers come from the seed that is given.
import { Random } from '../base/random.ts';
import type { Estimate } from '../protocol/bench.ts';

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's 95 % score interval of a proportion (E. B. Wilson, JASA 22, 1927); sound for small counts and for 0 or n.
 * @throws RangeError unless 0 <= successes <= n and n > 0
 */
export function wilson(successes: number, n: number): Estimate {
  if (!(n > 0 && successes >= 0 && successes <= n)) {
    throw new RangeError(`wilson: ${successes} of ${n} is no proportion.`);
  }
  const p = successes / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n * n));
  return {
    value: p,
    low: successes === 0 ? 0 : centre - half,
    high: successes === n ? 1 : centre + half,
  };
}

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples: number;
}

/**
 * A statistic with its 95 % percentile interval over resampled clusters. Rounds of one dialogue depend on each other,
 * so that whole dialogues are drawn, never rounds.
 * @param clusters observations of each dialogue
 */
export function clusteredBootstrap<T>(
  clusters: readonly T[],
  statistic: (clusters: readonly T[]) => number,
  { seed, resamples }: BootstrapOptions,
): Estimate {
  const random = new Random(seed);
  const values = Array.from({ length: resamples }, () => {
    const drawn = clusters.map(() => clusters[random.int(clusters.length)] as T);
    return statistic(drawn);
  });
  return { value: statistic(clusters), ...percentiles(values.filter((x) => !Number.isNaN(x))) };
}

/**
 * statistic(b) - statistic(a) with its 95 % interval, over the same dialogues: every resample draws the same dialogues
 * of both, so that what makes a dialogue easy or hard cancels.
 * @throws RangeError when a and b are not of the same dialogues
 */
export function pairedBootstrap<T>(
  a: readonly T[],
  b: readonly T[],
  statistic: (clusters: readonly T[]) => number,
  options: BootstrapOptions,
): Estimate {
  if (a.length !== b.length) {
    throw new RangeError(`pairedBootstrap: ${a.length} and ${b.length} dialogues cannot be paired.`);
  }
  const pairs = a.map((x, i): readonly [T, T] => [x, b[i] as T]);
  const difference = (drawn: readonly (readonly [T, T])[]): number =>
    statistic(drawn.map((pair) => pair[1])) - statistic(drawn.map((pair) => pair[0]));
  return clusteredBootstrap(pairs, difference, options);
}

/**
 * McNemar's exact two-sided p-value: whether two models differ on the same yes/no items.
 * @param onlyFirst items that only the first model got right
 * @param onlySecond items that only the second model got right
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  if (n === 0) return 1;
  let logTerm = -n * Math.LN2; // log of C(n, 0) / 2^n
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}

/** 2.5 % and 97.5 % quantiles, interpolated linearly between order statistics. */
export function percentiles(values: readonly number[]): { low: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - below);
}
