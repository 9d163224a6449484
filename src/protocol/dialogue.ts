// Dialogues about one image: what a benchmark asks, what a model answers, what SFT learns from.

/** MRHal-Bench's six question types (paper, section on MRHal-Bench). */
export const QUESTION_TYPES = [
  'attribute',
  'description',
  'existence',
  'counting',
  'reasoning',
  'spatial',
] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];
/** Imported data seldom says. */
export type RoundType = QuestionType | 'unknown';

/** One question with its standard (true) answer. */
export interface Round {
  question: string;
  answer: string;
  type: RoundType;
}

/** Where an image comes from. A scene is redrawn from its seed; a file lies in the store under its hash. */
export type ImageRef =
  | { kind: 'scene'; seed: number; split: string; style: string }
  | { kind: 'file'; sha256: string; name: string };

/** A multi-round dialogue about one image. */
export interface Dialogue {
  id: string;
  image: ImageRef;
  rounds: Round[];
}
