// Writes scenes and tokenised dialogues for a training script outside the project (PyTorch):
// node scripts/host.mjs dump-scenes --split pretrain --count 20000 --out DIR
//   [--start 0] [--rounds 5] [--noise 0] [--style noto] [--prior-defying] [--types existence=0.3,...]
import { mkdirSync, openSync, readFileSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { QUESTION_TYPES, type Round } from '../protocol/dialogue.ts';
import { dialogueRow, type RowContext } from '../data/rows.ts';
import { NONE } from '../base/indices.ts';
import { COLOURS } from '../data/scenes/colours.ts';
import { DEFAULT_MIX, drawQueries, makeRound, sceneRandom } from '../data/scenes/dialogue.ts';
import type { TypeMix } from '../data/scenes/dialogue.ts';
import { IMAGE_SIZE, cellTruth, drawScene, makeAtlas } from '../data/scenes/draw.ts';
import { hallucinate } from '../data/scenes/hallucinate.ts';
import { NOUNS } from '../data/scenes/nouns.ts';
import { GRID, SPLITS, makeScene } from '../data/scenes/scene.ts';
import type { Split, Style } from '../data/scenes/scene.ts';
import {
  CHAT_TOKENS,
  SPECIAL_IDS,
  encodeText,
  vocabulary,
  vocabularyIds,
} from '../data/scenes/vocabulary.ts';

/** Image tokens of the bundled models: one per cell. */
const IMAGE_TOKENS = GRID * GRID;

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      split: { type: 'string', default: 'pretrain' },
      start: { type: 'string', default: '0' },
      count: { type: 'string', default: '1000' },
      out: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      noise: { type: 'string', default: '0' },
      style: { type: 'string', default: 'noto' },
      'prior-defying': { type: 'boolean', default: false },
      types: { type: 'string' },
    },
  });
  const split = values.split as Split;
  if (!SPLITS.includes(split)) throw new ConfigError(`No split "${split}".`, `Use ${SPLITS.join()}.`);
  const { out } = values;
  if (!out) throw new ConfigError('--out is missing.', 'Name a folder to write to.');
  const style = values.style as Style;
  const start = Number(values.start);
  const count = Number(values.count);
  const noise = Number(values.noise);
  const mix = readMix(values.types);
  const index = JSON.parse(readFileSync('public/scenes/index.json', 'utf8')) as { size: number };
  const icons = new Uint8Array(readFileSync(`public/scenes/${style}.rgba`));
  const atlas = makeAtlas(style, icons, index.size);

  mkdirSync(out, { recursive: true });
  const images = openSync(`${out}/images.u8`, 'w');
  const dialogues = openSync(`${out}/dialogues.jsonl`, 'w');
  const cells = new Int16Array(count * GRID * GRID * 2);
  const ids = vocabularyIds();
  const context: RowContext = {
    special: CHAT_TOKENS,
    encode: (text) => encodeText(text, ids),
    imageTokens: IMAGE_TOKENS,
  };
  for (let i = 0; i < count; i++) {
    const scene = makeScene(split, start + i, { style, priorDefying: values['prior-defying'] });
    writeSync(images, drawScene(scene, atlas));
    const truth = cellTruth(scene);
    for (let c = 0; c < GRID * GRID; c++) {
      cells[(i * GRID * GRID + c) * 2] = truth.nouns[c] as number;
      cells[(i * GRID * GRID + c) * 2 + 1] = truth.colours[c] as number;
    }
    const random = sceneRandom(scene, `dump ${values.rounds} ${noise}`);
    const rounds = drawQueries(scene, random, Number(values.rounds), mix).map((query) => {
      const round = makeRound(scene, query, random);
      const wrong = random.next() < noise ? hallucinate(scene, query, random) : undefined;
      return wrong === undefined ? round : { ...round, answer: wrong, wrong: true };
    });
    writeSync(dialogues, `${JSON.stringify({ ...tokenRow(context, rounds), text: rounds })}\n`);
  }
  closeSync(images);
  closeSync(dialogues);
  writeFileSync(`${out}/cells.i16`, new Uint8Array(cells.buffer));
  writeFileSync(`${out}/meta.json`, JSON.stringify(meta(), null, 1));
  console.log(`${count} scenes of split ${split}, style ${style}, in ${out}`);

  function meta(): object {
    const id = (word: string): number => ids.get(` ${word}`) ?? SPECIAL_IDS['<unk>'];
    return {
      count,
      imageShape: [3, IMAGE_SIZE, IMAGE_SIZE],
      cells: GRID * GRID,
      imageTokens: IMAGE_TOKENS,
      vocabSize: ids.size,
      vocabulary: vocabulary(),
      special: SPECIAL_IDS,
      nouns: NOUNS.map((n) => ({ ...n, id: id(n.word), pluralId: id(n.plural) })),
      colours: COLOURS.map((word) => ({ word, id: id(word) })),
    };
  }
}

/** A dialogue as ids, mask (1 = scored) and round (-1 = not scored), each [T]. */
function tokenRow(context: RowContext, rounds: readonly Round[]): object {
  const row = dialogueRow(context, rounds);
  const ids = row.ids.map((id) => (id === NONE ? context.special.image : id));
  const mask = Array<number>(ids.length).fill(0);
  const round = Array<number>(ids.length).fill(-1);
  for (const scored of row.answers.flat()) {
    mask[scored.from + 1] = 1;
    round[scored.from + 1] = scored.round;
  }
  return { ids, mask, round };
}

/** "existence=0.5,description=0.5": the types named and no others. */
function readMix(text: string | undefined): TypeMix {
  if (!text) return DEFAULT_MIX;
  const entries = new Map(text.split(',').map((part) => part.split('=') as [string, string]));
  for (const name of entries.keys()) {
    if (!(QUESTION_TYPES as readonly string[]).includes(name)) {
      throw new ConfigError(`No question type "${name}".`, `Use ${QUESTION_TYPES.join()}.`);
    }
  }
  return Object.fromEntries(QUESTION_TYPES.map((t) => [t, Number(entries.get(t) ?? 0)])) as TypeMix;
}
