// Rows and their images into the inputs of a planned program: the same for training and for reading.
import { ConfigError } from '../base/errors.ts';
import {
  fillRows,
  fillScored,
  imagePlaces,
  type BatchArrays,
  type BatchSize,
  type TokenWeight,
} from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Program } from '../graph/program.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { ImageKind } from './trained.ts';

/** One row of a batch with its image in the kind that the program takes. */
export interface Sample {
  readonly row: Row;
  /** Behind the projector [n * C], n = the row's image tokens: those of one tile, or of several. */
  readonly features?: Float32Array;
  /** Before it [n * towerWidth]. */
  readonly tower?: Float32Array;
  /** Normalised tiles, one after the other [tiles * 3 * S * S]. */
  readonly pixels?: Float32Array;
  /** The best answer with the cropped image, for the image-conditional term. */
  readonly cropped?: Omit<Sample, 'cropped'>;
}

/** @param kind the kind of image that the program takes; every row with places for image tokens must have it */
export function fillSamples(
  program: Program,
  samples: readonly Sample[],
  size: BatchSize,
  kind: ImageKind,
  weight: TokenWeight,
): void {
  const arrays = program as BatchArrays;
  const rows = samples.map((s) => s.row);
  fillRows(arrays, rows, size.T);
  fillScored(arrays, rows, size, weight);
  const images = program.floats(kind).fill(0);
  const perToken = images.length / program.words('imageInverse').length;
  let at = 0;
  for (const sample of samples) {
    const places = imagePlaces(sample.row);
    if (places === 0) continue;
    const image = sample[kind];
    if (image === undefined) throw new Error(`internal: a sample has no ${kind}.`);
    if (image.length !== places * perToken) {
      throw new ConfigError(
        `A row has places for ${places} image tokens, its image gives ${image.length / perToken}.`,
        'The text was made for another image, or for another way of cutting it into tiles.',
      );
    }
    images.set(image, at);
    at += image.length;
  }
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
