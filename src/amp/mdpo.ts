// Multi-level Direct Preference Optimization: the paper's Eq. 7 in its order, in plain numbers, and the presets.
// Training computes the same on the GPU (ops/mdpo.ts); a test holds the two together.
import { comparedPairs, type MdpoOptions } from '../ops/mdpo.ts';
import { logSigmoid, pairLoss } from './rivals.ts';

export type { MdpoOptions };

/**
 * Named losses.
 * - `paper`: Eq. 7. The pairs of a ladder are summed; ladders are averaged over the batch.
 * - `published-code`: the same terms, averaged over all K (K - 1) / 2 * B pair losses, so that the penalty's effective
 *   weight is 2 / K of a pair's. beta = 0.1 is from the code; the paper does not state it.
 * - `dpo`: DPO (arXiv 2305.18290) where K = 2: no penalty.
 * - `dpop`: `published-code` with the penalty clamped as in DPOP.
 */
export const MDPO_PRESETS = {
  paper: preset({ reduction: 'sum' }),
  'published-code': preset({}),
  dpo: preset({ penalty: 'none' }),
  dpop: preset({ penalty: 'dpop' }),
} as const satisfies Record<string, MdpoOptions>;

function preset(change: Partial<MdpoOptions>): MdpoOptions {
  return {
    beta: 0.1,
    pairs: 'all',
    penalty: 'paper',
    penaltyWeight: 1,
    reduction: 'mean',
    labelSmoothing: 0,
    ...change,
  };
}

/**
 * What each pair (0, j) adds so that the best answer does not become unlikely along with the others:
 * - `paper`: -r_0 = log ref(y_0) - log pi(y_0), without bound (Eq. 7)
 * - `dpop`: max(0, -r_0), nothing once y_0 is likelier than under the reference. This is DPOP's clamp (arXiv 2402.13228)
 *   outside the sigmoid, where Eq. 7 has its penalty; DPOP itself is -log sigmoid(beta (D_0j - lambda max(0, -r_0))).
 * - `anchor`: -log sigmoid(beta r_0) (mDPO, arXiv 2406.11839)
 */
export function penalty(r0: number, { penalty: kind, beta }: MdpoOptions): number {
  switch (kind) {
    case 'none':
      return 0;
    case 'paper':
      return -r0;
    case 'dpop':
      return Math.max(0, -r0);
    case 'anchor':
      return -logSigmoid(beta * r0);
  }
}

/**
 * The loss of a batch, in float64:
 *
 *   L = sum_{j >= 1} [ l_0j + penalty(r_0) ] + sum_{1 <= i < j} l_ij,   l_ij = -log sigmoid(beta (r_i - r_j)),
 *   r_k = log pi(y_k | x) - log ref(y_k | x)
 *
 * (Eq. 5 and 7 are printed with one minus too many.) Another link or label smoothing changes l_ij only: `pairLoss`.
 * @param policy [B][K] summed log-probabilities log pi(y_k | x), y_0 the best answer
 * @param reference [B][K] log ref(y_k | x)
 */
export function mdpoLoss(
  policy: readonly (readonly number[])[],
  reference: readonly (readonly number[])[],
  options: MdpoOptions,
): number {
  const { pairs, penaltyWeight, reduction } = options;
  let total = 0;
  let terms = 0;
  policy.forEach((logps, b) => {
    const r = logps.map((logp, k) => logp - (reference[b]?.[k] as number));
    const l = (i: number, j: number): number => pairLoss(r, i, j, options);
    for (const [i, j] of comparedPairs(r.length, pairs)) {
      total += i === 0 ? l(0, j) + penaltyWeight * penalty(r[0] as number, options) : l(i, j);
      terms++;
    }
  });
  return total / (reduction === 'mean' ? terms : policy.length);
}
