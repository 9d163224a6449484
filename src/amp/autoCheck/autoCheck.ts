// Auto-check: re-ranks the generated rungs of ladders by their likeness to the standard answer (paper, section on
// auto-check). It compares texts; it looks at no image and knows no truth but level 0, which never moves.
import type { Chunk, ChunkMatch, Ladder, Level, LevelCheck } from '../../protocol/ladder.ts';
import { chunksOf } from './chunks.ts';
import { matchChunks, meanSimilarity, mixed, similarity, type EncodedChunk } from './compare.ts';
import type { SentenceEncoder } from './encoder.ts';
import type { Tagger } from './token.ts';
import { checkAutoCheckOptions, type AutoCheckOptions } from './options.ts';

/** A ladder's chunks and their cosines: all that encoding gives, and all that ranking needs. */
export interface ReadLadder {
  readonly ladder: Ladder;
  /** Per level and round. */
  readonly chunks: readonly (readonly (readonly Chunk[])[])[];
  /** Per generated level and round, one for each chunk of the standard answer. */
  readonly matches: readonly (readonly (readonly ChunkMatch[])[])[];
}

/** Re-ranks ladders. A ladder whose standard answer has no chunk keeps its order. @throws ConfigError */
export async function autoCheck(
  ladders: readonly Ladder[],
  tag: Tagger,
  encoder: SentenceEncoder,
  options: AutoCheckOptions,
): Promise<Ladder[]> {
  return (await readChunks(ladders, tag, encoder)).map((read) => rankLadder(read, encoder, options));
}

/** Finds and encodes the chunks of all answers; every text is encoded once. */
export async function readChunks(
  ladders: readonly Ladder[],
  tag: Tagger,
  encoder: SentenceEncoder,
): Promise<ReadLadder[]> {
  const all = ladders.map(({ levels }) =>
    levels.map((level) => level.answers.map((answer) => chunksOf(answer, tag))),
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
    const matches = ladder.levels
      .slice(1)
      .map((_, g) => standard.map((of, r) => matchChunks(of, encode(g + 1, r))));
    return { ladder, chunks, matches };
  });
}

const sentenceOf = (answer: string, { sentence }: Chunk): string =>
  answer.slice(sentence.start, sentence.end);

/**
 * Orders the generated rungs by Acc, ties by score, exact ties as they stood. Level 0 never moves.
 * Marks every rung with its chunks, its check and its rank.
 */
export function rankLadder(read: ReadLadder, encoder: SentenceEncoder, options: AutoCheckOptions): Ladder {
  checkAutoCheckOptions(options);
  const { ladder, chunks, matches } = read;
  const levels = ladder.levels.map((level, k): Level => {
    const check = k === 0 ? undefined : checkOf(matches[k - 1] ?? [], encoder, options);
    return { ...level, chunks: chunks[k] ?? [], ...(check && { check }) };
  });
  const [truth, ...generated] = levels;
  const by = ({ check }: Level): [number, number] => (check ? [check.acc, check.score] : [0, 0]);
  generated.sort((x, y) => by(y)[0] - by(x)[0] || by(y)[1] - by(x)[1]);
  const ordered = truth ? [truth, ...generated] : [];
  return {
    ...ladder,
    levels: ordered.map((level, autoCheck) => ({ ...level, ranks: { ...level.ranks, autoCheck } })),
  };
}

/**
 * Local and global Acc and score of each round, mixed, and their mean over the rounds whose standard answer has a chunk:
 * a round weighs the same whether its answer is short or long. undefined when there is no such round.
 */
function checkOf(
  matches: readonly (readonly ChunkMatch[])[],
  { name, version }: SentenceEncoder,
  { threshold, localShare }: AutoCheckOptions,
): LevelCheck | undefined {
  const rounds = matches.filter((round) => round.length > 0);
  if (rounds.length === 0) return undefined;
  const of = (view: 'local' | 'global') =>
    meanSimilarity(
      rounds.map((round) =>
        similarity(
          round.map((match) => match[view].cosine),
          threshold,
        ),
      ),
    );
  const [local, global] = [of('local'), of('global')];
  return {
    ...mixed(local, global, localShare),
    local,
    global,
    matches,
    encoder: { name, version },
    threshold,
    localShare,
  };
}
