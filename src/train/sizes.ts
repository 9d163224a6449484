// The sizes that a run's steps are planned for, from its rows. Pure.
import { batchSize, bucketSizes, type BatchSize } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { rowsPerLadder } from './objective.ts';

/**
 * One size for every bucket of lengths, shortest first.
 * @param rows all that the run will see, held-out ones included; @param K levels, 1 for SFT
 */
export function sizesOf(
  rows: readonly Row[],
  config: Pick<TrainConfig, 'objective' | 'imageWeight' | 'batch' | 'buckets'>,
  K: number,
): BatchSize[] {
  const sizes = bucketSizes(rows, config.batch, K, config.buckets);
  if (rowsPerLadder(config) === 1) return sizes;
  // Beside every ladder a row with the cropped image and the best answer, which is no longer than the ladder.
  const best = rows.map((row): Row => ({ ...row, answers: row.answers.slice(0, 1) }));
  const { M } = batchSize(best, config.batch, 1);
  return sizes.map(({ imageTokens, ...size }) => ({
    ...size,
    B: 2 * size.B,
    M: size.M + M,
    ...(imageTokens !== undefined && { imageTokens: 2 * imageTokens }),
  }));
}
