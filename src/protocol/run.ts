// Training runs as records: what was asked, what happened, where the weights lie.

export const OBJECTIVES = [
  'sft',
  'mdpo',
  'hinge',
  'ipo',
  'lipo',
  'plackett-luce',
  'kwise-mle',
  'pro',
] as const;
/** SFT, or a preference loss on ladders (src/amp/preference.ts has the formulas). */
export type Objective = (typeof OBJECTIVES)[number];

/** How frozen weight matrices lie in GPU memory: plain, as halves, or in groups of 8 or 4 bits (src/ops/packing.ts). */
export const BASE_STORAGES = ['f32', 'f16', 'int8', 'int4'] as const;
export type BaseStorage = (typeof BASE_STORAGES)[number];

/** One flat record of everything that decides a run; presets list differences from the defaults. */
export interface TrainConfig {
  readonly objective: Objective;
  /** Name of the preset that the loss's fields were taken from; for the reader only. */
  readonly preset: string;

  // The preference loss.
  /** Rungs of a ladder that are compared, by index from 0 = best; empty = all. */
  readonly levels: readonly number[];
  /** Inverse temperature of the implicit reward beta * r_k. */
  readonly beta: number;
  readonly pairs: 'all' | 'adjacent' | 'best';
  /** What every pair (0, j) adds to hold up the best answer's likelihood (src/amp/mdpo.ts). */
  readonly penalty: 'none' | 'paper' | 'dpop' | 'anchor';
  readonly penaltyWeight: number;
  readonly reduction: 'sum' | 'mean';
  readonly labelSmoothing: number;
  /** What label smoothing means (src/amp/rivals.ts): the published code's scaling, cDPO's mix, robust DPO's. */
  readonly smoothing: 'published-code' | 'cdpo' | 'robust';
  /** Weight of a token of dialogue round r is 1 + roundWeight * r (published code: 0.05). */
  readonly roundWeight: number;
  /** Log-probabilities as means over an answer's tokens instead of sums. */
  readonly lengthNormalisation: boolean;
  /** PRO: temperatures from the distance in rank instead of 1. */
  readonly rankTemperatures: boolean;
  /** Adds this times the mean negative log-likelihood of the best answer's tokens (the SFT mix, RPO's alpha). */
  readonly sftWeight: number;
  /** Adds this times mDPO's image-conditional term (arXiv 2406.11839): the best answer with its image against a crop. */
  readonly imageWeight: number;

  // What is trained.
  readonly trainVision: boolean;
  readonly trainProjector: boolean;
  readonly trainDecoder: boolean;
  /** `lora`: low-rank adapters of the weights of the chosen parts; everything else stays frozen. */
  readonly adapter: 'none' | 'lora';
  readonly loraRank: number;
  readonly loraAlpha: number;
  /** Names of modules, comma-separated (`q_proj,v_proj`), `all-linear`, or a pattern between slashes, as PEFT reads it. */
  readonly loraTargets: string;
  /** With `lora`: how the model's own weights are stored, which adapters do not change; absent: f32. */
  readonly baseStorage?: BaseStorage;

  // The loop.
  /** Passes over the training data; 0 = `steps` decides. */
  readonly epochs: number;
  /** Optimiser steps. */
  readonly steps: number;
  /** SFT: average over the batch's tokens instead of over rows of row means. */
  readonly tokenAverage: boolean;
  /** Rows (SFT) or ladders per micro-batch. */
  readonly batch: number;
  /** Micro-batches per optimiser step; their gradients are averaged. */
  readonly accumulation: number;
  /** Rows of like length go together, padded to one of so many lengths. */
  readonly buckets: number;
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine' | 'linear';
  readonly warmupSteps: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Global-norm clipping; 0 = off. */
  readonly maxGradNorm: number;
  /** Share of the data that is held out for evaluation; 0 = none. */
  readonly evalShare: number;
  /** Optimiser steps between evaluations (and at the end). */
  readonly evalEvery: number;
  /** Evaluations without a lower loss before the run stops early; 0 = never. */
  readonly patience: number;
  /** Optimiser steps between checkpoints. */
  readonly saveEvery: number;
  /** Weights kept on the way, evenly spaced, for looking back (src/train/snapshots.ts); absent: 8. Decides nothing. */
  readonly snapshots?: number;
  readonly seed: number;
}

/** `running` while no job runs means: cut off by a crash or a reload; it can be gone on with. */
export type RunStatus = 'running' | 'paused' | 'stopped' | 'failed' | 'finished';

/** Bytes of one kind of GPU memory. */
export interface MemoryRow {
  readonly name: string;
  readonly bytes: number;
}

/** Weights kept by a run: `last` is what it goes on from, `best` has the lowest evaluation loss. */
export interface RunCheckpoint {
  /** Optimiser steps done. */
  readonly step: number;
  /** `eval/loss` there, where there was an evaluation. */
  readonly evalLoss?: number;
}

export interface Run {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly status: RunStatus;
  readonly config: TrainConfig;
  readonly codeVersion: string;
  /** SHA-256 of the weights it started from, and of the data it saw. */
  readonly weightsHash: string;
  readonly dataHash: string;
  readonly adapter: string;
  /** As of the last time that the record was written: at a checkpoint, or at the end. */
  readonly stepsDone: number;
  /** Optimiser steps of the whole run, once the data have been read. */
  readonly stepsPlanned?: number;
  readonly error?: string;
  /** Model and data by id, so that the run can be gone on with and repeated; the quickstart's run has none. */
  readonly source?: TrainSource;
  /** What the plan says that it takes on the GPU. */
  readonly memory?: readonly MemoryRow[];
  readonly last?: RunCheckpoint;
  readonly best?: RunCheckpoint;
  /** Once it has ended: what its weights are; they lie in the store as a model of their own. */
  readonly trained?: {
    readonly weightsHash: string;
    readonly parameters: number;
    /** config.json of the model. */
    readonly configJson: string;
  };
  /** Why it ended before its last step, such as early stopping. */
  readonly ending?: string;
}

/** Where a run's model and data come from. */
export interface TrainSource {
  /** Model by id (`listModels`). */
  readonly model: string;
  readonly data:
    /** Ladders of a dataset by id; SFT learns their best answers. */
    | {
        readonly kind: 'dataset';
        readonly id: string;
        /** `human`: people's order where they gave one (src/data/humanOrder.ts); absent: the ladders' own. */
        readonly order?: 'human';
      }
    /** SFT only: dialogues about scenes of the split `sft`; a share of the answers trusts language priors. */
    | {
        readonly kind: 'scenes';
        readonly count: number;
        readonly rounds: number;
        readonly priorShare: number;
      };
}

/** One optimiser step. Metrics bear TRL's names where TRL has one (`loss`, `rewards/chosen`, `logps/chosen`, ...). */
export interface RunEvent {
  readonly runId: string;
  readonly step: number;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}
