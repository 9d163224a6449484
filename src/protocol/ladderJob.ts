// Making ladders as a job of the worker: what is asked for, what is stored of it, what it says while it works.
import type { JobEvent } from './job.ts';
import type { Decoding } from './decoding.ts';
import type { Dialogue } from './dialogue.ts';
import type { Ladder } from './ladder.ts';

/** A model that the lab can run. */
export interface ModelInfo {
  /** Stable, such as `expert-M`. */
  readonly id: string;
  readonly name: string;
  /** Models of one family differ in size (MEG) or in how much data they saw. */
  readonly family: string;
  readonly parameters: number;
  /** A sentence on how it was made. */
  readonly about: string;
}

/** What the models are asked about. */
export type LadderQuestions =
  /** Scenes that no bundled model has seen, with exact standard answers. */
  | {
      readonly kind: 'scenes';
      readonly count: number;
      readonly rounds: number;
      readonly style: string;
      readonly priorDefying: boolean;
    }
  /** The user's own; an empty answer is filled in by the model `standard`, greedily. */
  | { readonly kind: 'dialogues'; readonly dialogues: readonly Dialogue[]; readonly standard?: string }
  /** The level-0 answers of an imported dataset; `standard` as above. */
  | { readonly kind: 'dataset'; readonly id: string; readonly standard?: string };

export interface LadderJobOptions {
  readonly name: string;
  /** Multi-size expert generation, or incremental generation (paper, section 2). */
  readonly method: 'meg' | 'ig';
  /** MEG: the family's models by id, in any order. */
  readonly experts: readonly string[];
  /** IG: the model M that is fine-tuned. */
  readonly base: string;
  /** IG: K, from 3. */
  readonly levels: number;
  /** IG: the fine-tuning set F: scenes of the split `sft`, or an imported dataset by id. */
  readonly fineTuning:
    | { readonly kind: 'scenes'; readonly count: number; readonly priorShare: number }
    | { readonly kind: 'dataset'; readonly id: string };
  /** IG: passes over each union F_1 + .. + F_i, examples a step, peak learning rate. */
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly questions: LadderQuestions;
  readonly decoding: Decoding;
  /** Whether auto-check re-ranks the generated answers. */
  readonly autoCheck: boolean;
  readonly seed: number;
}

export type LadderJobStatus = 'running' | 'stopped' | 'failed' | 'finished';

/** A job as it is stored; one that is not finished can be gone on with, and generates nothing twice. */
export interface LadderJob {
  readonly id: string;
  readonly options: LadderJobOptions;
  readonly createdAt: string;
  readonly status: LadderJobStatus;
  /** Ladders stored, and wanted. */
  readonly done: number;
  readonly total: number;
  /** The dataset that the ladders belong to. */
  readonly datasetId: string;
  readonly error?: string;
}

export type LadderJobEvent =
  | JobEvent
  | { readonly kind: 'job'; readonly job: LadderJob }
  | { readonly kind: 'ladders'; readonly ladders: readonly Ladder[] };
