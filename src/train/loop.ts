// The training loop, for SFT and preference losses alike:
// learning rate -> micro-batches -> clip and update -> report -> evaluate -> checkpoint, early stop.
import { preferenceMetrics, type ScoredLadders } from '../amp/metrics.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { rowsPerLadder } from './objective.ts';
import { DataOrder } from './order.ts';
import { learningRate } from './schedule.ts';
import type { Example, Trainer } from './trainer.ts';

export type { Example };

export interface LoopData {
  /** Levels; 1 for SFT. */
  readonly K: number;
  readonly examples: readonly Example[];
  /** Held out; empty = no evaluation. */
  readonly heldOut?: readonly Example[];
}

/** Where a run stands between two steps, beside weights and moments. */
export interface LoopState {
  readonly stepsDone: number;
  /** Lowest evaluation loss so far, and the number of evaluations since. */
  readonly best?: { readonly step: number; readonly loss: number };
  readonly stale: number;
}

export const START: LoopState = { stepsDone: 0, stale: 0 };

export interface LoopHooks {
  /** Between steps; may wait (pause) or throw (stop). */
  between(): Promise<void>;
  /** After every step, with TRL-named metrics; `eval/...` where there was an evaluation. */
  onStep(step: number, metrics: Record<string, number>): void;
  /** After every step: the place for checkpoints. `improved`: this evaluation was the best so far. */
  afterStep?(state: LoopState, improved: boolean): Promise<void>;
}

/** Optimiser steps of a configuration on so many examples: `steps`, or what `epochs` passes take. */
export function stepsOf(config: TrainConfig, examples: number): number {
  if (config.epochs === 0) return config.steps;
  return Math.max(1, Math.ceil((config.epochs * examples) / (config.batch * config.accumulation)));
}

/**
 * Runs optimiser steps from `from` to the end over seeded shuffles of the examples.
 * @returns where it ended: before the last step only when it stopped early
 */
export async function trainLoop(
  trainer: Trainer,
  config: TrainConfig,
  { K, examples, heldOut = [] }: LoopData,
  hooks: LoopHooks,
  from: LoopState = START,
): Promise<LoopState> {
  const { batch: B, accumulation: A } = config;
  const steps = stepsOf(config, examples.length);
  const lengths = examples.map(({ row }) => row.ids.length);
  const grouping = config.buckets > 1 ? { lengths, batch: B } : undefined;
  const order = new DataOrder(examples.length, config.seed, grouping);
  const preference = config.objective !== 'sft';
  const seen = stepLadders(A * B, K);
  const reference = new Float32Array(rowsPerLadder(config) * B * K);
  let state = from;
  for (let step = from.stepsDone; step < steps; step++) {
    await hooks.between();
    const rate = learningRate({ ...config, steps }, step);
    const batches = Array.from({ length: A }, (_, a) =>
      Array.from({ length: B }, (_, b) => examples[order.at((step * A + a) * B + b)] as Example),
    );

    const started = performance.now();
    let loss = 0;
    for (let a = 0; a < A; a++) {
      const batch = batches[a] as Example[];
      fillReference(reference, batch, B, K);
      const micro = await trainer.backward(batches, a, preference ? reference : undefined);
      loss += preference ? micro.loss / A : micro.loss;
      seen.policy.set(micro.logps.subarray(0, B * K), a * B * K);
      seen.reference.set(reference.subarray(0, B * K), a * B * K);
      batch.forEach(({ row }, b) =>
        seen.lengths.set(
          row.answers.map((answer) => answer.length),
          (a * B + b) * K,
        ),
      );
    }
    const gradNorm = await trainer.apply(rate, step + 1);
    const seconds = (performance.now() - started) / 1000;

    const tokens = batches.flat().reduce((n, { row }) => n + row.ids.length, 0);
    const metrics: Record<string, number> = {
      loss,
      grad_norm: gradNorm,
      learning_rate: rate,
      epoch: ((step + 1) * A * B) / examples.length,
      seconds_per_step: seconds,
      tokens,
      tokens_per_second: tokens / seconds,
      ladders_per_second: (A * B) / seconds,
      gpu_bytes: trainer.workspace.gpu.stats.bytes,
      ...(preference ? preferenceMetrics(seen, config) : {}),
    };
    const last = step + 1 === steps;
    const due = heldOut.length > 0 && ((step + 1) % config.evalEvery === 0 || last);
    const evaluation = due ? await evaluate(trainer, config, K, heldOut) : undefined;
    hooks.onStep(step, { ...metrics, ...evaluation?.metrics });
    const improved = evaluation !== undefined && evaluation.loss < (state.best?.loss ?? Infinity);
    state = after(state, step + 1, evaluation, improved);
    await hooks.afterStep?.(state, improved);
    if (config.patience > 0 && state.stale >= config.patience) break;
  }
  return state;
}

function after(
  before: LoopState,
  stepsDone: number,
  evaluation: Evaluation | undefined,
  improved: boolean,
): LoopState {
  if (evaluation === undefined) return { ...before, stepsDone };
  if (!improved) return { ...before, stepsDone, stale: before.stale + 1 };
  return { stepsDone, best: { step: stepsDone, loss: evaluation.loss }, stale: 0 };
}

/** Arrays over the ladders of one optimiser step, filled anew by every step. */
function stepLadders(
  B: number,
  K: number,
): Record<'policy' | 'reference' | 'lengths', Float32Array> & ScoredLadders {
  const array = (): Float32Array => new Float32Array(B * K);
  return { B, K, policy: array(), reference: array(), lengths: array() };
}

/** Reference log-probabilities of a micro-batch [rows, K]: of its ladders, then of their best answers with the crop. */
export function fillReference(into: Float32Array, batch: readonly Example[], B: number, K: number): void {
  into.fill(0);
  batch.forEach(({ reference, croppedReference }, b) => {
    if (reference !== undefined) into.set(reference, b * K);
    if (croppedReference !== undefined) into[(B + b) * K] = croppedReference;
  });
}
