// "Will it fit?": plans a run without starting it, and says what of its settings to change when it does not.
import { OutOfMemoryError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import type { Gpu } from '../gpu/device.ts';
import type { ModelConfig } from '../model/config.ts';
import { parametersOf, type Parameter } from '../model/parameters.ts';
import { BASE_STORAGES, type MemoryRow, type TrainConfig } from '../protocol/run.ts';
import type { FitAdvice, FitReport, TrainOptions } from '../protocol/training.ts';
import type { LabStore } from '../store/store.ts';
import { checkConfig } from '../train/check.ts';
import { stepsOf } from '../train/loop.ts';
import { memoryOf, totalBytes } from '../train/memory.ts';
import { planRun } from '../train/plans.ts';
import { sizesOf } from '../train/sizes.ts';
import { trainedOf } from '../train/trained.ts';
import type { Assets } from './assets.ts';
import { loadModel } from './models.ts';
import { trainData, type TrainData } from './trainData.ts';

/** @throws ConfigError when the options make no sense, before anything is planned */
export async function fitTraining(
  gpu: Gpu,
  assets: Assets,
  store: LabStore,
  { source, config }: Pick<TrainOptions, 'source' | 'config'>,
): Promise<FitReport> {
  checkConfig(config);
  const model = await loadModel(assets, source.model, store);
  const data = await trainData({ source, config }, model, store.datasets);
  const rows = [...data.train, ...data.heldOut].map(({ row }) => row);
  const planned = memoryFor(gpu, model.config, config, data);
  const problems: string[] = [];
  if ('problem' in planned) problems.push(planned.problem);
  const memory = 'rows' in planned ? planned.rows : [];
  const total = totalBytes(memory);
  const probed = problems.length === 0 && (await probe(gpu, memory));
  if (problems.length === 0 && !probed) {
    problems.push('The GPU refused an allocation of this size just now.');
  }
  const { trained } = trainedOf(model.config, config);
  return {
    rows: memory,
    total,
    problems,
    advice: adviceFor(gpu, model.config, config, data, total),
    probed,
    trainedParameters: count(trained),
    allParameters: count(parametersOf(model.config)),
    rowsOfData: data.train.length,
    steps: stepsOf(config, data.train.length),
    lengths: sizesOf(rows, config, data.K).map(({ T }) => T),
    leftOut: data.leftOut,
  };
}

type Planned = { readonly rows: readonly MemoryRow[] } | { readonly problem: string };

function memoryFor(gpu: Gpu, model: ModelConfig, config: TrainConfig, data: TrainData): Planned {
  const rows = [...data.train, ...data.heldOut].map(({ row }) => row);
  try {
    const sizes = sizesOf(rows, config, data.K);
    return { rows: memoryOf(planRun(model, config, sizes, trainedOf(model, config), gpu.traits)) };
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    return { problem: error.message };
  }
}

/** Allocates as much for a moment, under an out-of-memory scope. */
async function probe(gpu: Gpu, memory: readonly MemoryRow[]): Promise<boolean> {
  try {
    await gpu.probe('a trial', () => {
      const largest = gpu.traits.maxBufferSize;
      const pieces = memory.flatMap(({ bytes }) => split(bytes, largest));
      for (const buffer of pieces.map((bytes) => gpu.allocate(bytes, 'trial'))) gpu.free(buffer);
    });
    return true;
  } catch (error) {
    if (error instanceof OutOfMemoryError) return false;
    throw error;
  }
}

function split(bytes: number, largest: number): number[] {
  return Array.from({ length: Math.ceil(bytes / largest) }, (_, i) => Math.min(largest, bytes - i * largest));
}

/** Single changes that would take less, the largest gain first. `total` 0: the plan itself failed, all gains count. */
function adviceFor(
  gpu: Gpu,
  model: ModelConfig,
  config: TrainConfig,
  data: TrainData,
  total: number,
): FitAdvice[] {
  const { batch, accumulation, buckets, adapter } = config;
  const changes: { change: string; set: Partial<TrainConfig> }[] = [];
  if (batch > 1) {
    const less = Math.ceil(batch / 2);
    const more = Math.ceil((batch * accumulation) / less);
    changes.push({
      change: `batch from ${batch} to ${less}, accumulation from ${accumulation} to ${more}`,
      set: { batch: less, accumulation: more },
    });
  }
  if (adapter === 'none') changes.push({ change: 'LoRA instead of all weights', set: { adapter: 'lora' } });
  else {
    for (const baseStorage of BASE_STORAGES.slice(BASE_STORAGES.indexOf(config.baseStorage ?? 'f32') + 1)) {
      changes.push({ change: `the model’s own weights as ${baseStorage}`, set: { baseStorage } });
    }
  }
  if (config.trainVision) {
    changes.push({ change: 'the vision tower frozen', set: { trainVision: false, trainDecoder: true } });
  }
  if (buckets > 1) changes.push({ change: `one length instead of ${buckets}`, set: { buckets: 1 } });
  if (config.imageWeight > 0) changes.push({ change: 'no image-conditional term', set: { imageWeight: 0 } });
  return changes
    .flatMap(({ change, set }): FitAdvice[] => {
      const planned = memoryFor(gpu, model, { ...config, ...set }, data);
      if (!('rows' in planned)) return [];
      const saves = total > 0 ? total - totalBytes(planned.rows) : Infinity;
      return saves > 0 ? [{ change, set, saves: Math.min(saves, Number.MAX_SAFE_INTEGER) }] : [];
    })
    .sort((a, b) => b.saves - a.saves);
}

function count(parameters: readonly Parameter[]): number {
  return parameters.reduce((n, { shape }) => n + sizeOf(shape), 0);
}
