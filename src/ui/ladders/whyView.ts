// Why auto-check put a rung where it is: the standard answer's chunks, what each was matched with, and the texts cut
// into pieces so that partners can be marked. Pure; the numbers are the worker's.
import type { Chunk, ChunkMatch, Level, LevelCheck, Nearest } from '../../protocol/ladder.ts';

/** A stretch of an answer with the chunks that it belongs to, the widest first; none for what lies between. */
export interface ChunkPiece {
  readonly text: string;
  readonly chunks: readonly number[];
}

/** Chunks may stand in one another ("two cats on a red sofa" and "a red sofa"); the pieces together are the text. */
export function chunkPieces(text: string, chunks: readonly Chunk[]): ChunkPiece[] {
  const inside = chunks.map((chunk, c) => ({ ...chunk, c })).filter(({ start, end }) => end > start);
  const cuts = new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])]);
  const at = [...cuts].filter((cut) => cut <= text.length).toSorted((a, b) => a - b);
  return at.slice(0, -1).map((from, i) => {
    const to = at[i + 1] as number;
    const over = inside.filter(({ start, end }) => start <= from && to <= end);
    const widest = over.toSorted((a, b) => b.end - b.start - (a.end - a.start));
    return { text: text.slice(from, to), chunks: widest.map(({ c }) => c) };
  });
}

/** One of the two looks at a chunk: alone (local), or as the sentence that it stands in (global). */
export interface Look {
  /** The nearest text of the other answer; empty where it has none. */
  readonly partner: string;
  readonly cosine: number;
  readonly hit: boolean;
}

/** A chunk of one answer, and what auto-check found for it in the other. */
export interface MatchRow {
  /** Index of the chunk in its answer. */
  readonly chunk: number;
  readonly text: string;
  /** Index of its local partner in the other answer; -1 where there is none. */
  readonly partner: number;
  readonly local: Look;
  readonly global: Look;
}

/** The standard answer's chunks in one round, as found in the generated answer; none where it has no chunk. */
export function matchRows(standard: Level, level: Level, round: number): MatchRow[] {
  return rowsOf(standard, level, round, level.check?.matches[round], level.check?.threshold);
}

/** The generated answer's chunks, as found in the standard one; none where auto-check looked the paper's way only. */
export function supportRows(standard: Level, level: Level, round: number): MatchRow[] {
  const { supports, threshold, unsupportedWeight = 0 } = level.check ?? {};
  return unsupportedWeight > 0 ? rowsOf(level, standard, round, supports?.[round], threshold) : [];
}

function rowsOf(
  of: Level,
  other: Level,
  round: number,
  matches: readonly ChunkMatch[] = [],
  threshold = 0,
): MatchRow[] {
  const others = other.chunks?.[round] ?? [];
  const answer = other.answers[round] ?? '';
  return matches.flatMap(({ local, global }, m): MatchRow[] => {
    const chunk = of.chunks?.[round]?.[m];
    if (chunk === undefined) return [];
    const sentence = others[global.chunk]?.sentence;
    return [
      {
        chunk: m,
        text: chunk.text,
        partner: local.chunk,
        local: look(local, others[local.chunk]?.text, threshold),
        global: look(global, sentence && answer.slice(sentence.start, sentence.end), threshold),
      },
    ];
  });
}

function look({ cosine }: Nearest, partner: string | undefined, threshold: number): Look {
  return { partner: partner ?? '', cosine, hit: cosine > threshold };
}

/** Chunks of the standard answer whose nearest is this chunk of the generated answer. */
export function partnersOf(rows: readonly MatchRow[], generated: number): number[] {
  return rows.filter(({ partner }) => partner === generated).map(({ chunk }) => chunk);
}

/** `hits of chunks` over all rounds, by one of the two looks. */
export function countHits(check: LevelCheck, look: 'local' | 'global'): { hits: number; chunks: number } {
  const all = check.matches.flat();
  return { hits: all.filter((match) => match[look].cosine > check.threshold).length, chunks: all.length };
}

/** What became of a rung: where it was generated, and where auto-check put it. */
export function moveOf(level: Level, now: number): 'up' | 'down' | 'stayed' {
  const { generated } = level.ranks;
  return generated === now ? 'stayed' : generated > now ? 'up' : 'down';
}
