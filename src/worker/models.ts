// The models that the lab can run, by id: the experts of the bundled family, and the checkpoints of the tiny model's SFT.
import { ConfigError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { sha256 } from '../base/hash.ts';
import { hashWeights, loadWeights, type Weights } from '../model/weights.ts';
import type { ModelInfo } from '../protocol/ladderJob.ts';
import type { Run } from '../protocol/run.ts';
import { runKey, type LabStore } from '../store/store.ts';
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

/** Where a bundled model's files lie: its folder, and the name of its weights there. */
export function bundledPlace(id: string): { readonly folder: string; readonly file: string } | undefined {
  const path = SOURCES.find((source) => source.id === id)?.weights;
  const cut = path?.lastIndexOf('/') ?? -1;
  return path === undefined ? undefined : { folder: path.slice(0, cut), file: path.slice(cut + 1) };
}

/** A model in memory. */
export interface LoadedModel {
  readonly info: ModelInfo;
  /** config.json as it was read, for exports. */
  readonly configJson: unknown;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly tokenizerHash: string;
  readonly weights: Weights;
  readonly weightsHash: string;
}

/** What there is, without loading weights: what ships, then what was trained or imported here, newest first. */
export async function listModels(assets: Assets, store?: LabStore): Promise<ModelInfo[]> {
  const bundled = await Promise.all(
    SOURCES.map(async (source) =>
      infoOf(source, parseConfig(await assets.json(source.config), source.config)),
    ),
  );
  const runs = (await store?.listRuns()) ?? [];
  return [...bundled, ...runs.flatMap((run) => (run.trained ? [trainedInfo(run, run.trained)] : []))];
}

/** @throws ConfigError when there is no such model; FormatError when its files are broken */
export async function loadModel(assets: Assets, id: string, store?: LabStore): Promise<LoadedModel> {
  const source = SOURCES.find((s) => s.id === id);
  const { info, configJson, bytes, file } =
    source === undefined ? await trainedFiles(id, store) : await bundledFiles(assets, source);
  const config = parseConfig(configJson, `the configuration of ${id}`);
  const tokenizerJson = await assets.json('models/tokenizer.json');
  const weights = loadWeights(config, readSafetensors(bytes, file));
  return {
    info,
    configJson,
    config,
    tokenizer: new Tokenizer(tokenizerJson, 'models/tokenizer.json'),
    tokenizerHash: await sha256(JSON.stringify(tokenizerJson)),
    weights,
    weightsHash: await hashWeights(weights),
  };
}

interface ModelFiles {
  readonly info: ModelInfo;
  readonly configJson: unknown;
  readonly bytes: ArrayBuffer;
  readonly file: string;
}

async function bundledFiles(assets: Assets, source: Source): Promise<ModelFiles> {
  const configJson = await assets.json(source.config);
  const info = infoOf(source, parseConfig(configJson, source.config));
  return { info, configJson, bytes: await assets.bytes(source.weights), file: source.weights };
}

/** A run's weights: a model that was trained in this lab, or imported. */
async function trainedFiles(id: string, store: LabStore | undefined): Promise<ModelFiles> {
  const run = (await store?.listRuns())?.find((r) => r.id === id);
  const stored = await store?.getCheckpoint(runKey(id, 'final'));
  if (run?.trained === undefined || stored === undefined) {
    const known = (await listModelIds(store)).join(', ');
    throw new ConfigError(`There is no model ${id}.`, `There are ${known}.`);
  }
  const configJson: unknown = JSON.parse(run.trained.configJson);
  return { info: trainedInfo(run, run.trained), configJson, bytes: stored.bytes, file: stored.name };
}

async function listModelIds(store: LabStore | undefined): Promise<string[]> {
  const runs = (await store?.listRuns()) ?? [];
  return [...SOURCES.map((s) => s.id), ...runs.filter((r) => r.trained).map((r) => r.id)];
}

function trainedInfo(run: Run, { parameters }: NonNullable<Run['trained']>): ModelInfo {
  const about = `Trained here: ${run.config.objective}, ${run.stepsDone} steps from ${run.source?.model ?? 'an import'}.`;
  return { id: run.id, name: run.name, family: 'trained', parameters, about };
}

function infoOf({ id, name, family, about }: Source, config: ModelConfig): ModelInfo {
  const parameters = parametersOf(config).reduce((n, { shape }) => n + sizeOf(shape), 0);
  return { id, name, family, parameters, about };
}
