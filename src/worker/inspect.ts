// Looking into ladders: what weights make of the rungs of one, token by token, or of all in a dataset; and what stands
// in a scene.
import { ConfigError } from '../base/errors.ts';
import { sceneObjects as objectsOf } from '../data/scenes/objects.ts';
import { sceneOf } from '../data/scenes/scene.ts';
import { tokenSpans } from '../data/tokenSpans.ts';
import type { Gpu } from '../gpu/device.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type {
  InspectAnswer,
  InspectRequest,
  Reading,
  RungLogps,
  SceneObject,
  ScoreEvent,
  TokenSpan,
} from '../protocol/inspect.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';
import type { LabStore } from '../store/store.ts';
import { tokenWeight } from '../train/fillSamples.ts';
import type { JobControl } from './control.ts';
import type { Images } from './images.ts';
import {
  askLadder,
  fitsContext,
  knownLogps,
  LadderReader,
  type AskedLadder,
  type TokenLogps,
} from './ladderReader.ts';
import type { ReadWeights, WeightShelf } from './readers.ts';

export interface InspectDeps {
  readonly store: LabStore;
  readonly images: Pick<Images, 'planes'>;
  readonly shelf: WeightShelf;
}

/** Runs short work on the GPU when it is free; undefined when it is not. */
export type BorrowGpu = <T>(work: (gpu: Gpu) => Promise<T>) => Promise<T | undefined>;

/** Of a whole dataset: ladders that one submission reads, and that are looked up in the store at once. */
const AT_ONCE = 8;
const PAGE = 64;

/** A ladder's row with the log-probabilities that some weights give it; none where it is too long for them. */
interface Side {
  readonly asked: AskedLadder;
  readonly logps: TokenLogps | undefined;
}

/** @throws ConfigError when there is no such ladder, model or checkpoint, or the ladder is too long for the model */
export async function inspectLadder(
  { store, images, shelf }: InspectDeps,
  { dataset, index, policy, reference }: InspectRequest,
  borrow: BorrowGpu,
): Promise<InspectAnswer> {
  const [ladder] = (await store.datasets.pageLadders(dataset, index, 1)).ladders;
  if (ladder === undefined) {
    throw new ConfigError(`There is no ladder ${index} in this dataset.`, 'Reload the list.');
  }
  const read = async (weights: ReadWeights): Promise<Side> => {
    const asked = await askLadder(weights, ladder);
    const { maxPositions } = weights.config.decoder;
    if (!fitsContext(weights, asked)) {
      throw new ConfigError(
        `The ladder’s longest answer ends at token ${asked.length}; ${weights.info.name} takes ${maxPositions}.`,
        'Choose a model with a longer context.',
      );
    }
    const [known] = await knownLogps(store, [asked]);
    if (known !== undefined) return { asked, logps: known };
    const computed = await borrow(async (gpu) => {
      const reader = new LadderReader(gpu, store, images, weights, 1);
      try {
        return await reader.read([asked]);
      } finally {
        reader.destroy();
      }
    });
    return { asked, logps: computed?.[0] };
  };
  const weights = await shelf.load(policy, store);
  const now = await read(weights);
  if (now.logps === undefined) return { kind: 'busy' };
  const before = reference && (await read(await shelf.load(reference, store)));
  if (before !== undefined && before.logps === undefined) return { kind: 'busy' };
  return {
    kind: 'scores',
    beta: weights.loss.beta,
    rungs: ladder.levels.map((level, k) => {
      const of = (side: Side): RungLogps => ({
        sum: sumOf(weights, side, k),
        tokens: [...(side.logps?.[k] ?? [])],
      });
      return {
        tokens: spansOf(weights, level),
        policy: of(now),
        ...(before !== undefined && { reference: of(before) }),
      };
    }),
  };
}

/**
 * Reads every ladder of a dataset; what was read before is looked up.
 * @throws CancelledError at the user's stop: what was read is kept
 */
export async function scoreLadders(
  { store, images, shelf }: InspectDeps,
  gpu: Gpu,
  control: Pick<JobControl, 'checkpoint'>,
  dataset: string,
  { policy, reference }: Reading,
  emit: (event: ScoreEvent) => void,
): Promise<void> {
  const weights = await shelf.load(policy, store);
  const all = [weights, ...(reference ? [await shelf.load(reference, store)] : [])];
  const readers = all.map((of) => ({ of, reader: new LadderReader(gpu, store, images, of, AT_ONCE) }));
  const began = performance.now();
  try {
    for (let from = 0, total = 1; from < total; from += PAGE) {
      const { ladders, ...page } = await store.datasets.pageLadders(dataset, from, PAGE);
      total = page.total;
      const sides: Side[][] = [];
      for (const { of, reader } of readers) sides.push(await readPage(store, of, reader, ladders, control));
      const rewards = ladders.map(({ levels }, i) =>
        rewardsOf(
          weights,
          sides.map((side) => side[i] as Side),
          levels.length,
        ),
      );
      emit({ kind: 'rewards', from, rewards });
      const done = from + ladders.length;
      const each = (performance.now() - began) / 1000 / Math.max(1, done);
      emit({ kind: 'progress', done, total, secondsLeft: each * (total - done) });
      await control.checkpoint();
    }
  } finally {
    for (const { reader } of readers) reader.destroy();
  }
}

async function readPage(
  store: LabStore,
  weights: ReadWeights,
  reader: LadderReader,
  ladders: readonly Ladder[],
  control: Pick<JobControl, 'checkpoint'>,
): Promise<Side[]> {
  const asked = await Promise.all(ladders.map((ladder) => askLadder(weights, ladder)));
  const logps = await knownLogps(store, asked);
  const open = asked.flatMap((one, i) => (logps[i] === undefined && fitsContext(weights, one) ? [i] : []));
  for (let at = 0; at < open.length; at += AT_ONCE) {
    await control.checkpoint();
    const part = open.slice(at, at + AT_ONCE);
    const read = await reader.read(part.map((i) => asked[i] as AskedLadder));
    part.forEach((i, b) => (logps[i] = read[b]));
  }
  return asked.map((one, i) => ({ asked: one, logps: logps[i] }));
}

/** Implicit rewards per level; without a reference the policy's log-probabilities. */
function rewardsOf(weights: ReadWeights, sides: readonly Side[], K: number): number[] | undefined {
  const [now, before] = sides;
  if (now === undefined || sides.some(({ logps }) => logps === undefined)) return undefined;
  return Array.from({ length: K }, (_, k) => {
    const policy = sumOf(weights, now, k);
    return before === undefined ? policy : weights.loss.beta * (policy - sumOf(weights, before, k));
  });
}

/** As the run's loss sums the tokens of an answer. */
function sumOf({ loss }: ReadWeights, { asked, logps }: Side, k: number): number {
  const tokens = asked.row.answers[k] ?? [];
  return tokens.reduce(
    (sum, { round }, t) => sum + tokenWeight(loss, round, tokens.length) * (logps?.[k]?.[t] ?? 0),
    0,
  );
}

/** What each scored token stands for; every answer ends with a token of its own. */
function spansOf({ tokenizer }: ReadWeights, { answers }: Level): TokenSpan[] {
  return answers.flatMap((answer, round) => {
    const pieces = tokenizer.encode(answer).map((id) => tokenizer.decode([id]));
    const spans = tokenSpans(answer, pieces).map(([start, end]) => ({ round, start, end }));
    return [...spans, { round, start: answer.length, end: answer.length }];
  });
}

/** What stands where; nothing is known of files. */
export function sceneObjects(image: ImageRef): SceneObject[] {
  return image.kind === 'scene' ? objectsOf(sceneOf(image)) : [];
}
