// How many samples a paired comparison needs. Pure.

/** 97.5 % and 80 % quantiles of the standard normal distribution: two-sided level 5 %, power 80 %. */
const Z_LEVEL = 1.959963984540054;
const Z_POWER = 0.8416212335729143;

/**
 * Paired observations that McNemar's test needs to see a difference of proportions at the 5 % level with a power of
 * 80 % (R. J. Connor, Biometrics 43, 1987, eq. 3): n = (z_a sqrt(psi) + z_b sqrt(psi - d^2))^2 / d^2.
 * @param difference d, as a share; @param discordant psi, the share of pairs that differ; at least d counts
 * @returns a whole number; Infinity for no difference
 */
export function nForDifference(difference: number, discordant: number): number {
  if (difference === 0) return Infinity;
  const d = Math.abs(difference);
  const psi = Math.max(d, Number.isFinite(discordant) ? discordant : d);
  return Math.ceil(((Z_LEVEL * Math.sqrt(psi) + Z_POWER * Math.sqrt(psi - d * d)) / d) ** 2);
}
