// Preference ladders: K answers to the same question about the same image, best first.
import type { ImageRef, RoundType } from './dialogue.ts';

/** A statement found in an answer, with the characters it stands at and whether the image bears it out. */
export interface Claim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly verdict: 'true' | 'false' | 'unknown';
}

/** Summed log-probability of an answer under the policy and under the reference. */
export interface LevelLogps {
  readonly policy: number;
  readonly reference: number;
}

/** Characters [start, end) of an answer that auto-check compares (paper, section on auto-check). */
export interface Chunk {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /**
   * `noun`: a noun's longest chunk. Beyond the paper (see Chunking): `polarity`, the yes or no that an answer begins
   * with; `sentence`, a whole sentence without a noun ("Three.").
   */
  readonly kind: 'noun' | 'polarity' | 'sentence';
  /** The sentence that it stands in. */
  readonly sentence: { readonly start: number; readonly end: number };
}

/** The most similar chunk of the generated answer, as an index of its chunks; -1 where it has none. */
export interface Nearest {
  readonly chunk: number;
  /** Cosine, the paper's s[m]; 0 where there is no chunk. */
  readonly cosine: number;
}

/** Chunk m of the standard answer: `local` by the chunks themselves, `global` by the sentences that they stand in. */
export interface ChunkMatch {
  readonly local: Nearest;
  readonly global: Nearest;
}

/** Acc = share of standard chunks that are hit, score = mean cosine. */
export interface Similarity {
  readonly acc: number;
  readonly score: number;
}

/** `acc` (paper): by Acc, ties by score. `score`: by score alone, so that what is half right counts half. */
export type RankRule = 'acc' | 'score';

/**
 * `nouns` (paper): each noun off the stop list with its longest chunk. `statements`: besides, the predicate of a subject
 * ("the dress is yellow"), the yes or no that an answer begins with, and a sentence without a noun.
 */
export type Chunking = 'nouns' | 'statements';

/**
 * Auto-check's whole comparison of a generated rung with level 0. What ranks it is `acc` and `score`, each less
 * `unsupportedWeight` times that of `unsupported`.
 */
export interface LevelCheck extends Similarity {
  readonly local: Similarity;
  readonly global: Similarity;
  /** Per round, one entry for each chunk of the standard answer. */
  readonly matches: readonly (readonly ChunkMatch[])[];
  /**
   * The other direction, beyond the paper: per round, one entry for each chunk of this answer, with its nearest of the
   * standard answer. Absent in ladders of older labs, which looked at `matches` alone.
   */
  readonly supports?: readonly (readonly ChunkMatch[])[];
  /** For each standard chunk, chunks of this answer that are not hit (acc), and what their cosines lack of 1 (score). */
  readonly unsupported?: Similarity;
  readonly encoder: { readonly name: string; readonly version: string };
  /** A cosine above it is a hit. */
  readonly threshold: number;
  /** Weight of `local` in `acc` and `score`; `global` has the rest. */
  readonly localShare: number;
  /** Absent: 0, as in the paper. */
  readonly unsupportedWeight?: number;
  /** What orders the rungs. Absent: `acc`, as in the paper. */
  readonly rankBy?: RankRule;
  /** What the chunks are. Absent: nouns, a leading yes or no, and sentences without a noun. */
  readonly chunking?: Chunking;
}

/** One rung. A ladder of dialogues has one answer per round. */
export interface Level {
  readonly answers: readonly string[];
  /** Who wrote it: `truth`, or the model that generated it, such as `sft-2/3`. */
  readonly source: string;
  /** Per answer, where truth is known. */
  readonly claims?: readonly (readonly Claim[])[];
  /** Per answer, once auto-check has read it. */
  readonly chunks?: readonly (readonly Chunk[])[];
  /** How near to level 0, whose own is left out; also left out where the standard answer has no chunk. */
  readonly check?: LevelCheck;
  /** Ranks from 0 = best: as generated, after auto-check, by a person. */
  readonly ranks: { readonly generated: number; readonly autoCheck?: number; readonly human?: number };
}

export interface Ladder {
  /** Unique within its dataset. */
  readonly id: string;
  /** The dataset that it was imported with; absent when it was made in this lab. */
  readonly dataset?: string;
  readonly image: ImageRef;
  readonly questions: readonly string[];
  /** One per question; imported data seldom says. */
  readonly types: readonly RoundType[];
  /** Best first; level 0 is the standard answer. */
  readonly levels: readonly Level[];
  /** What a person wrote about it. */
  readonly note?: string;
}

/** A ladder with what the model makes of it now. */
export interface LadderView {
  readonly ladder: Ladder;
  readonly logps: readonly LevelLogps[];
}
