// What a step of preference training reports, under TRL's names where TRL has one, and beyond it per level and pair.
// Pure: log-probabilities in, numbers out. The published code logs the accuracy of its last pair only; here all pairs.
import type { MdpoOptions } from './mdpo.ts';

/** Log-probabilities of B ladders of K levels, best level first; row-major. */
export interface ScoredLadders {
  readonly B: number;
  readonly K: number;
  /** [B, K] under the policy. */
  readonly policy: ArrayLike<number>;
  /** [B, K] under the reference. */
  readonly reference: ArrayLike<number>;
  /** [B, K] scored tokens of each answer. */
  readonly lengths: ArrayLike<number>;
}

/**
 * @returns `rewards/chosen` (level 0), `rewards/rejected` (mean of the others), `rewards/margins`,
 * `rewards/accuracies` (share of all pairs in the right order), `rewards/level_k`, `rewards/margins/i_j` and
 * `rewards/accuracies/i_j`, `rewards/ordered` (share of ladders wholly in order), `rewards/length_correlation` (of
 * margins with differences of length, over all pairs: what length exploitation looks like), `logps/chosen`,
 * `logps/rejected`, `logps/chosen_change` and `logps/rejected_change` (against the reference, in nats: what the penalty
 * holds up, and whether both fall), and with a penalty `penalty/gradient_share` (see `penaltyShare`)
 */
export function preferenceMetrics(
  ladders: ScoredLadders,
  options: Pick<MdpoOptions, 'beta' | 'penalty' | 'penaltyWeight' | 'pairs'>,
): Record<string, number> {
  const { B, K, policy, reference } = ladders;
  const { beta } = options;
  const change = (b: number, k: number): number =>
    (policy[b * K + k] as number) - (reference[b * K + k] as number);
  const reward = (b: number, k: number): number => beta * change(b, k);
  const mean = (f: (b: number) => number): number => {
    let total = 0;
    for (let b = 0; b < B; b++) total += f(b);
    return total / B;
  };
  const metrics: Record<string, number> = {};
  for (let k = 0; k < K; k++) metrics[`rewards/level_${k}`] = mean((b) => reward(b, k));
  let accuracies = 0;
  let pairs = 0;
  for (let i = 0; i < K; i++) {
    for (let j = i + 1; j < K; j++) {
      metrics[`rewards/margins/${i}_${j}`] = mean((b) => reward(b, i) - reward(b, j));
      const accuracy = mean((b) => (reward(b, i) > reward(b, j) ? 1 : 0));
      metrics[`rewards/accuracies/${i}_${j}`] = accuracy;
      accuracies += accuracy;
      pairs++;
    }
  }
  const rejected = (f: (b: number, k: number) => number): number =>
    mean((b) => {
      let total = 0;
      for (let k = 1; k < K; k++) total += f(b, k);
      return total / (K - 1);
    });
  const chosen = metrics['rewards/level_0'] as number;
  metrics['rewards/chosen'] = chosen;
  metrics['rewards/rejected'] = rejected(reward);
  metrics['rewards/margins'] = chosen - metrics['rewards/rejected'];
  metrics['rewards/accuracies'] = accuracies / pairs;
  metrics['rewards/ordered'] = mean((b) => {
    for (let k = 1; k < K; k++) if (reward(b, k - 1) <= reward(b, k)) return 0;
    return 1;
  });
  metrics['rewards/length_correlation'] = lengthCorrelation(ladders, change);
  metrics['logps/chosen'] = mean((b) => policy[b * K] as number);
  metrics['logps/rejected'] = rejected((b, k) => policy[b * K + k] as number);
  metrics['logps/chosen_change'] = mean((b) => change(b, 0));
  metrics['logps/rejected_change'] = rejected(change);
  if (options.penalty !== 'none' && options.penaltyWeight > 0) {
    metrics['penalty/gradient_share'] = mean((b) =>
      penaltyShare(
        Array.from({ length: K }, (_, k) => change(b, k)),
        options,
      ),
    );
  }
  return metrics;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * How much of the force on the best answer comes from the penalty: |d penalty / d r_0| against the sum of that and the
 * |d l_0j / d r_0| of the logistic pairs, 0..1. At the start, with beta 0.1, the paper's penalty has 0.95.
 */
function penaltyShare(
  r: readonly number[],
  { beta, penalty, penaltyWeight, pairs }: Pick<MdpoOptions, 'beta' | 'penalty' | 'penaltyWeight' | 'pairs'>,
): number {
  const r0 = r[0] as number;
  const slopes = { none: 0, paper: 1, dpop: r0 < 0 ? 1 : 0, anchor: beta * sigmoid(-beta * r0) };
  const others = pairs === 'adjacent' ? r.slice(1, 2) : r.slice(1);
  const held = others.length * penaltyWeight * slopes[penalty];
  const compared = others.reduce((sum, rj) => sum + beta * sigmoid(-beta * (r0 - rj)), 0);
  return held / (held + compared);
}

/** Pearson's correlation of margins and length differences over all pairs i < j of all ladders; 0 where none varies. */
function lengthCorrelation(
  { B, K, lengths }: ScoredLadders,
  change: (b: number, k: number) => number,
): number {
  let n = 0;
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < K; i++) {
      for (let j = i + 1; j < K; j++) {
        const longer = (lengths[b * K + i] as number) - (lengths[b * K + j] as number);
        const margin = change(b, i) - change(b, j);
        n++;
        x += longer;
        y += margin;
        xx += longer * longer;
        yy += margin * margin;
        xy += longer * margin;
      }
    }
  }
  const spread = Math.sqrt((xx - (x * x) / n) * (yy - (y * y) / n));
  return spread > 0 ? (xy - (x * y) / n) / spread : 0;
}
