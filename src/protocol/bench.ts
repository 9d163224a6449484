// Benchmark results: every sample is kept, so that every figure can be traced to the words behind it.
import type { ImageRef, RoundType } from './dialogue.ts';
import type { Claim } from './ladder.ts';

/** One judged round of a dialogue. */
export interface BenchRound {
  readonly question: string;
  readonly type: RoundType;
  /** The standard answer. */
  readonly truth: string;
  readonly answer: string;
  readonly claims: readonly Claim[];
  /** MRHal-Bench scale, 0-6; below 3 is a hallucination. */
  readonly rating: number;
}

export interface BenchDialogue {
  readonly id: string;
  readonly image: ImageRef;
  readonly rounds: readonly BenchRound[];
}

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** MRHal-Bench's four scores (paper, section 4): over rounds (cumulative) and over dialogues (mean). */
export interface MrhalScores {
  readonly cumulativeScore: Estimate;
  readonly meanScore: Estimate;
  readonly cumulativeHallucination: Estimate;
  readonly meanHallucination: Estimate;
}

export interface BenchResult {
  readonly id: string;
  readonly benchmark: string;
  readonly harnessVersion: string;
  readonly model: string;
  readonly weightsHash: string;
  readonly judge: string;
  readonly createdAt: string;
  readonly dialogues: readonly BenchDialogue[];
  readonly scores: MrhalScores;
}

/** After minus before on the same dialogues, bootstrap over dialogues. */
export interface Comparison {
  readonly cumulativeHallucination: Estimate;
  readonly meanHallucination: Estimate;
  readonly cumulativeScore: Estimate;
  readonly meanScore: Estimate;
}
