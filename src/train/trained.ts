// What a run trains, from its configuration: parameters of the chosen parts, or low-rank adapters of their weights, and
// what an image has to come as, so that no frozen part is run again and again. Pure.
import { ConfigError } from '../base/errors.ts';
import { adaptersOf, initialAdapter, type LoraOptions } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import {
  adapterParameters,
  parametersOf,
  type Adapters,
  type Parameter,
  type Part,
} from '../model/parameters.ts';
import type { FeatureKind } from '../model/features.ts';
import { formatsOf, type Formats } from '../model/storage.ts';
import type { Weights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';

/** `pixels` when the vision tower is trained; else what of an image is computed once and kept. */
export type ImageKind = FeatureKind | 'pixels';

export interface Trained {
  /** The model's own parameters, trained or not. */
  readonly model: readonly Parameter[];
  /** LoRA's matrices, if there are some. */
  readonly adapter: readonly Parameter[];
  /** Those of both that get gradients and optimiser state. */
  readonly trained: readonly Parameter[];
  readonly adapters: Adapters | undefined;
  /** Of the model's parameters that are packed: LoRA alone leaves them all frozen. */
  readonly formats: Formats;
  readonly image: ImageKind;
}

type Choice = Pick<
  TrainConfig,
  | 'trainVision'
  | 'trainProjector'
  | 'trainDecoder'
  | 'adapter'
  | 'loraRank'
  | 'loraAlpha'
  | 'loraTargets'
  | 'baseStorage'
>;

/** @throws ConfigError when nothing would be trained, or LoRA's targets are not there */
export function trainedOf(config: ModelConfig, train: Choice): Trained {
  const parts = trainedParts(train);
  if (parts.size === 0) {
    throw new ConfigError('Nothing is trained: all parts are frozen.', 'Train the decoder, or another part.');
  }
  const model = parametersOf(config);
  const adapters = train.adapter === 'lora' ? adaptersOf(config, loraOf(train), parts) : undefined;
  const adapter = adapters === undefined ? [] : adapterParameters(config, adapters);
  const trained = adapters === undefined ? model.filter(({ part }) => parts.has(part)) : adapter;
  const touched = new Set(trained.map(({ part }) => part));
  const image = touched.has('vision') ? 'pixels' : touched.has('projector') ? 'tower' : 'features';
  return { model, adapter, trained, adapters, formats: baseFormats(config, train), image };
}

/** What of the model a run packs. */
export function baseFormats(
  config: ModelConfig,
  { adapter, baseStorage = 'f32' }: Pick<TrainConfig, 'adapter' | 'baseStorage'>,
): Formats {
  return formatsOf(config, adapter === 'lora' ? baseStorage : 'f32');
}

export function loraOf(train: Choice): LoraOptions {
  return { rank: train.loraRank, alpha: train.loraAlpha, targets: train.loraTargets };
}

/** The first values of a run's adapter; empty without one. */
export function firstAdapter(config: ModelConfig, train: Choice & Pick<TrainConfig, 'seed'>): Weights {
  if (train.adapter === 'none') return new Map();
  return initialAdapter(config, loraOf(train), train.seed, trainedParts(train));
}

function trainedParts({ trainVision, trainProjector, trainDecoder }: Choice): Set<Part> {
  const parts = new Set<Part>();
  if (trainVision) parts.add('vision');
  if (trainProjector) parts.add('projector');
  if (trainDecoder) parts.add('decoder');
  return parts;
}
