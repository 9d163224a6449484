// What the whole steps are measured on: the bundled tiny model, a batch of its fine-tuning and a batch of ladders, of
// the shapes that the lab itself trains on. Image features are seeded noise: speed does not depend on what they show.
import { batchSize, type BatchSize } from '../../src/data/batch.ts';
import { dialogueRow, ladderRow, type Row, type RowContext } from '../../src/data/rows.ts';
import { priorLadders, type PriorLadder } from '../../src/data/scenes/priorLadders.ts';
import { sftExample } from '../../src/data/scenes/sftSet.ts';
import { imageTokens, type ModelConfig } from '../../src/model/config.ts';
import type { Weights } from '../../src/model/weights.ts';
import type { Sample } from '../../src/train/trainer.ts';
import { fetchedAssets } from '../../src/worker/assets.ts';
import { loadCheckpoint, loadTiny } from '../../src/worker/bundle.ts';
import { normals } from './ours.ts';

export interface Tiny {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly context: RowContext;
}

/** Rows with their images' features [imageTokens * C], and the sizes to plan for. */
export interface Batch {
  readonly rows: readonly Row[];
  readonly features: readonly Float32Array<ArrayBuffer>[];
  readonly size: BatchSize;
}

/** Ladders that are drawn for each that is taken, where they have to be of like length. */
const DRAWN = 4;
/** Lengths are rounded up to multiples of this then. */
const ALIKE_STEP = 4;

const SFT = { rows: 16, rounds: 5, priorShare: 0.15 };

export interface LadderShape {
  readonly ladders: number;
  readonly levels: number;
  readonly rounds: number;
  /** Ladders of like length and rows hardly padded, so that tokens can be counted on; else as they are drawn. */
  readonly alike?: boolean;
}
/** As the quickstart has them. */
export const QUICKSTART_LADDERS: LadderShape = { ladders: 8, levels: 4, rounds: 2 };

export async function loadTinyModel(): Promise<Tiny> {
  const { config, tokenizer } = await loadTiny(fetchedAssets);
  const weights = await loadCheckpoint(fetchedAssets, config, 'sft-3of3');
  const { special, encode } = tokenizer;
  return { config, weights, context: { special, encode, imageTokens: imageTokens(config) } };
}

/** Dialogues of five rounds, as `npm run train:tiny` has them. */
export function sftBatch({ config, context }: Tiny): Batch {
  const rows = Array.from({ length: SFT.rows }, (_, i) =>
    dialogueRow(context, sftExample(i, SFT.rounds, SFT.priorShare).rounds),
  );
  return { rows, features: noise(config, rows.length), size: batchSize(rows, rows.length, 1) };
}

/** Ladders packed, one row each, and every answer as a row of its own with image and question before it. */
export function ladderBatches(
  { config, context }: Tiny,
  { ladders: n, levels: K, rounds, alike = false }: LadderShape = QUICKSTART_LADDERS,
): { packed: Batch; unpacked: Batch } {
  const rowOf = ({ questions, levels }: PriorLadder): Row => ladderRow(context, questions, levels);
  const drawn = priorLadders(alike ? DRAWN * n : n, K, { rounds });
  const length = new Map(drawn.map((ladder) => [ladder, rowOf(ladder).ids.length]));
  if (alike) drawn.sort((a, b) => (length.get(a) ?? 0) - (length.get(b) ?? 0));
  const first = (drawn.length - n) / 2;
  const ladders = drawn.slice(first, first + n);
  const features = noise(config, ladders.length);
  const sizeOf = (rows: readonly Row[], answers: number): BatchSize =>
    batchSize(rows, rows.length, answers, ...(alike ? [ALIKE_STEP] : []));
  const packed = ladders.map(rowOf);
  const unpacked = ladders.flatMap(({ questions, levels }) =>
    levels.map((answers) =>
      dialogueRow(
        context,
        questions.map((question, r) => ({ question, answer: answers[r] as string })),
      ),
    ),
  );
  return {
    packed: { rows: packed, features, size: sizeOf(packed, K) },
    unpacked: {
      rows: unpacked,
      features: features.flatMap((image) => Array.from({ length: K }, () => image)),
      size: sizeOf(unpacked, 1),
    },
  };
}

/** A batch as a trainer takes it. */
export function samplesOf({ rows, features }: Batch): Sample[] {
  return rows.map((row, i) => ({ row, features: features[i] as Float32Array }));
}

function noise(config: ModelConfig, images: number): Float32Array<ArrayBuffer>[] {
  const size = imageTokens(config) * config.decoder.hidden;
  return Array.from({ length: images }, (_, i) => normals(size, 100 + i));
}
