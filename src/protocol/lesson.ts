// The lesson that the page opens with: one ladder, read again after every step that a model learns from it.

/** What a model makes of a ladder after some optimiser steps on it. */
export interface LessonStep {
  /** Steps done; 0 before the first. */
  readonly step: number;
  /** Of the whole lesson. */
  readonly steps: number;
  /** [K] Summed log-probabilities of the rungs, in nats. */
  readonly logps: readonly number[];
}
