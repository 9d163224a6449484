// Ladders of held-out scenes by the bundled experts (MEG), kept as JSONL so that a sweep need not generate them again.
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { assembleLadders, type Generation } from '../amp/ladders.ts';
import { FormatError } from '../base/errors.ts';
import { deriveSeed } from '../base/random.ts';
import { ladderSceneDialogues } from '../data/scenes/ladderSet.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { Images, noFiles } from '../worker/images.ts';
import { loadModel } from '../worker/models.ts';
import { sceneDecoding, SceneModel } from '../worker/sceneModel.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';

/** The paper samples its generators at this temperature. */
const TEMPERATURE = 0.7;
const ROUNDS = 2;
/** With the truth they give the paper's K = 4. */
const EXPERTS = ['expert-L', 'expert-M', 'expert-S'];
/** Dialogues that the generator answers at once. */
const ROWS = 48;

export interface LadderSet {
  readonly ladders: readonly Ladder[];
  readonly path: string;
}

/** The first `n` ladders of a seed: read from `.cache` when these experts have made them before. */
export async function sceneLadders(n: number, seed: number): Promise<LadderSet> {
  const experts = await Promise.all(EXPERTS.map((id) => loadModel(fileAssets, id)));
  const family = deriveSeed(0, experts.map((e) => e.weightsHash).join()).toString(36);
  const path = `.cache/ladders/${family}-seed${seed}-${n}.jsonl`;
  if (existsSync(path)) return { ladders: readLadders(path), path };

  const dialogues = ladderSceneDialogues(n, seed, { rounds: ROUNDS });
  const decoding = sceneDecoding({ temperature: TEMPERATURE, seed });
  const images = new Images(fileAssets, noFiles);
  const gpu = await openDawn();
  try {
    const generations: Generation[] = [];
    for (const { info, config, tokenizer, weights } of experts) {
      const model = await SceneModel.create(gpu, { config, tokenizer }, weights, images);
      const features = await model.features(dialogues);
      const answers = await model.answer(dialogues, features, ROWS, decoding, printer(`${info.id} answers`));
      generations.push({ source: info.id, answers });
      model.destroy();
    }
    const ladders = assembleLadders(dialogues, generations);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, ladders.map((ladder) => `${JSON.stringify(ladder)}\n`).join(''));
    return { ladders, path };
  } finally {
    gpu.close();
  }
}

/** Reads a JSONL file of ladders. @throws FormatError naming the line */
export function readLadders(path: string): Ladder[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, i): Ladder[] => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Ladder];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FormatError(`${path}, line ${i + 1}: ${reason}.`, 'Each line is one ladder as JSON.');
    }
  });
}

/** Prints every tenth of a generator's progress. */
function printer(what: string): { done(done: number, total: number): Promise<void> } {
  let tenth = 0;
  return {
    done: async (done, total) => {
      const now = Math.floor((10 * done) / Math.max(1, total));
      if (now === tenth) return;
      tenth = now;
      console.log(`${what}: ${done}/${total}`);
    },
  };
}
