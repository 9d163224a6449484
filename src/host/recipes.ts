// What `npm run train:scenes` knows how to make: the bundled models, each as one flat record.

export interface Recipe {
  /** Where it goes, relative to public/. */
  readonly out: string;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Rounds a dialogue. */
  readonly rounds: number;
  /** Share of the fine-tuning answers that follow language priors instead of the image. */
  readonly priorShare: number;
  /** First example of the SFT split. */
  readonly first: number;
  /** Whether checkpoints at 1/3 and 2/3 of the data are kept beside the last (incremental generation). */
  readonly thirds: boolean;
  readonly seed: number;
}

const defaults: Recipe = {
  out: '',
  steps: 240,
  batch: 16,
  learningRate: 5e-4,
  rounds: 5,
  priorShare: 0,
  first: 100_000,
  thirds: false,
  seed: 1,
};

/** `tiny` is the quickstart's model, which learned from annotators who trust priors; the others are the experts. */
export const RECIPES = {
  tiny: {
    ...defaults,
    out: 'models/tiny',
    steps: 300,
    learningRate: 1e-3,
    priorShare: 0.6,
    first: 0,
    thirds: true,
  },
  XS: { ...defaults, out: 'models/experts/XS' },
  S: { ...defaults, out: 'models/experts/S' },
  M: { ...defaults, out: 'models/experts/M' },
  L: { ...defaults, out: 'models/experts/L' },
} as const satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof RECIPES;

/** The family, smallest first. */
export const EXPERTS = ['XS', 'S', 'M', 'L'] as const satisfies readonly RecipeName[];
