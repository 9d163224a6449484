// What a step of preference training reports, under TRL's names where TRL has one, and beyond it per level and pair.
// Pure: log-probabilities in, numbers out. The published code logs the accuracy of its last pair only; here all pairs.

/**
 * @param policy [B, K] summed log-probabilities under the policy, best level first
 * @param reference [B, K] the same under the reference
 * @returns `rewards/chosen` (level 0), `rewards/rejected` (mean of the others), `rewards/margins`,
 * `rewards/accuracies` (share of all pairs in the right order), `rewards/level_k`, `rewards/margins/i_j` and
 * `rewards/accuracies/i_j`, `rewards/ordered` (share of ladders wholly in order), `logps/chosen`, `logps/rejected`,
 * `logps/chosen_change` (level 0 against the reference, in nats: what the penalty holds up)
 */
export function preferenceMetrics(
  policy: ArrayLike<number>,
  reference: ArrayLike<number>,
  B: number,
  K: number,
  beta: number,
): Record<string, number> {
  const reward = (b: number, k: number): number =>
    beta * ((policy[b * K + k] as number) - (reference[b * K + k] as number));
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
  metrics['logps/chosen'] = mean((b) => policy[b * K] as number);
  metrics['logps/rejected'] = rejected((b, k) => policy[b * K + k] as number);
  metrics['logps/chosen_change'] = chosen / beta;
  return metrics;
}
