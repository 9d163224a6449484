// The similarity of a generated answer to the standard one (paper, section on auto-check), apart from how texts become
// vectors. Pure.
import type { ChunkMatch, Nearest, Similarity } from '../../protocol/ladder.ts';
import { dot } from './encoder.ts';

/** A chunk as vectors: of itself and of the sentence that it stands in. Of unit length, or zero. */
export interface EncodedChunk {
  readonly chunk: Float32Array;
  readonly sentence: Float32Array;
}

/**
 * For each of the M chunks of the standard answer the nearest of the N chunks of a generated one:
 * S[m, n] = cosine, s[m] = max over n of S[m, n]; once for chunks (local), once for their sentences (global).
 */
export function matchChunks(
  standard: readonly EncodedChunk[],
  generated: readonly EncodedChunk[],
): ChunkMatch[] {
  return standard.map(({ chunk, sentence }) => ({
    local: nearest(
      chunk,
      generated.map((g) => g.chunk),
    ),
    global: nearest(
      sentence,
      generated.map((g) => g.sentence),
    ),
  }));
}

/** The first of equals. */
function nearest(target: Float32Array, candidates: readonly Float32Array[]): Nearest {
  let best: Nearest = { chunk: -1, cosine: 0 };
  candidates.forEach((candidate, chunk) => {
    const cosine = dot(target, candidate);
    if (best.chunk < 0 || cosine > best.cosine) best = { chunk, cosine };
  });
  return best;
}

/** hit[m] = s[m] > threshold, Acc = mean hit, score = mean s. @throws RangeError without a cosine */
export function similarity(cosines: readonly number[], threshold: number): Similarity {
  if (cosines.length === 0) throw new RangeError('internal: the similarity of no chunks.');
  return {
    acc: mean(cosines.map((s) => (s > threshold ? 1 : 0))),
    score: mean(cosines),
  };
}

/**
 * What the chunks of a generated answer lack, for each of the M chunks of the standard answer:
 * Acc = (1 / M) sum over n of (1 - hit[n]), score = (1 / M) sum over n of (1 - s[n]); 0 for an answer without a chunk.
 * @param cosines s[n] of each generated chunk with its nearest standard chunk
 */
export function unsupportedOf(cosines: readonly number[], M: number, threshold: number): Similarity {
  const sum = (lack: (s: number) => number): number => cosines.reduce((total, s) => total + lack(s), 0);
  return {
    acc: sum((s) => (s > threshold ? 0 : 1)) / M,
    score: sum((s) => 1 - Math.max(0, s)) / M,
  };
}

/** share * a + (1 - share) * b, for Acc and score alike. */
export function mixed(a: Similarity, b: Similarity, share: number): Similarity {
  return { acc: share * a.acc + (1 - share) * b.acc, score: share * a.score + (1 - share) * b.score };
}

/** The mean over rounds. @throws RangeError without a round */
export function meanSimilarity(rounds: readonly Similarity[]): Similarity {
  if (rounds.length === 0) throw new RangeError('internal: the similarity of no rounds.');
  return { acc: mean(rounds.map((r) => r.acc)), score: mean(rounds.map((r) => r.score)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
