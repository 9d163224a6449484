// The loss and metrics on held-out data, from log-probabilities alone: no gradient, nothing allocated on the GPU.
import { preferenceMetrics } from '../amp/metrics.ts';
import { preferenceOptions, preferenceValue } from '../amp/preference.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { Example, Trainer } from './trainer.ts';

export interface Evaluation {
  readonly loss: number;
  /** `eval/loss` and, for preference losses, `eval/rewards/...` and `eval/logps/...`. */
  readonly metrics: Record<string, number>;
}

/** Evaluates the present weights on all of `heldOut`. @param K levels, 1 for SFT */
export async function evaluate(
  trainer: Trainer,
  config: TrainConfig,
  K: number,
  heldOut: readonly Example[],
): Promise<Evaluation> {
  const B = config.batch;
  const policy: number[] = [];
  const cropped: number[] = [];
  const tokens: (readonly Float32Array[])[] = [];
  for (let at = 0; at < heldOut.length; at += B) {
    const batch = heldOut.slice(at, at + B);
    const scored = await trainer.score(batch, 'policy');
    policy.push(...scored.answers.subarray(0, batch.length * K));
    tokens.push(...scored.tokens.slice(0, batch.length));
    batch.forEach(({ cropped: row }, b) => row && cropped.push(scored.answers[(B + b) * K] as number));
  }
  if (config.objective === 'sft') {
    const loss = tokenLoss(
      tokens.map((answers) => answers[0] as Float32Array),
      config.tokenAverage,
    );
    return { loss, metrics: { 'eval/loss': loss } };
  }
  const reference = heldOut.flatMap((example) => [...(example.reference ?? [])]);
  const lengths = heldOut.flatMap(({ row }) => row.answers.map((answer) => answer.length));
  const ladders = { B: heldOut.length, K, policy, reference, lengths };
  const rows = (flat: readonly number[]): number[][] => heldOut.map((_, b) => flat.slice(b * K, (b + 1) * K));
  let loss = preferenceValue(rows(policy), rows(reference), preferenceOptions(config));
  if (config.sftWeight > 0) {
    const best = tokens.map((answers) => answers[0] as Float32Array);
    loss += config.sftWeight * tokenLoss(best, true);
  }
  if (cropped.length > 0) {
    const change = (b: number): number => (policy[b * K] as number) - (reference[b * K] as number);
    const margins = cropped.map((logp, b) => change(b) - (logp - (heldOut[b]?.croppedReference ?? 0)));
    const term = margins.reduce((sum, d) => sum + Math.log1p(Math.exp(-config.beta * d)), 0);
    loss += (config.imageWeight * term) / margins.length;
  }
  const metrics: Record<string, number> = { 'eval/loss': loss };
  for (const [name, value] of Object.entries(preferenceMetrics(ladders, config))) {
    metrics[`eval/${name}`] = value;
  }
  return { loss, metrics };
}

/** Mean negative log-likelihood: over all tokens, or over rows of row means. */
function tokenLoss(rows: readonly Float32Array[], tokenAverage: boolean): number {
  const sums = rows.map((row) => row.reduce((sum, logp) => sum - logp, 0));
  if (!tokenAverage) return sums.reduce((n, s, i) => n + s / (rows[i]?.length ?? 1), 0) / rows.length;
  return sums.reduce((n, s) => n + s, 0) / rows.reduce((n, row) => n + row.length, 0);
}
