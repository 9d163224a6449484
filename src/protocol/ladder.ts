// Preference ladders: K answers to the same question about the same image, best first.
import type { ImageRef, QuestionType } from './dialogue.ts';

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

/** One rung. A ladder of dialogues has one answer per round. */
export interface Level {
  readonly answers: readonly string[];
  /** Who wrote it: `truth`, or the model that generated it, such as `sft-2/3`. */
  readonly source: string;
  /** Per answer, where truth is known. */
  readonly claims?: readonly (readonly Claim[])[];
  /** Auto-check's similarity to level 0 (paper, section on auto-check). */
  readonly check?: { readonly acc: number; readonly score: number };
  /** Ranks from 0 = best: as generated, after auto-check, by a person. */
  readonly ranks: { readonly generated: number; readonly autoCheck?: number; readonly human?: number };
}

export interface Ladder {
  readonly id: string;
  readonly image: ImageRef;
  readonly questions: readonly string[];
  readonly types: readonly QuestionType[];
  /** Best first; level 0 is the standard answer. */
  readonly levels: readonly Level[];
}
