// The models that the lab can run, by id: the experts of the bundled family, and the checkpoints of the tiny model's SFT.
import { ConfigError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { hashWeights, loadWeights, type Weights } from '../model/weights.ts';
import type { ModelInfo } from '../protocol/ladderJob.ts';
import type { Assets } from './assets.ts';
import { SFT_CHECKPOINTS, TINY } from './bundle.ts';

/** Sizes of the bundled family, from the largest. */
export const EXPERT_SIZES = ['L', 'M', 'S', 'XS'] as const;

interface Source {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly about: string;
  readonly config: string;
  readonly weights: string;
}

const SOURCES: readonly Source[] = [
  ...EXPERT_SIZES.map((size) => ({
    id: `expert-${size}`,
    name: `Expert ${size}`,
    family: 'experts',
    about: 'One size of the bundled family, fine-tuned on true answers about scenes.',
    config: `models/experts/${size}/config.json`,
    weights: `models/experts/${size}/model.safetensors`,
  })),
  ...SFT_CHECKPOINTS.map((name) => ({
    id: name,
    name: `Tiny, SFT ${name.slice(-4, -3)}/3`,
    family: 'tiny',
    about: 'The quickstart’s model, fine-tuned on answers of which many trust language priors.',
    config: `${TINY}/config.json`,
    weights: `${TINY}/${name}.safetensors`,
  })),
];

/** A model in memory. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly weights: Weights;
  readonly weightsHash: string;
}

/** What there is, without loading weights. */
export async function listModels(assets: Assets): Promise<ModelInfo[]> {
  return Promise.all(
    SOURCES.map(async (source) =>
      infoOf(source, parseConfig(await assets.json(source.config), source.config)),
    ),
  );
}

/** @throws ConfigError when there is no such model; FormatError when its files are broken */
export async function loadModel(assets: Assets, id: string): Promise<LoadedModel> {
  const source = SOURCES.find((s) => s.id === id);
  if (source === undefined) {
    throw new ConfigError(`There is no model ${id}.`, `There are ${SOURCES.map((s) => s.id).join(', ')}.`);
  }
  const config = parseConfig(await assets.json(source.config), source.config);
  const tokenizer = new Tokenizer(await assets.json('models/tokenizer.json'), 'models/tokenizer.json');
  const file = readSafetensors(await assets.bytes(source.weights), source.weights);
  const weights = loadWeights(config, file);
  return {
    info: infoOf(source, config),
    config,
    tokenizer,
    weights,
    weightsHash: await hashWeights(weights),
  };
}

function infoOf({ id, name, family, about }: Source, config: ModelConfig): ModelInfo {
  const parameters = parametersOf(config).reduce((n, { shape }) => n + sizeOf(shape), 0);
  return { id, name, family, parameters, about };
}
