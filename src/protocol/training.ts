// Training as a job of the worker: what is asked for, whether it fits, what it says while it works.
import type { JobEvent } from './job.ts';
import type { LadderView } from './ladder.ts';
import type { MemoryRow, Run, RunEvent, TrainConfig, TrainSource } from './run.ts';

export interface TrainOptions {
  readonly name: string;
  readonly source: TrainSource;
  readonly config: TrainConfig;
}

/** What the page offers to start from: a whole configuration under a name. */
export interface TrainPreset {
  readonly name: string;
  readonly about: string;
  readonly config: TrainConfig;
}

/** "Will it fit?": from the plan, before anything is allocated. */
export interface FitReport {
  /** Weights, adapters, gradients, optimiser, activations, logits, inputs, staging. Their sum is what is then allocated. */
  readonly rows: readonly MemoryRow[];
  readonly total: number;
  /** What the plan breaks of this GPU's limits, in words; empty when it keeps all. */
  readonly problems: readonly string[];
  /** Settings that would make it smaller, in the order of what they gain. */
  readonly advice: readonly FitAdvice[];
  /** Whether an allocation of this size went through just now. */
  readonly probed: boolean;
  readonly trainedParameters: number;
  readonly allParameters: number;
  /** Rows of data, optimiser steps, and the token lengths that rows are padded to. */
  readonly rowsOfData: number;
  readonly steps: number;
  readonly lengths: readonly number[];
  /** Rows left out, and why, such as "3 ladders have fewer than 4 levels". */
  readonly leftOut: readonly string[];
}

export interface FitAdvice {
  /** What to change, such as "batch from 8 to 4". */
  readonly change: string;
  readonly set: Partial<TrainConfig>;
  /** Bytes that it saves. */
  readonly saves: number;
}

export type TrainEvent =
  | JobEvent
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'step'; readonly event: RunEvent }
  /** A ladder of the evaluation set (or the first of the data) under the present weights. */
  | { readonly kind: 'ladder'; readonly view: LadderView }
  /** What the metrics say so far; replaces what was said before. */
  | { readonly kind: 'diagnosis'; readonly diagnoses: readonly Diagnosis[] };

/** What the metrics say in words. */
export interface Diagnosis {
  readonly id:
    | 'likelihoods-falling'
    | 'accuracy-saturated'
    | 'loss-zero'
    | 'length-exploited'
    | 'penalty-dominates'
    | 'nothing-learned'
    | 'overfitting'
    | 'diverged'
    | 'healthy';
  readonly severity: 'good' | 'note' | 'warning' | 'problem';
  readonly title: string;
  /** The figures that it rests on. */
  readonly evidence: string;
  readonly suggestion: string;
}
