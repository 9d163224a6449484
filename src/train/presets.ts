// Named configurations: the defaults, and records of what differs from them.
import { PRESETS, type PresetName } from '../amp/preference.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { TrainPreset } from '../protocol/training.ts';
import { SNAPSHOTS } from './snapshots.ts';

/** Every field with its default: SFT of the decoder with AdamW. */
export const defaultConfig: TrainConfig = {
  ...PRESETS['published-code'],
  objective: 'sft',
  preset: 'none',
  levels: [],
  roundWeight: 0,
  lengthNormalisation: false,
  sftWeight: 0,
  imageWeight: 0,
  trainVision: false,
  trainProjector: false,
  trainDecoder: true,
  adapter: 'none',
  loraRank: 8,
  loraAlpha: 8,
  loraTargets: 'q_proj,v_proj',
  epochs: 0,
  steps: 300,
  tokenAverage: false,
  batch: 16,
  accumulation: 1,
  buckets: 1,
  learningRate: 1e-3,
  schedule: 'cosine',
  warmupSteps: 20,
  weightDecay: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  maxGradNorm: 1,
  evalShare: 0,
  evalEvery: 20,
  patience: 0,
  saveEvery: 20,
  seed: 0,
};

/** A preference loss by name, with what its paper or code sets beside the loss itself. */
export function lossPreset(name: PresetName): Partial<TrainConfig> {
  return { preset: name, ...PRESETS[name], ...BESIDE[name] };
}

/** IPO and PRO are defined on means over tokens; PRO adds SFT of the best answer; the published code weighs rounds. */
const BESIDE: Partial<Record<PresetName, Partial<TrainConfig>>> = {
  'published-code': { roundWeight: 0.05 },
  ipo: { lengthNormalisation: true },
  pro: { lengthNormalisation: true, sftWeight: 0.05 },
};

/** The quickstart's MDPO: the published code's loss on the bundled model, rounds weighing the same. */
export const quickstartConfig: TrainConfig = {
  ...defaultConfig,
  ...lossPreset('published-code'),
  roundWeight: 0,
  learningRate: 1.5e-4,
  warmupSteps: 5,
};

/** What the page offers to start from. */
export const TRAIN_PRESETS: readonly TrainPreset[] = [
  {
    name: 'quickstart',
    about: 'What the quickstart runs: the published code’s MDPO on all decoder weights, small steps.',
    config: { ...quickstartConfig, steps: 96, batch: 8, saveEvery: 8, snapshots: SNAPSHOTS },
  },
  lora('published-code', 'AMP’s MDPO as its code has it (terms averaged, rounds weighted), with LoRA.'),
  lora('paper', 'AMP’s MDPO as the paper prints it (Eq. 7: terms summed), with LoRA.'),
  lora('dpo', 'DPO on all pairs of levels, without a penalty, with LoRA.'),
  lora(
    'dpop',
    'MDPO whose penalty stops where the best answer is as likely as before (after DPOP), with LoRA.',
  ),
  lora('hinge', 'SLiC’s hinge on all pairs.'),
  lora('ipo', 'IPO: margins drawn to 1 / (2 beta), on log-probabilities averaged over tokens.'),
  lora('lipo', 'LiPO-lambda: pairs weighted by what swapping them would cost in the ranking.'),
  lora('plackett-luce', 'The whole order at once: DPO’s Plackett-Luce form.'),
  lora('kwise-mle', 'K-wise maximum likelihood on the policy’s own log-probabilities, without a reference.'),
  lora('pro', 'PRO: the whole order with temperatures from ranks, and SFT of the best answer.'),
  {
    name: 'sft',
    about: 'Supervised fine-tuning on the best answers, or on dialogues about scenes.',
    config: { ...defaultConfig, learningRate: 5e-4, evalShare: 0.1, snapshots: SNAPSHOTS },
  },
];

function lora(name: PresetName, about: string): TrainPreset {
  return {
    name,
    about,
    config: {
      ...defaultConfig,
      ...lossPreset(name),
      adapter: 'lora',
      baseStorage: 'f32',
      loraRank: 16,
      loraAlpha: 32,
      loraTargets: 'all-linear',
      epochs: 2,
      batch: 8,
      buckets: 2,
      learningRate: 1e-3,
      warmupSteps: 5,
      evalShare: 0.1,
      snapshots: SNAPSHOTS,
    },
  };
}
