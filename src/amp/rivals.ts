// What MDPO is compared with, one function per published loss, in float64 and in its paper's order. Training computes
// the same on the GPU (ops/mdpo.ts, ops/listwise.ts); tests hold them together. Throughout, of one ladder, best level
// first: r_k = log pi(y_k | x) - log ref(y_k | x), D_ij = r_i - r_j.
import type { MdpoOptions } from '../ops/mdpo.ts';

/** log 1 / (1 + e^-x), without overflow */
export const logSigmoid = (x: number): number => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));

/** DPO (arXiv 2305.18290, Eq. 7): -log sigmoid(beta D). */
export function logistic(D: number, beta: number): number {
  return -logSigmoid(beta * D);
}

/** SLiC's hinge on DPO's margin, as TRL's `hinge` (arXiv 2305.10425, 2309.06657): max(0, 1 - beta D). */
export function hinge(D: number, beta: number): number {
  return Math.max(0, 1 - beta * D);
}

/**
 * IPO (arXiv 2310.12036, Eq. 17; beta is its tau): (D - 1 / (2 beta))^2. The log-probabilities are taken as they come:
 * TRL's `ipo` wants them averaged over an answer's tokens.
 */
export function ipo(D: number, beta: number): number {
  return (D - 1 / (2 * beta)) ** 2;
}

/**
 * LiPO-lambda's weight of a pair (arXiv 2402.01878): |G_i - G_j| * |1 / D(tau_i) - 1 / D(tau_j)|, with gains
 * G_k = 2^psi_k - 1 and discounts D(tau) = log2(1 + tau), where tau_k is the rank of y_k by the policy's present score
 * beta r_k (1 = highest; the better level goes first in a tie). The weight is a constant for the gradient.
 *
 * A ladder has an order and no scores, so the label psi_k = (K - 1 - k) / (K - 1), the share of the other answers that
 * y_k beats, in [0, 1]: the lab's choice. Two levels have the weight 1 - 1 / log2(3) = 0.369, whatever their order.
 */
export function lambdaWeight(r: readonly number[], i: number, j: number): number {
  const K = r.length;
  const G = (k: number): number => 2 ** ((K - 1 - k) / (K - 1)) - 1;
  const byScore = r.map((_, k) => k).sort((a, b) => (r[b] as number) - (r[a] as number) || a - b);
  const D = (k: number): number => Math.log2(1 + (1 + byScore.indexOf(k)));
  return Math.abs(G(i) - G(j)) * Math.abs(1 / D(i) - 1 / D(j));
}

/**
 * The loss of the pair (i, j), i better: l(D_ij), with label smoothing eps
 * - `published-code`: (1 - eps) l(D), what AMP's code does: a smaller step, not a doubt
 * - `cdpo`: (1 - eps) l(D) + eps l(-D), conservative DPO (E. Mitchell's note of 2023), the expected loss when a share
 *   eps of the orders is wrong; TRL's `aot` losses have it, its `sigmoid` has no smoothing any more
 * - `robust`: ((1 - eps) l(D) - eps l(-D)) / (1 - 2 eps), TRL's `robust` (arXiv 2403.00409), unbiased under
 *   such noise; eps < 1/2
 *
 * TRL smooths logistic losses only; here hinge and ipo follow the same rule.
 */
export function pairLoss(
  r: readonly number[],
  i: number,
  j: number,
  { beta, link = 'logistic', labelSmoothing: eps, smoothing = 'published-code' }: MdpoOptions,
): number {
  const D = (r[i] as number) - (r[j] as number);
  const l = link === 'hinge' ? hinge : link === 'ipo' ? ipo : logistic;
  const weight = link === 'lipo' ? lambdaWeight(r, i, j) : 1;
  switch (smoothing) {
    case 'published-code':
      return weight * (1 - eps) * l(D, beta);
    case 'cdpo':
      return weight * ((1 - eps) * l(D, beta) + eps * l(-D, beta));
    case 'robust':
      return (weight * ((1 - eps) * l(D, beta) - eps * l(-D, beta))) / (1 - 2 * eps);
  }
}

/** log sum_i e^x_i, without overflow */
function logSumExp(x: readonly number[]): number {
  const top = Math.max(...x);
  return top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

/**
 * The Plackett-Luce terms of an order, one per stage k < K - 1: -log( e^x_k / sum_{i >= k} e^x_i ).
 *
 * DPO for ranked lists (arXiv 2305.18290, appendix A.3): x_k = beta r_k.
 *
 * K-wise maximum likelihood (arXiv 2301.11270, MLE_K): x_k is a reward. The AMP paper reports a K-wise MLE and does not
 * say which reward; the lab reads it as the policy's own log-probability, x_k = beta log pi(y_k | x), no reference.
 */
export function plackettLuce(x: readonly number[]): number[] {
  return x.slice(0, -1).map((winner, k) => logSumExp(x.slice(k)) - winner);
}

/**
 * Preference Ranking Optimization's terms (arXiv 2306.17492), one per stage k < K - 1:
 *
 *   -log( e^(s_k / T_k^k) / sum_{i >= k} e^(s_i / T_k^i) ),   T_k^i = 1 / (i - k) for i > k,   T_k^k = min_{i > k} T_k^i,
 *
 * or T = 1 without rank temperatures, which is Plackett-Luce. s_k is the policy's log-probability averaged over the
 * answer's tokens; no reference. The paper's T_k^i = 1 / (R_k - R_i) is of a reward model's scores: a ladder has ranks
 * only, so R_k = -k. Its fine-tuning term on the best answer is not in here.
 */
export function pro(s: readonly number[], rankTemperatures: boolean): number[] {
  if (!rankTemperatures) return plackettLuce(s);
  return s.slice(0, -1).map((_, k) => {
    const T = s.map((_, i) => 1 / (i - k)); // of i > k
    T[k] = Math.min(...T.slice(k + 1));
    const x = s.map((v, i) => v / (T[i] as number));
    return logSumExp(x.slice(k)) - (x[k] as number);
  });
}
