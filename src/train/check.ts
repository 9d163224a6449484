// Is a training configuration sane? Every field is looked at before anything is loaded or allocated.
import { checkPreferenceOptions, preferenceOptions } from '../amp/preference.ts';
import { ConfigError } from '../base/errors.ts';
import { BASE_STORAGES, OBJECTIVES, type TrainConfig } from '../protocol/run.ts';

type Rule = readonly [
  field: keyof TrainConfig,
  low: number,
  high: number,
  kind: 'whole' | 'real',
  words: string,
];

const RULES: readonly Rule[] = [
  ['roundWeight', 0, 10, 'real', 'The published code takes 0.05; 0 weighs all rounds the same.'],
  ['sftWeight', 0, 1000, 'real', '0 leaves the SFT term out.'],
  ['imageWeight', 0, 1000, 'real', '0 leaves the image-conditional term out; mDPO takes 1.'],
  ['epochs', 0, 10_000, 'real', '0 lets `steps` decide.'],
  ['steps', 1, 10_000_000, 'whole', 'Choose how many optimiser steps to make.'],
  ['batch', 1, 4096, 'whole', 'Rows or ladders per micro-batch.'],
  ['accumulation', 1, 4096, 'whole', 'Micro-batches per optimiser step; 1 = none are summed.'],
  ['buckets', 1, 16, 'whole', '1 pads every row to the longest.'],
  ['learningRate', 0, 10, 'real', 'The paper takes 5e-5 for a 7B model; small models take 1e-4 to 1e-3.'],
  ['warmupSteps', 0, 10_000_000, 'whole', '0 starts at the full rate.'],
  ['weightDecay', 0, 10, 'real', 'PyTorch takes 0.01.'],
  ['beta1', 0, 0.999999, 'real', 'AdamW takes 0.9.'],
  ['beta2', 0, 0.999999, 'real', 'AdamW takes 0.999.'],
  ['epsilon', 1e-20, 1, 'real', 'AdamW takes 1e-8.'],
  ['maxGradNorm', 0, 1e6, 'real', '0 switches clipping off.'],
  ['evalShare', 0, 0.9, 'real', 'The share of the data that is held out; 0 = none.'],
  ['evalEvery', 1, 10_000_000, 'whole', 'Optimiser steps between evaluations.'],
  ['patience', 0, 10_000, 'whole', '0 never stops early.'],
  ['saveEvery', 1, 10_000_000, 'whole', 'Optimiser steps between checkpoints.'],
  [
    'snapshots',
    0,
    100,
    'whole',
    '0 keeps none: the inspector’s slider then has the start and the end alone.',
  ],
  ['seed', 0, 4_294_967_295, 'whole', 'Any whole number.'],
];

/** @throws ConfigError naming the field, its value and what it takes */
export function checkConfig(config: TrainConfig): void {
  if (!OBJECTIVES.includes(config.objective)) {
    throw new ConfigError(`objective is '${config.objective}'.`, `It takes one of ${OBJECTIVES.join(', ')}.`);
  }
  for (const [field, low, high, kind, words] of RULES) {
    const value = config[field] as number | undefined;
    if (value === undefined && field === 'snapshots') continue;
    const fits = typeof value === 'number' && value >= low && value <= high;
    if (fits && (kind === 'real' || Number.isInteger(value))) continue;
    const what = kind === 'whole' ? 'a whole number' : 'a number';
    throw new ConfigError(
      `${field} is ${String(value)}.`,
      `It takes ${what} from ${low} to ${high}. ${words}`,
    );
  }
  checkStorage(config);
  if (!['constant', 'cosine', 'linear'].includes(config.schedule)) {
    throw new ConfigError(`schedule is '${config.schedule}'.`, 'It takes constant, cosine or linear.');
  }
  if (config.patience > 0 && config.evalShare === 0) {
    throw new ConfigError(
      `patience is ${config.patience}, but evalShare is 0: there is nothing to stop early by.`,
      'Hold a share of the data out, such as 0.1, or set patience to 0.',
    );
  }
  if (config.objective === 'sft') {
    if (config.imageWeight === 0 && config.sftWeight === 0) return;
    throw new ConfigError(
      'sftWeight and imageWeight are parts of preference losses.',
      'Set them to 0 for SFT.',
    );
  }
  checkPreferenceOptions(preferenceOptions(config), config.levels.length > 0 ? config.levels.length : 2);
}

function checkStorage({ adapter, baseStorage = 'f32' }: TrainConfig): void {
  if (!BASE_STORAGES.includes(baseStorage)) {
    throw new ConfigError(`baseStorage is '${baseStorage}'.`, `It takes one of ${BASE_STORAGES.join(', ')}.`);
  }
  if (baseStorage === 'f32' || adapter === 'lora') return;
  throw new ConfigError(
    `baseStorage is ${baseStorage}, but the weights themselves are trained, which takes f32.`,
    'Train LoRA adapters, or set baseStorage to f32.',
  );
}
