// Benchmark results: every sample is kept, so that every figure can be traced to the words behind it.
import type { Decoding } from './decoding.ts';
import type { ImageRef } from './dialogue.ts';
import type { JudgeRecord } from './judge.ts';
import type { Claim } from './ladder.ts';

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A rating 0-6 below this is a hallucination (MRHal-Bench, MMHal-Bench). */
export const HALLUCINATION_BELOW = 3;

/** What a sample adds to a benchmark's sums, by name, such as `rounds` and `hallucinated`. */
export type Counts = Readonly<Record<string, number>>;

/** One answered and judged question. */
export interface BenchRound {
  readonly question: string;
  /** Question type: MRHal-Bench's six, or the benchmark's own. */
  readonly type: string;
  /** The standard answer, or the label. */
  readonly truth: string;
  readonly answer: string;
  /** Parts of the answer that were checked. */
  readonly claims: readonly Claim[];
  /** On the benchmark's scale (MRHal-Bench: 0-6, below 3 is a hallucination); undefined where nothing is rated. */
  readonly rating?: number;
  /** What the answer was read as, where it is reduced to a word, such as `yes`. */
  readonly parsed?: string;
  /** What this round adds to the sums; empty when its judge failed. */
  readonly counts: Counts;
}

/** A benchmark's sample: one or more rounds about one image. */
export interface BenchDialogue {
  readonly id: string;
  readonly image: ImageRef;
  readonly rounds: readonly BenchRound[];
  /** What the dialogue as a whole adds to the sums. */
  readonly counts: Counts;
  /** A text judge's words, as they came. */
  readonly reply?: string;
  /** Why it could not be judged; it then counts nowhere. */
  readonly error?: string;
}

/** What a score is. */
export interface ScoreInfo {
  readonly key: string;
  readonly title: string;
  readonly explanation: string;
  /** A share lies in 0..1 and is shown as percent. */
  readonly unit: 'share' | 'rating' | 'words' | 'percent';
  readonly better: 'lower' | 'higher' | 'neither';
  /** End of its axis; it starts at 0. */
  readonly max: number;
}

export interface Score extends ScoreInfo, Estimate {
  /** Observations: rounds, dialogues, mentions, whatever the score is a mean or share of. */
  readonly n: number;
  readonly interval: 'wilson' | 'bootstrap';
}

/** The scores of a part of the samples. */
export interface ScoreGroup {
  readonly by: 'type' | 'round';
  /** The type, or the round from 1. */
  readonly name: string;
  readonly scores: readonly Score[];
}

export interface BenchResult {
  /** Hash of benchmark, weights, decoding and judge: the same question again replaces the answer. */
  readonly id: string;
  /** Id of the benchmark, and its name. */
  readonly benchmark: string;
  readonly name: string;
  /** Hash of the examples. */
  readonly examplesHash: string;
  /** A result of another version of its task is stale: its scores cannot be compared. */
  readonly harnessVersion: string;
  /** Id of the model (a run's, for a trained one), and its name. */
  readonly model: string;
  readonly modelName: string;
  readonly weightsHash: string;
  readonly decoding: Decoding;
  readonly judge: JudgeRecord;
  readonly createdAt: string;
  readonly dialogues: readonly BenchDialogue[];
  readonly scores: readonly Score[];
  readonly groups: readonly ScoreGroup[];
  /**
   * How much the rate of the benchmark's yes/no outcome (hallucination) grows from one round to the next, as a share:
   * 0.01 is one point per round. Absent where dialogues have one round.
   */
  readonly trend?: Estimate;
}

/** Second minus first. */
export interface Difference extends ScoreInfo, Estimate {}

/** Two results on the same samples. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Of the benchmark's yes/no outcome of a round; undefined where it has none. */
  readonly mcnemar?: Mcnemar;
}

/** McNemar's exact test. It takes rounds as independent; the interval of the difference does not. */
export interface Mcnemar {
  /** The outcome that is counted, such as `hallucinated`. */
  readonly outcome: string;
  readonly n: number;
  /** Rounds with the outcome under the first model alone, and under the second alone. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly p: number;
  /** How much wider the difference varies than if all rounds were independent; as many more rounds are needed. */
  readonly designEffect: number;
  /** Rounds needed to see a difference of two points with a power of 80 %, at this share of discordant rounds. */
  readonly nForTwoPoints: number;
}

/** How far a judge agrees with the exact one, on the same answers about scenes. */
export interface JudgeAgreement {
  readonly judge: JudgeRecord;
  /** The two results that were compared. */
  readonly exactResult: string;
  readonly judgeResult: string;
  /** Rounds that both rated. */
  readonly n: number;
  /** Cohen's kappa of the ratings 0-6, quadratic weights; 1 = the same, 0 = chance. */
  readonly weightedKappa: Estimate;
  /** Cohen's kappa of hallucination or not. */
  readonly kappa: Estimate;
  /** Share of rounds on which both say the same of hallucination. */
  readonly agreement: Estimate;
  /** [7][7] rounds: row = exact rating, column = the judge's. */
  readonly confusion: readonly (readonly number[])[];
}
