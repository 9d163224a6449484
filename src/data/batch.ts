// Rows into the arrays that a traced step takes as inputs. Writes into given typed arrays and makes no garbage
// beyond small numbers, because it runs every step.
import { ConfigError } from '../base/errors.ts';
import { argsortIds, NONE } from '../base/indices.ts';
import type { Row } from './rows.ts';

/** Sizes that a plan is made for. */
export interface BatchSize {
  /** Rows. */
  readonly B: number;
  /** Tokens a row, padding included. */
  readonly T: number;
  /** Scored tokens in the batch, padding included. */
  readonly M: number;
  /** Answers a row (1 for SFT). */
  readonly K: number;
  /** Image tokens in the batch, padding included; absent = one tile a row. */
  readonly imageTokens?: number;
}

/** Where the arrays of a batch go: a Program's inputs, or plain arrays in tests. */
export interface BatchArrays {
  words(name: string): Uint32Array;
  floats(name: string): Float32Array;
}

/** Weight of one scored token in its answer's sum. */
export type TokenWeight = (row: Row, round: number, answerTokens: number) => number;

/** Lengths are rounded up to multiples of this. */
const STEP = 16;
const roundUp = (n: number, step = STEP): number => Math.max(step, Math.ceil(n / step) * step);

/** The smallest sizes that hold every group of B rows, rounded up so that a run has a handful of plans. */
export function batchSize(rows: readonly Row[], B: number, K: number, step = STEP): BatchSize {
  const up = (n: number): number => roundUp(n, step);
  const T = up(Math.max(1, ...rows.map((row) => row.ids.length)));
  const scored = rows.map((row) => row.answers.reduce((n, a) => n + a.length, 0)).sort((a, b) => b - a);
  const M = up(scored.slice(0, B).reduce((n, s) => n + s, 0));
  const images = rows.map(imagePlaces).sort((a, b) => b - a);
  const imageTokens = images.slice(0, B).reduce((n, i) => n + i, 0);
  return { B, T, M, K, ...(imageTokens > 0 && { imageTokens }) };
}

/** Image tokens of a row: those of one tile, of many, or none. */
export function imagePlaces({ ids }: Row): number {
  let places = 0;
  for (const id of ids) if (id === NONE) places++;
  return places;
}

/**
 * Sizes for rows that are padded to one of at most `buckets` lengths, shortest first; the last holds any B rows.
 * Lengths are cut at even shares of the rows, so that no bucket stays empty.
 */
export function bucketSizes(rows: readonly Row[], B: number, K: number, buckets: number): BatchSize[] {
  const lengths = rows.map((row) => row.ids.length).sort((a, b) => a - b);
  const cuts = Array.from({ length: buckets }, (_, i) => {
    return roundUp(lengths[Math.ceil(((i + 1) * lengths.length) / buckets) - 1] ?? 1);
  });
  return [...new Set(cuts)].map((T) => ({
    ...batchSize(
      rows.filter((row) => row.ids.length <= T),
      B,
      K,
    ),
    T,
  }));
}

/**
 * Fills `ids`, `idOrder`, `imageIndex`, `imageInverse`, `positions` and `segments`: what the model reads. The rows'
 * image tokens lie one after the other in the batch's features, as many as a row has places for.
 */
export function fillRows(arrays: BatchArrays, rows: readonly Row[], T: number): void {
  const ids = arrays.words('ids').fill(NONE);
  const imageIndex = arrays.words('imageIndex').fill(NONE);
  const imageInverse = arrays.words('imageInverse').fill(NONE);
  const positions = arrays.words('positions').fill(0);
  const segments = arrays.words('segments').fill(NONE);
  let feature = 0;
  rows.forEach((row, b) => {
    if (row.ids.length > T) {
      throw new ConfigError(`A row has ${row.ids.length} tokens, the batch is planned for ${T}.`);
    }
    for (let t = 0; t < row.ids.length; t++) {
      const at = b * T + t;
      const id = row.ids[t] as number;
      ids[at] = id;
      positions[at] = row.positions[t] as number;
      segments[at] = row.segments[t] as number;
      if (id !== NONE) continue;
      if (feature === imageInverse.length) {
        throw new ConfigError(`A batch has more than the ${feature} image tokens it is planned for.`);
      }
      imageIndex[at] = feature;
      imageInverse[feature++] = at;
    }
  });
  argsortIds(ids, arrays.words('idOrder'));
}

/**
 * Fills `scored`, `scoredInverse`, `targets`, `weights` and `offsets` (answer s = b * K + k owns the scored tokens
 * offsets[s] .. offsets[s + 1]).
 */
export function fillScored(
  arrays: BatchArrays,
  rows: readonly Row[],
  { B, T, M, K }: BatchSize,
  weight: TokenWeight,
): void {
  const scored = arrays.words('scored').fill(NONE);
  const inverse = arrays.words('scoredInverse').fill(NONE);
  const targets = arrays.words('targets').fill(NONE);
  const weights = arrays.floats('weights').fill(0);
  const offsets = arrays.words('offsets');
  let m = 0;
  for (let b = 0; b < B; b++) {
    const row = rows[b];
    for (let k = 0; k < K; k++) {
      offsets[b * K + k] = m;
      const answer = row?.answers[k];
      if (row === undefined || answer === undefined) continue;
      for (const token of answer) {
        if (m >= M) throw new ConfigError(`A batch scores more than the ${M} tokens it is planned for.`);
        const at = b * T + token.from;
        scored[m] = at;
        inverse[at] = m;
        targets[m] = token.target;
        weights[m] = weight(row, token.round, answer.length);
        m++;
      }
    }
  }
  offsets[B * K] = m;
}
