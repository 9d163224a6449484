// What every long job of the worker tells while it works, beside what is its own.

export type JobEvent =
  /** What it does now. */
  | { readonly kind: 'stage'; readonly message: string }
  /** `done` of `total` units of the whole job. */
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly secondsLeft: number | undefined;
    }
  | { readonly kind: 'warning'; readonly message: string };
