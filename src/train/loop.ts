// The training loop, for SFT and MDPO alike: batch -> learning rate -> step -> report -> checkpoint.
import { preferenceMetrics } from '../amp/metrics.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { DataOrder } from './order.ts';
import { learningRate } from './schedule.ts';
import type { Sample, Trainer } from './trainer.ts';

/** A sample with its reference log-probabilities [K], which only MDPO needs. */
export interface Example extends Sample {
  readonly reference?: Float32Array;
}

export interface LoopHooks {
  /** Between steps; may wait (pause) or throw (stop). */
  between(): Promise<void>;
  /** After every step, with TRL-named metrics. */
  onStep(step: number, metrics: Record<string, number>): void;
  /** Saves the weights when `checkpointSteps` names the number of steps done. */
  onCheckpoint?(stepsDone: number): Promise<void>;
  readonly checkpointSteps?: readonly number[];
}

/** Runs optimiser steps `from` .. `config.steps` over seeded shuffles of the examples. */
export async function trainLoop(
  trainer: Trainer,
  config: TrainConfig,
  K: number,
  example: (index: number) => Example,
  examples: number,
  hooks: LoopHooks,
  from = 0,
): Promise<void> {
  const order = new DataOrder(examples, config.seed);
  const B = config.batch;
  const reference = new Float32Array(B * K);
  for (let step = from; step < config.steps; step++) {
    await hooks.between();
    const batch = Array.from({ length: B }, (_, b) => example(order.at(step * B + b)));
    batch.forEach((e, b) => e.reference && reference.set(e.reference, b * K));
    const rate = learningRate(config, step);

    const started = performance.now();
    const result = await trainer.step(
      batch,
      rate,
      step + 1,
      config.objective === 'mdpo' ? reference : undefined,
    );
    const seconds = (performance.now() - started) / 1000;

    hooks.onStep(step, {
      loss: result.loss,
      grad_norm: result.gradNorm,
      learning_rate: rate,
      epoch: ((step + 1) * B) / examples,
      seconds_per_step: seconds,
      ...(config.objective === 'mdpo' ? preferenceMetrics(result.logps, reference, B, K, config.beta) : {}),
    });
    if (hooks.checkpointSteps?.includes(step + 1)) await hooks.onCheckpoint?.(step + 1);
  }
}
