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
   * `noun`: a noun's longest chunk, as in the paper. Beyond the paper: `polarity`, the yes or no that an answer begins
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

/** Auto-check's whole comparison of a generated rung with level 0. `acc` and `score` are what ranks it. */
export interface LevelCheck extends Similarity {
  readonly local: Similarity;
  readonly global: Similarity;
  /** Per round, one entry for each chunk of the standard answer. */
  readonly matches: readonly (readonly ChunkMatch[])[];
  readonly encoder: { readonly name: string; readonly version: string };
  /** A cosine above it is a hit. */
  readonly threshold: number;
  /** Weight of `local` in `acc` and `score`; `global` has the rest. */
  readonly localShare: number;
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
}
