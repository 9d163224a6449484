// What the whole steps are measured on: the bundled tiny model, a batch of its fine-tuning and a batch of ladders, of
// the shapes that the lab itself trains on. Image features are seeded noise: speed does not depend on what they show.
import { batchSize, type BatchSize } from '../../src/data/batch.ts';
import { dialogueRow, ladderRow, type Row, type RowContext } from '../../src/data/rows.ts';
import { makeDialogue, sceneRandom } from '../../src/data/scenes/dialogue.ts';
import { hallucinate } from '../../src/data/scenes/hallucinate.ts';
import { makeScene } from '../../src/data/scenes/scene.ts';
import { sftExample } from '../../src/data/scenes/sftSet.ts';
import { imageTokens, type ModelConfig } from '../../src/model/config.ts';
import type { Weights } from '../../src/model/weights.ts';
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

const SFT = { rows: 16, rounds: 5, priorShare: 0.15 };
const LADDERS = { ladders: 8, levels: 4, rounds: 2 };

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

/** Four-level ladders of two rounds, as the quickstart has them: packed, and every answer as a row of its own. */
export function ladderBatches({ config, context }: Tiny): { packed: Batch; unpacked: Batch } {
  const ladders = Array.from({ length: LADDERS.ladders }, (_, i) => {
    const scene = makeScene('ladders', i);
    const random = sceneRandom(scene, 'bench');
    const { rounds } = makeDialogue(scene, random, { rounds: LADDERS.rounds });
    const levels = Array.from({ length: LADDERS.levels }, (_, k) =>
      rounds.map(({ question, answer }) =>
        k === 0 ? answer : (hallucinate(scene, question, random) ?? answer),
      ),
    );
    return { questions: rounds.map(({ question }) => question), levels };
  });
  const features = noise(config, ladders.length);
  const packed = ladders.map(({ questions, levels }) => ladderRow(context, questions, levels));
  const unpacked = ladders.flatMap(({ questions, levels }) =>
    levels.map((answers) =>
      dialogueRow(
        context,
        questions.map((question, r) => ({ question, answer: answers[r] as string })),
      ),
    ),
  );
  return {
    packed: { rows: packed, features, size: batchSize(packed, packed.length, LADDERS.levels) },
    unpacked: {
      rows: unpacked,
      features: features.flatMap((image) => Array.from(ladders[0]?.levels ?? [], () => image)),
      size: batchSize(unpacked, unpacked.length, 1),
    },
  };
}

function noise(config: ModelConfig, images: number): Float32Array<ArrayBuffer>[] {
  const size = imageTokens(config) * config.decoder.hidden;
  return Array.from({ length: images }, (_, i) => normals(size, 100 + i));
}
