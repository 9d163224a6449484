// What is said of a bundled model: how it was made and how right its answers about scenes are.
import type { Estimate } from './bench.ts';

/** Scores under one condition, such as a held-out art style. */
export interface CardScores {
  readonly condition: string;
  /** Answers judged. */
  readonly n: number;
  /** Share of answers without a false claim. */
  readonly truthful: Estimate;
  /** Share of existence questions answered with the right yes or no. */
  readonly existence: Estimate;
  /** Share of answers of a question type that state everything asked for and nothing false. */
  readonly exact: Readonly<Record<string, Estimate>>;
}

export interface ModelCard {
  readonly licence: string;
  readonly pretraining: string;
  /** How it was fine-tuned, by option. */
  readonly fineTuning: Readonly<Record<string, string | number>>;
  readonly scores: readonly CardScores[];
}
