// Ladders of held-out scenes by the bundled checkpoints, kept as JSONL so that a sweep need not generate them again.
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { assembleLadders, type Generation } from '../amp/ladders.ts';
import { FormatError } from '../base/errors.ts';
import { deriveSeed } from '../base/random.ts';
import { makeDialogue, sceneRandom } from '../data/scenes/dialogue.ts';
import { makeScene } from '../data/scenes/scene.ts';
import { hashWeights, type Weights } from '../model/weights.ts';
import type { Dialogue } from '../protocol/dialogue.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { loadCheckpoint, loadTiny, SFT_CHECKPOINTS } from '../worker/bundle.ts';
import { Images, noFiles } from '../worker/images.ts';
import { sceneDecoding, SceneModel } from '../worker/sceneModel.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';

/** The paper samples its generators at this temperature. */
const TEMPERATURE = 0.7;
const ROUNDS = 2;
/** Dialogues that the generator answers at once. */
const ROWS = 48;

export interface LadderSet {
  readonly ladders: readonly Ladder[];
  readonly path: string;
}

/** The first `n` ladders of a seed: read from `.cache` when these checkpoints have made them before. */
export async function sceneLadders(n: number, seed: number): Promise<LadderSet> {
  const tiny = await loadTiny(fileAssets);
  const checkpoints: Weights[] = [];
  for (const name of SFT_CHECKPOINTS) checkpoints.push(await loadCheckpoint(fileAssets, tiny.config, name));
  const hashes = await Promise.all(checkpoints.map(hashWeights));
  const family = deriveSeed(0, hashes.join()).toString(36);
  const path = `.cache/ladders/${family}-seed${seed}-${n}.jsonl`;
  if (existsSync(path)) return { ladders: readLadders(path), path };

  const dialogues = heldOutDialogues(n, seed);
  const gpu = await openDawn();
  try {
    const lab = await SceneModel.create(
      gpu,
      tiny,
      checkpoints[0] as Weights,
      new Images(fileAssets, noFiles),
    );
    const features = await lab.features(dialogues);
    const sampling = sceneDecoding({ temperature: TEMPERATURE, seed });
    const generations: Generation[] = [];
    for (const [i, source] of SFT_CHECKPOINTS.entries()) {
      lab.use(checkpoints[i] as Weights);
      const progress = printer(`${source} answers`);
      const answers = await lab.answer(dialogues, features, ROWS, sampling, progress);
      generations.push({ source, answers });
    }
    lab.destroy();
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

/** Dialogues about scenes of the split `ladders`, which no SFT set and no benchmark holds. */
function heldOutDialogues(n: number, seed: number): Dialogue[] {
  const first = (deriveSeed(seed, 'ladder scenes') % 4096) * 1024;
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('ladders', first + i);
    return makeDialogue(scene, sceneRandom(scene, 'ladders'), { rounds: ROUNDS });
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
