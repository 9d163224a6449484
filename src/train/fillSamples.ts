// Rows and their images into the inputs of a planned program: the same for training and for reading.
import { fillRows, fillScored, type BatchArrays, type BatchSize, type TokenWeight } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Program } from '../graph/program.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { ImageKind } from './trained.ts';

/** One row of a batch with its image in the kind that the program takes. */
export interface Sample {
  readonly row: Row;
  /** Behind the projector [imageTokens * C]. */
  readonly features?: Float32Array;
  /** Before it [imageTokens * towerWidth]. */
  readonly tower?: Float32Array;
  /** Normalised [3 * S * S]. */
  readonly pixels?: Float32Array;
  /** The best answer with the cropped image, for the image-conditional term. */
  readonly cropped?: Omit<Sample, 'cropped'>;
}

/** @param kind the kind of image that the program takes; every row that is not empty must have it */
export function fillSamples(
  program: Program,
  samples: readonly Sample[],
  size: BatchSize,
  imageTokens: number,
  kind: ImageKind,
  weight: TokenWeight,
): void {
  const arrays = program as BatchArrays;
  const rows = samples.map((s) => s.row);
  fillRows(arrays, rows, size.T, imageTokens);
  fillScored(arrays, rows, size, weight);
  const images = program.floats(kind).fill(0);
  samples.forEach((sample, b) => {
    const image = sample[kind];
    if (image !== undefined) images.set(image, b * image.length);
    else if (sample.row.ids.length > 0) throw new Error(`internal: a sample has no ${kind}.`);
  });
}

/** Sums over tokens, or means with `lengthNormalisation`; a token of round r weighs 1 + roundWeight * r. */
export function tokenWeight(
  { roundWeight, lengthNormalisation }: Pick<TrainConfig, 'roundWeight' | 'lengthNormalisation'>,
  round: number,
  answerTokens: number,
): number {
  return (1 + roundWeight * round) / (lengthNormalisation ? answerTokens : 1);
}

/** A flat list of token log-probabilities, in the order of `fillScored`, as one list for every answer of every row. */
export function perAnswer(samples: readonly Sample[], all: Float32Array): Float32Array[][] {
  let at = 0;
  return samples.map(({ row }) => row.answers.map((answer) => all.slice(at, (at += answer.length))));
}
