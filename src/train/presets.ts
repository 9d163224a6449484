// Named configurations: the defaults, and records of what differs from them.
import type { TrainConfig } from '../protocol/run.ts';
import { MDPO_PRESETS } from '../amp/mdpo.ts';

/** Every field with its default: SFT of the decoder with AdamW. */
export const defaultConfig: TrainConfig = {
  objective: 'sft',
  preset: 'none',
  ...MDPO_PRESETS['published-code'],
  roundWeight: 0,
  tokenAverage: false,
  steps: 300,
  batch: 16,
  learningRate: 1e-3,
  schedule: 'cosine',
  warmupSteps: 20,
  weightDecay: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  maxGradNorm: 1,
  trainVision: false,
  seed: 0,
};

/** The quickstart's MDPO: the published code's loss on the bundled model. */
export const quickstartConfig: TrainConfig = {
  ...defaultConfig,
  objective: 'mdpo',
  preset: 'published-code',
  ...MDPO_PRESETS['published-code'],
  learningRate: 1.5e-4,
  warmupSteps: 5,
};
