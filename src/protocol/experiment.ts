// Experiments as records: a grid over any options and seeds, each arm trained and benchmarked, compared with a baseline.
import type { JobEvent } from './job.ts';
import type { Difference, Estimate, Score } from './bench.ts';
import type { TaskId } from './benchmark.ts';
import type { JudgeRecord } from './judge.ts';
import type { LadderQuestions } from './ladderJob.ts';
import type { TrainConfig } from './run.ts';

/** What of an experiment an arm may change beside training options. */
export interface LadderChoice {
  /** Generators below the standard answer, best first: models by id. */
  readonly sources: readonly string[];
  /** `generated`: the order of `sources`. `auto-check`: as auto-check re-ranks it. `truth`: as the exact judge ranks it. */
  readonly order: 'generated' | 'auto-check' | 'truth';
}

/** One arm: what it is called, and what differs from the base. */
export interface Arm {
  readonly name: string;
  readonly set: Partial<TrainConfig> & { readonly ladders?: Partial<LadderChoice> };
}

/** A statement that the experiment tests: `better` is better than `worse` by the measure. */
export interface Claim {
  readonly text: string;
  /** Where it is from, such as "AMP, Table 4"; empty for a question of the lab's own. */
  readonly source: string;
  /** Arms by name. */
  readonly better: string;
  readonly worse: string;
  /** Less hallucination, more recall, or a higher rating. */
  readonly measure: Measure;
  /**
   * Asks for no more than this: `better` is not worse by more than so many points (of a rating, of its own points).
   * Absent: that it is better.
   */
  readonly margin?: number;
}

export type Measure = 'hallucination' | 'recall' | 'rating';

/** What became of a claim: the difference better - worse, paired, with its 95 % interval. */
export interface Verdict {
  readonly claim: Claim;
  readonly difference: Estimate;
  /**
   * Whether the interval lies wholly on the claim's side of 0, wholly on the other, or holds 0. With a margin: of what
   * is worse by the margin, which itself still holds.
   */
  readonly outcome: 'held' | 'reversed' | 'undecided';
}

/** A file that `npm run experiment` and the page can start. Everything that decides the outcome is in it. */
export interface ExperimentSpec {
  readonly name: string;
  /** The question, in a sentence or two. */
  readonly about: string;
  /** The model that is trained, by id. */
  readonly model: string;
  readonly questions: Extract<LadderQuestions, { kind: 'scenes' }>;
  readonly ladders: LadderChoice;
  /** Of the dialogues asked, only the ladders with most different rungs are trained on: so many. */
  readonly ladderCount: number;
  /** Temperature at which the sources answer. */
  readonly temperature: number;
  readonly bench: { readonly dialogues: number; readonly first: number };
  /** Benchmarks that every trial answers beside it, each judged by its first judge that needs no model. */
  readonly benchmarks?: readonly BenchmarkChoice[];
  /** A loss preset by name, and what differs from it. */
  readonly preset: string;
  readonly base: Partial<TrainConfig>;
  /** Options and the values that they take; an arm for every combination. */
  readonly grid: Readonly<Record<string, readonly unknown[]>>;
  /** Named arms, beside or instead of the grid. */
  readonly arms: readonly Arm[];
  /** Of ladders, sampling and order of data. */
  readonly seeds: readonly number[];
  /** The arm that others are compared with, by name; `untrained` is the model as it was. */
  readonly baseline: string;
  readonly claims: readonly Claim[];
}

/** A bundled benchmark by its id. */
export interface BenchmarkChoice {
  readonly id: string;
  /** The first n examples alone; all by default. */
  readonly limit?: number;
}

/** What one arm gave with one seed. */
export interface Trial {
  /** Hash of all that decides the outcome: trials of other experiments with the same key are taken over. */
  readonly key: string;
  readonly arm: string;
  readonly seed: number;
  /** Metrics of the last step (means over the last tenth of the steps), by TRL's names. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Rounds with a hallucination, and the sum of recalls, per dialogue of the benchmark; what paired tests need. */
  readonly dialogues: readonly TrialDialogue[];
  /** In the order of the specification. */
  readonly benchmarks?: readonly TrialBenchmark[];
  readonly weightsHash: string;
  readonly seconds: number;
}

export interface TrialDialogue {
  readonly rounds: number;
  readonly hallucinated: number;
  /** Sum over the rounds of the share of asked facts that true claims state. */
  readonly recall: number;
  /** Sum of ratings, 0-6 each. */
  readonly rating: number;
}

/** What a trial's judged answers to a benchmark add up to, image by image: all its scores are made of it. */
export interface TrialBenchmark {
  readonly id: string;
  readonly name: string;
  readonly task: TaskId;
  /** Of the task: sums of another version cannot be compared. */
  readonly version: string;
  readonly judge: JudgeRecord;
  /** Names of the sums. */
  readonly counts: readonly string[];
  /** [images][counts]; the same images in the same order in every trial. */
  readonly images: readonly (readonly number[])[];
}

/** An arm's scores on a benchmark, over all its seeds: the answers of all of them are drawn together, by image. */
export interface ArmBenchmark {
  readonly id: string;
  readonly name: string;
  readonly scores: readonly Score[];
  /** Against the baseline, paired by image and seed; undefined for the baseline itself. */
  readonly against?: readonly Difference[];
}

/** One arm over its seeds. */
export interface ArmSummary {
  readonly arm: string;
  readonly seeds: number;
  readonly hallucination: Estimate;
  readonly recall: Estimate;
  readonly rating: Estimate;
  /** Change of the best answer's log-probability against the start, in nats. This and the next three are means over the
   * seeds with their range; the untrained model has none. */
  readonly chosenChange?: Estimate;
  readonly accuracy?: Estimate;
  readonly ordered?: Estimate;
  /** Tokens trained on. */
  readonly tokens?: Estimate;
  /** Against the baseline, paired by dialogue and seed; undefined for the baseline itself. */
  readonly against?: {
    readonly hallucination: Estimate;
    readonly relative: Estimate;
    readonly recall: Estimate;
    readonly rating: Estimate;
  };
  /** Absent when the specification names none. */
  readonly benchmarks?: readonly ArmBenchmark[];
}

/** An experiment as it is stored; one that is not finished can be gone on with, and trains nothing twice. */
export interface Experiment {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly createdAt: string;
  readonly status: 'running' | 'stopped' | 'failed' | 'finished';
  readonly adapter: string;
  readonly codeVersion: string;
  readonly trials: readonly Trial[];
  /** Arms x seeds, the untrained model included. */
  readonly total: number;
  readonly summary: readonly ArmSummary[];
  /** Of the claims whose arms have trials. */
  readonly verdicts: readonly Verdict[];
  readonly error?: string;
}

export type ExperimentEvent = JobEvent | { readonly kind: 'experiment'; readonly experiment: Experiment };
