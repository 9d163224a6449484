// Weights that a run keeps on its way, so that one can look back at what the model made of a ladder then. A snapshot is
// the trained weights alone, without the optimiser's moments: nothing goes on from it.
import { FormatError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { mergeAdapter } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import { readSafetensors, readTensor, writeSafetensors } from '../model/safetensors.ts';
import { asStored } from '../model/storage.ts';
import { layoutWeights, TRAINABLE, type Weights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { loraOf, trainedOf } from './trained.ts';

/** Snapshots of a run that does not say how many. Each takes 4 bytes for every trained parameter. */
export const SNAPSHOTS = 8;

/** After which optimiser steps a run of `total` steps keeps one: evenly, neither at the start nor at the end. */
export function snapshotSteps(total: number, count: number): ReadonlySet<number> {
  const steps = Array.from({ length: count }, (_, i) => Math.round(((i + 1) * total) / (count + 1)));
  return new Set(steps.filter((step) => step > 0 && step < total));
}

const NAME = /^step-(\d+)$/;

/** Its name among a run's checkpoints. */
export function snapshotName(step: number): string {
  return `step-${step}`;
}

/** The step that a name tells; undefined when it is no snapshot's. */
export function snapshotStep(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** @param weights trained weights as they lie in memory, flat */
export function writeSnapshot(weights: Float32Array): ArrayBuffer {
  return writeSafetensors(new Map([['weights', { shape: [weights.length], data: weights }]]), 'F32');
}

/** @throws FormatError when the file is no snapshot */
export function readSnapshot(bytes: ArrayBuffer, name: string): Float32Array {
  const file = readSafetensors(bytes, name);
  return readTensor(file, 'weights', file.entries.get('weights')?.shape ?? []);
}

/**
 * The plain model that a run's trained weights make of the model that it began with; adapters are merged into its
 * weights as the run had them in memory.
 * @param flat as `Trainer.trainedWeights` gives them @throws FormatError when they are another run's
 */
export function weightsAt(
  config: ModelConfig,
  train: TrainConfig,
  base: Weights,
  flat: Float32Array,
): Weights {
  const { model, adapter, trained, adapters, formats } = trainedOf(config, train);
  const layout = layoutWeights([...model, ...adapter], new Set(trained.map(({ name }) => name)));
  const elements = (layout.buffers.get(TRAINABLE) ?? 0) / 4;
  if (flat.length !== elements) {
    throw new FormatError(
      `The snapshot has ${flat.length} numbers, the run trains ${elements}.`,
      'It belongs to another run: delete that run.',
    );
  }
  const own = trained.map(({ name, shape }): [string, Float32Array] => {
    const from = (layout.place(name)?.offset ?? 0) / 4;
    return [name, flat.slice(from, from + sizeOf(shape))];
  });
  if (adapters !== undefined)
    return mergeAdapter(config, asStored(base, formats), new Map(own), loraOf(train));
  return new Map([...base, ...own]);
}
