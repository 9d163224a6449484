// How many samples a paired comparison needs, and what it can see with those it has. Pure. The goldens
// (e2e/golden/statistics.py) count the power of McNemar's test out over all tables and compare.

/** 97.5 % and 80 % quantiles of the standard normal distribution: two-sided level 5 %, power 80 %. */
const Z_LEVEL = 1.959963984540054;
const Z_POWER = 0.8416212335729143;

/**
 * Independent pairs that McNemar's test needs to see a difference of proportions at the 5 % level with a power of 80 %
 * (R. J. Connor, Biometrics 43, 1987, p. 209): n = (z_a sqrt(psi) + z_b sqrt(psi - d^2))^2 / d^2.
 *
 * That is the test by the normal distribution. The exact one, which the lab prints, has 1 to 4 points less power at
 * this n; about 1/d pairs more make up for it. Pairs that hang together: multiply by `designEffect`.
 * @param difference d, as a share; @param discordant psi, the share of pairs that differ; at least d counts
 * @returns a whole number; Infinity for no difference
 */
export function nForDifference(difference: number, discordant: number): number {
  if (difference === 0) return Infinity;
  const d = Math.abs(difference);
  const psi = Math.max(d, Number.isFinite(discordant) ? discordant : d);
  return Math.ceil(((Z_LEVEL * Math.sqrt(psi) + Z_POWER * Math.sqrt(psi - d * d)) / d) ** 2);
}

/**
 * Power of McNemar's two-sided test at the 5 % level with n independent pairs, the inverse of `nForDifference`:
 * Phi((d sqrt(n) - z_a sqrt(psi)) / sqrt(psi - d^2)), and the same for -d, which is the level itself when d = 0.
 * @param n pairs; those that hang together count n / `designEffect`
 * @param difference d, as a share; @param discordant psi, the share of pairs that differ; at least d counts
 */
export function powerOf(n: number, difference: number, discordant: number): number {
  const d = Math.abs(difference);
  const psi = Math.max(d, discordant);
  if (psi === 0) return 0;
  const spread = Math.sqrt(psi - d * d);
  const tail = (side: number): number =>
    normalCdf((side * d * Math.sqrt(n) - Z_LEVEL * Math.sqrt(psi)) / spread);
  return tail(1) + tail(-1);
}

/**
 * Design effect of the mean of values that stand in clusters: its variance when whole clusters are drawn, over what it
 * would be were all values independent (L. Kish, Survey Sampling, 1965; both linearised, no small-sample correction).
 * 1 for clusters that tell nothing of their members, up to their size for members that are all alike.
 * @param clusters values of each image; of a comparison, the differences
 */
export function designEffect(clusters: readonly (readonly number[])[]): number {
  const values = clusters.flat();
  const mean = sum(values) / values.length;
  const apart = sum(values.map((x) => (x - mean) ** 2));
  if (!(apart > 0)) return 1;
  return sum(clusters.map((own) => sum(own.map((x) => x - mean)) ** 2)) / apart;
}

/**
 * Standard normal distribution function, to 1e-15: 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...)
 * (G. Marsaglia, Journal of Statistical Software 11, 2004).
 */
function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let term = x;
  let total = 0;
  for (let i = 3; total !== total + term; i += 2) {
    total += term;
    term *= (x * x) / i;
  }
  return 0.5 + (total * Math.exp(-x * x * 0.5)) / Math.sqrt(2 * Math.PI);
}

function sum(values: readonly number[]): number {
  return values.reduce((n, x) => n + x, 0);
}
