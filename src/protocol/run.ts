// Training runs as records: what was asked, what happened, where the weights lie.

/** One flat record of everything that decides a run; presets list differences from the defaults. */
export interface TrainConfig {
  readonly objective: 'sft' | 'mdpo';
  /** Name of the loss preset (`paper`, `published-code`, `dpo`) that the mdpo fields below were taken from. */
  readonly preset: string;
  readonly beta: number;
  readonly pairs: 'all' | 'adjacent' | 'best';
  readonly penalty: 'none' | 'paper' | 'dpop' | 'anchor';
  readonly penaltyWeight: number;
  readonly reduction: 'sum' | 'mean';
  readonly labelSmoothing: number;
  /** Weight of a token of dialogue round r is 1 + roundWeight * r (published code: 0.05). */
  readonly roundWeight: number;
  readonly steps: number;
  /** SFT: average over the batch's tokens instead of over rows of row means. */
  readonly tokenAverage: boolean;
  /** Rows (SFT) or ladders (MDPO) per optimiser step. */
  readonly batch: number;
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine' | 'linear';
  readonly warmupSteps: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Global-norm clipping; 0 = off. */
  readonly maxGradNorm: number;
  readonly trainVision: boolean;
  readonly seed: number;
}

export type RunStatus = 'running' | 'paused' | 'stopped' | 'failed' | 'finished';

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
  readonly stepsDone: number;
  readonly error?: string;
}

/** One optimiser step. Metrics bear TRL's names where TRL has one (`loss`, `rewards/chosen`, `logps/chosen`, ...). */
export interface RunEvent {
  readonly runId: string;
  readonly step: number;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}
