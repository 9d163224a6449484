// The rows of a run: ladders of a dataset (or dialogues about scenes) packed, split, and given their images. What cannot
// be trained on is left out and said.
import { ConfigError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { deriveSeed, Random } from '../base/random.ts';
import { DatasetHash } from '../data/formats/canonical.ts';
import { inHumanOrder } from '../data/humanOrder.ts';
import { dialogueRow, ladderRow, type Exchange, type Row, type RowContext } from '../data/rows.ts';
import { sceneRef } from '../data/scenes/scene.ts';
import { sftExample } from '../data/scenes/sftSet.ts';
import { imageTokens } from '../model/config.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';
import type { TrainConfig, TrainSource } from '../protocol/run.ts';
import type { TrainOptions } from '../protocol/training.ts';
import type { DatasetStore } from '../store/datasets.ts';
import type { LoadedModel } from './models.ts';
import { answerText } from './references.ts';

/** One row before its image is there. */
export interface TrainRow {
  readonly image: ImageRef;
  readonly row: Row;
  /** [K] What each answer says, with what stands before it: its identity for the reference's cache. */
  readonly texts: readonly string[];
  /** The best answer alone, for the image-conditional term. */
  readonly croppedRow?: Row;
  /** For the page; dialogues have none. */
  readonly ladder?: Ladder;
}

export interface TrainData {
  /** Levels; 1 for SFT. */
  readonly K: number;
  readonly train: readonly TrainRow[];
  readonly heldOut: readonly TrainRow[];
  /** SHA-256 of what was read. */
  readonly hash: string;
  /** How many were left out, and why. */
  readonly leftOut: readonly string[];
}

const PAGE = 256;

/** @throws ConfigError when nothing is left to train on, or the options do not go with the data */
export async function trainData(
  { source: { data }, config }: Pick<TrainOptions, 'source' | 'config'>,
  model: Pick<LoadedModel, 'config' | 'tokenizer'>,
  datasets: DatasetStore,
): Promise<TrainData> {
  if (data.kind === 'scenes') return sceneDialogues(data, config, model);
  const ladders = await readLadders(datasets, data.id);
  if (data.order !== 'human') return ladderData(ladders, config, model);
  const said = new Map((await datasets.listAnnotations(data.id)).map((one) => [one.ladder, one]));
  return ladderData(
    ladders.map((ladder) => inHumanOrder(ladder, said.get(ladder.id))),
    config,
    model,
  );
}

/** Ladders as rows; SFT takes their best answers. @throws ConfigError as `trainData` */
export function ladderData(
  all: readonly Ladder[],
  config: TrainConfig,
  model: Pick<LoadedModel, 'config' | 'tokenizer'>,
): TrainData {
  const hash = new DatasetHash();
  for (const ladder of all) hash.add(ladder);
  const context = contextOf(model);
  const found = config.objective === 'sft' ? bestAnswers(all, context) : packed(all, config, context);
  return arranged({ ...found, hash: hash.hex() }, config, model);
}

function arranged(
  { K, rows: all, hash, leftOut: before }: Found,
  config: TrainConfig,
  model: Pick<LoadedModel, 'config'>,
): TrainData {
  const longest = model.config.decoder.maxPositions;
  const rows = all.filter(({ row }) => Math.max(...row.positions) < longest);
  const long = all.length - rows.length;
  const leftOut = [...before, ...(long > 0 ? [`${long} longer than ${longest} tokens`] : [])];
  if (rows.length === 0) {
    const why = leftOut.length > 0 ? ` (${leftOut.join('; ')})` : '';
    throw new ConfigError(`There is nothing to train on${why}.`, 'Choose another dataset or other levels.');
  }
  return { K, ...split(rows, config), hash, leftOut };
}

/** What a model's rows are built from. */
export function contextOf({ config, tokenizer }: Pick<LoadedModel, 'config' | 'tokenizer'>): RowContext {
  return { special: tokenizer.special, encode: tokenizer.encode, imageTokens: imageTokens(config) };
}

interface Found {
  readonly K: number;
  readonly rows: readonly TrainRow[];
  readonly hash: string;
  readonly leftOut: readonly string[];
}

/** The chosen rungs of every ladder, packed in one row. */
function packed(all: readonly Ladder[], config: TrainConfig, context: RowContext): Omit<Found, 'hash'> {
  const levels = config.levels.length > 0 ? config.levels : range(commonLevels(all));
  if (levels.length < 2 || levels.some((k, i) => !Number.isInteger(k) || k <= (levels[i - 1] ?? -1))) {
    throw new ConfigError(
      `levels is [${levels.join(', ')}].`,
      'Name two rungs or more, best first, such as 0, 1, 2, 3.',
    );
  }
  const need = (levels.at(-1) as number) + 1;
  const enough = all.filter((ladder) => ladder.levels.length >= need);
  const rows = enough.map((ladder): TrainRow => {
    const { questions, image } = ladder;
    const rungs = levels.map((k) => ladder.levels[k] as Level);
    const answers = rungs.map((rung) => rung.answers);
    return {
      image,
      row: ladderRow(context, questions, answers),
      texts: answers.map((of) => answerText(questions, of)),
      ladder: { ...ladder, levels: rungs },
      ...(config.imageWeight > 0 && { croppedRow: ladderRow(context, questions, answers.slice(0, 1)) }),
    };
  });
  const short = all.length - enough.length;
  const leftOut = short > 0 ? [`${short} of ${all.length} ladders have fewer than ${need} levels`] : [];
  return { K: levels.length, rows, leftOut };
}

/** SFT: the conversations of level 0. */
function bestAnswers(all: readonly Ladder[], context: RowContext): Omit<Found, 'hash'> {
  const rows = all.map(({ image, questions, levels }) =>
    dialogue(
      image,
      questions.map((question, r) => ({ question, answer: levels[0]?.answers[r] ?? '' })),
      context,
    ),
  );
  return { K: 1, rows, leftOut: [] };
}

/** SFT: dialogues about scenes of the split `sft`. */
async function sceneDialogues(
  { count, rounds: length, priorShare }: Extract<TrainSource['data'], { kind: 'scenes' }>,
  config: TrainConfig,
  model: Pick<LoadedModel, 'config' | 'tokenizer'>,
): Promise<TrainData> {
  if (config.objective !== 'sft') {
    throw new ConfigError(
      `Objective '${config.objective}' learns from ladders.`,
      'Choose a dataset of ladders, or objective sft.',
    );
  }
  const context = contextOf(model);
  const first = (deriveSeed(config.seed, 'tuning scenes') % 4096) * 1024;
  const rows = range(count).map((i): TrainRow => {
    const { scene, rounds } = sftExample(first + i, length, priorShare);
    return dialogue(sceneRef(scene), rounds, context);
  });
  const hash = await sha256(JSON.stringify(rows.map(({ image, texts }) => [image, texts])));
  return arranged({ K: 1, rows, hash, leftOut: [] }, config, model);
}

function dialogue(image: ImageRef, rounds: readonly Exchange[], context: RowContext): TrainRow {
  return { image, row: dialogueRow(context, rounds), texts: [JSON.stringify(rounds)] };
}

async function readLadders(datasets: DatasetStore, id: string): Promise<Ladder[]> {
  const all: Ladder[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await datasets.pageLadders(id, offset, PAGE);
    all.push(...page.ladders);
    if (offset + PAGE >= page.total) return all;
  }
}

/** The number of levels that most ladders have. */
function commonLevels(all: readonly Ladder[]): number {
  const counts = new Map<number, number>();
  for (const { levels } of all) counts.set(levels.length, (counts.get(levels.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

/** Holds a share of the rows out, chosen by the run's seed. */
function split(
  rows: readonly TrainRow[],
  { evalShare, seed }: TrainConfig,
): Pick<TrainData, 'train' | 'heldOut'> {
  const out = Math.round(evalShare * rows.length);
  if (evalShare > 0 && (out === 0 || out === rows.length)) {
    throw new ConfigError(
      `evalShare is ${evalShare}: of ${rows.length} rows it holds out ${out}.`,
      'Choose a share that leaves rows on both sides, or 0.',
    );
  }
  const order = new Random(deriveSeed(seed, 'held out')).shuffle(range(rows.length));
  const pick = (indices: readonly number[]): TrainRow[] =>
    indices.toSorted((a, b) => a - b).map((i) => rows[i] as TrainRow);
  return { heldOut: pick(order.slice(0, out)), train: pick(order.slice(out)) };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
