// Trains a model on rows that are there: images, plan, reference, loop. No record is kept here; trainJob.ts does that.
import type { Gpu } from '../gpu/device.ts';
import type { Ladder, LadderView } from '../protocol/ladder.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { LabStore } from '../store/store.ts';
import { START, trainLoop, type Example, type LoopHooks, type LoopState } from '../train/loop.ts';
import { sizesOf } from '../train/sizes.ts';
import { trainedOf } from '../train/trained.ts';
import { Trainer, type Sample } from '../train/trainer.ts';
import type { Images } from './images.ts';
import type { LoadedModel } from './models.ts';
import { referenceLogps, type ScoredRow } from './references.ts';
import type { TrainData, TrainRow } from './trainData.ts';
import { imageKey, trainImages, type WantedImage } from './trainImages.ts';

export interface TrainingDeps {
  readonly gpu: Gpu;
  readonly images: Pick<Images, 'planes'>;
  readonly store: LabStore;
  readonly stage: (message: string) => void;
  /** Share of the present stage that is done; awaited, so it may pause or cancel. */
  readonly report: (share: number) => Promise<void>;
}

/** A run that is ready to go: everything planned, allocated and scored. */
export interface Training {
  readonly trainer: Trainer;
  /** Trains from a state to the end; see `trainLoop`. */
  run(hooks: LoopHooks, from?: LoopState): Promise<LoopState>;
  /** Ladders under the present weights and the reference. */
  views(n: number): Promise<LadderView[]>;
  destroy(): void;
}

/** @throws ConfigError, OutOfMemoryError, StorageError, DeviceLostError */
export async function prepareTraining(
  deps: TrainingDeps,
  model: LoadedModel,
  data: TrainData,
  config: TrainConfig,
): Promise<Training> {
  const { gpu, stage, report } = deps;
  const { K } = data;
  const rows = [...data.train, ...data.heldOut];
  const { image: kind, formats } = trainedOf(model.config, config);

  stage(kind === 'pixels' ? 'Reading the images.' : 'The frozen part looks at every image, once.');
  const wanted = rows.flatMap((row) => [row, ...(row.croppedRow ? [cropOf(row, config)] : [])]);
  const images = await trainImages(gpu, model, deps.images, wanted, kind, report, formats);
  const samples = rows.map((row): Sample => {
    const own = { row: row.row, ...images.get(imageKey({ image: row.image })) };
    if (row.croppedRow === undefined) return own;
    return { ...own, cropped: { row: row.croppedRow, ...images.get(imageKey(cropOf(row, config))) } };
  });

  stage('Planning and allocating.');
  const sizes = sizesOf(
    rows.map(({ row }) => row),
    config,
    K,
  );
  const trainer = await Trainer.create(gpu, model.config, model.weights, config, sizes);
  try {
    const examples =
      config.objective === 'sft' ? samples : await withReference(deps, trainer, model, rows, samples, config);
    const train = examples.slice(0, data.train.length);
    const heldOut = examples.slice(data.train.length);
    const shown = heldOut.length > 0 ? heldOut : train;
    const ladders = (heldOut.length > 0 ? data.heldOut : data.train).map(({ ladder }) => ladder);
    return {
      trainer,
      run: (hooks, from = START) => trainLoop(trainer, config, { K, examples: train, heldOut }, hooks, from),
      views: (n) => viewsOf(trainer, shown.slice(0, Math.min(n, config.batch)), ladders, K),
      destroy: () => trainer.destroy(),
    };
  } catch (error) {
    trainer.destroy();
    throw error;
  }
}

function cropOf({ image }: TrainRow, { seed }: TrainConfig): WantedImage {
  return { image, crop: seed };
}

async function withReference(
  { store, stage, report }: TrainingDeps,
  trainer: Trainer,
  model: LoadedModel,
  rows: readonly TrainRow[],
  samples: readonly Sample[],
  config: TrainConfig,
): Promise<Example[]> {
  stage('The reference scores every answer that it has not scored before.');
  const whole = rows.map((row, i): ScoredRow => ({
    sample: samples[i] as Sample,
    image: imageKey({ image: row.image }),
    texts: row.texts,
  }));
  const cropped = rows.flatMap((row, i): ScoredRow[] => {
    const sample = samples[i]?.cropped;
    return sample ? [{ sample, image: imageKey(cropOf(row, config)), texts: row.texts.slice(0, 1) }] : [];
  });
  const scored = [...whole, ...cropped];
  const { sums } = await referenceLogps(
    store,
    trainer,
    storedModel(model, config),
    scored,
    config.batch,
    report,
  );
  return samples.map((sample, i): Example => {
    const reference = sums[i] as Float32Array;
    const crop = sums[rows.length + i]?.[0];
    return { ...sample, reference, ...(crop !== undefined && { croppedReference: crop }) };
  });
}

/** What identifies a reference: a model whose weights are packed gives other log-probabilities than the model itself. */
export function storedModel(
  { weightsHash, tokenizerHash }: Pick<LoadedModel, 'weightsHash' | 'tokenizerHash'>,
  { adapter, baseStorage = 'f32' }: Pick<TrainConfig, 'adapter' | 'baseStorage'>,
): Pick<LoadedModel, 'weightsHash' | 'tokenizerHash'> {
  const packed = adapter === 'lora' && baseStorage !== 'f32';
  return { weightsHash: packed ? `${weightsHash}/${baseStorage}` : weightsHash, tokenizerHash };
}

async function viewsOf(
  trainer: Trainer,
  examples: readonly Example[],
  ladders: readonly (Ladder | undefined)[],
  K: number,
): Promise<LadderView[]> {
  if (K === 1) return [];
  const logps = await trainer.logps(examples);
  return examples.flatMap(({ reference }, i) => {
    const ladder = ladders[i];
    if (ladder === undefined) return [];
    const levels = Array.from({ length: K }, (_, k) => ({
      policy: logps[i * K + k] as number,
      reference: reference?.[k] as number,
    }));
    return [{ ladder, logps: levels }];
  });
}
