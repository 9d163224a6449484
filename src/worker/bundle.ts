// What ships with the lab: the tiny model's configuration, tokenizer and checkpoints, and the scenes' icons.
import * as v from 'valibot';
import { makeAtlas, type Atlas } from '../data/scenes/draw.ts';
import type { Style } from '../data/scenes/scene.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { loadWeights, type Weights } from '../model/weights.ts';
import type { Assets } from './assets.ts';

/** Folder of the bundled model. */
export const TINY = 'models/tiny';

/** Checkpoints of the bundled SFT run, from most data to least. */
export const SFT_CHECKPOINTS = ['sft-3of3', 'sft-2of3', 'sft-1of3'] as const;
export type SftCheckpoint = (typeof SFT_CHECKPOINTS)[number];

export interface TinyModel {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
}

export async function loadTiny(assets: Assets): Promise<TinyModel> {
  const config = parseConfig(await assets.json(`${TINY}/config.json`), `${TINY}/config.json`);
  const tokenizer = new Tokenizer(await assets.json('models/tokenizer.json'), 'models/tokenizer.json');
  return { config, tokenizer };
}

export async function loadCheckpoint(assets: Assets, config: ModelConfig, name: string): Promise<Weights> {
  const path = `${TINY}/${name}.safetensors`;
  return loadWeights(config, readSafetensors(await assets.bytes(path), path));
}

export async function loadAtlas(assets: Assets, style: Style): Promise<Atlas> {
  const index = v.parse(v.object({ size: v.number() }), await assets.json('scenes/index.json'));
  return makeAtlas(style, new Uint8Array(await assets.bytes(`scenes/${style}.rgba`)), index.size);
}
