// Auto-check: re-ranks the generated rungs of ladders by their likeness to the standard answer (paper, section on
// auto-check). It compares texts; it looks at no image and knows no truth but level 0, which never moves.
import type {
  Chunk,
  ChunkMatch,
  Chunking,
  Ladder,
  Level,
  LevelCheck,
  RankRule,
  Similarity,
} from '../../protocol/ladder.ts';
import { chunksOf } from './chunks.ts';
import {
  matchChunks,
  meanSimilarity,
  mixed,
  similarity,
  unsupportedOf,
  type EncodedChunk,
} from './compare.ts';
import type { SentenceEncoder } from './encoder.ts';
import type { Tagger } from './token.ts';
import { checkAutoCheckOptions, type AutoCheckOptions } from './options.ts';

/** A ladder's chunks and their cosines: all that encoding gives, and all that ranking needs. */
export interface ReadLadder {
  readonly ladder: Ladder;
  /** Per level and round. */
  readonly chunks: readonly (readonly (readonly Chunk[])[])[];
  /** Per generated level. */
  readonly compared: readonly Compared[];
}

/** Per round: `matches` has one entry for each chunk of the standard answer, `supports` for each of the generated one. */
interface Compared {
  readonly matches: readonly (readonly ChunkMatch[])[];
  readonly supports: readonly (readonly ChunkMatch[])[];
}

/** Re-ranks ladders. A ladder whose standard answer has no chunk keeps its order. @throws ConfigError */
export async function autoCheck(
  ladders: readonly Ladder[],
  tag: Tagger,
  encoder: SentenceEncoder,
  options: AutoCheckOptions,
): Promise<Ladder[]> {
  const reads = await readChunks(ladders, tag, encoder, options.chunking);
  return reads.map((read) => rankLadder(read, encoder, options));
}

/** Finds and encodes the chunks of all answers; every text is encoded once. */
export async function readChunks(
  ladders: readonly Ladder[],
  tag: Tagger,
  encoder: SentenceEncoder,
  chunking: Chunking,
): Promise<ReadLadder[]> {
  const all = ladders.map(({ levels }) =>
    levels.map((level) => level.answers.map((answer) => chunksOf(answer, tag, chunking))),
  );
  const texts = new Set<string>();
  ladders.forEach(({ levels }, l) =>
    levels.forEach(({ answers }, k) =>
      answers.forEach((answer, r) => {
        for (const chunk of all[l]?.[k]?.[r] ?? []) texts.add(chunk.text).add(sentenceOf(answer, chunk));
      }),
    ),
  );
  const list = [...texts];
  const encoded = await encoder.encode(list);
  const vectors = new Map(list.map((text, i) => [text, encoded[i] as Float32Array]));
  const vector = (text: string): Float32Array => vectors.get(text) as Float32Array;
  return ladders.map((ladder, l) => {
    const chunks = all[l] as Chunk[][][];
    const encode = (k: number, r: number): EncodedChunk[] =>
      (chunks[k]?.[r] ?? []).map((chunk) => ({
        chunk: vector(chunk.text),
        sentence: vector(sentenceOf(ladder.levels[k]?.answers[r] ?? '', chunk)),
      }));
    const standard = (ladder.levels[0]?.answers ?? []).map((_, r) => encode(0, r));
    const compared = ladder.levels.slice(1).map((_, g): Compared => {
      const generated = standard.map((_of, r) => encode(g + 1, r));
      return {
        matches: standard.map((of, r) => matchChunks(of, generated[r] ?? [])),
        supports: standard.map((of, r) => matchChunks(generated[r] ?? [], of)),
      };
    });
    return { ladder, chunks, compared };
  });
}

const sentenceOf = (answer: string, { sentence }: Chunk): string =>
  answer.slice(sentence.start, sentence.end);

/**
 * Orders the generated rungs as `rankBy` says, exact ties as they stood. Level 0 never moves.
 * Marks every rung with its chunks, its check and its rank.
 */
export function rankLadder(read: ReadLadder, encoder: SentenceEncoder, options: AutoCheckOptions): Ladder {
  checkAutoCheckOptions(options);
  const { ladder, chunks, compared } = read;
  const levels = ladder.levels.map((level, k): Level => {
    const of = compared[k - 1];
    const check = of && checkOf(of, encoder, options);
    return { ...level, chunks: chunks[k] ?? [], ...(check && { check }) };
  });
  const [truth, ...generated] = levels;
  generated.sort((x, y) => compare(y.check, x.check, options.rankBy));
  const ordered = truth ? [truth, ...generated] : [];
  return {
    ...ladder,
    levels: ordered.map((level, autoCheck) => ({ ...level, ranks: { ...level.ranks, autoCheck } })),
  };
}

/** Above 0 when a stands higher than b. */
function compare(a: LevelCheck | undefined, b: LevelCheck | undefined, rankBy: RankRule): number {
  if (!a || !b) return 0;
  const by = (key: keyof Similarity): number => earned(a, key) - earned(b, key);
  return rankBy === 'acc' ? by('acc') || by('score') : by('score');
}

const earned = (
  { unsupported, unsupportedWeight = 0, ...check }: LevelCheck,
  key: keyof Similarity,
): number => check[key] - unsupportedWeight * (unsupported?.[key] ?? 0);

/**
 * Local and global Acc and score of each round, mixed, and their mean over the rounds whose standard answer has a chunk:
 * a round weighs the same whether its answer is short or long. undefined when there is no such round.
 */
function checkOf(
  { matches, supports }: Compared,
  { name, version }: SentenceEncoder,
  options: AutoCheckOptions,
): LevelCheck | undefined {
  const rounds = matches.flatMap((of, r) => (of.length > 0 ? [[of, supports[r] ?? []] as const] : []));
  if (rounds.length === 0) return undefined;
  const { threshold, localShare } = options;
  const look = (view: View) => ({
    found: meanSimilarity(rounds.map(([found]) => similarity(cosines(found, view), threshold))),
    lacking: meanSimilarity(
      rounds.map(([{ length }, said]) => unsupportedOf(cosines(said, view), length, threshold)),
    ),
  });
  const [local, global] = [look('local'), look('global')];
  return {
    ...mixed(local.found, global.found, localShare),
    local: local.found,
    global: global.found,
    matches,
    supports,
    unsupported: mixed(local.lacking, global.lacking, localShare),
    encoder: { name, version },
    ...options,
  };
}

type View = 'local' | 'global';
const cosines = (matches: readonly ChunkMatch[], view: View): number[] =>
  matches.map((match) => match[view].cosine);
