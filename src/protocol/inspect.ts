// Looking into one ladder: which weights read it, what they make of every token, what stands in its image, and what a
// person says of its order.
import type { Ladder } from './ladder.ts';

/** Weights: a model's or a run's. `step` names a run's checkpoint, 0 the weights that it began with; absent: the last. */
export interface WeightsRef {
  /** Of a model or a run. */
  readonly id: string;
  readonly step?: number;
}

/** A step of a run whose weights are kept. */
export interface ReaderCheckpoint {
  /** Optimiser steps done. */
  readonly step: number;
  /** `start`: before the first step; `snapshot`: kept for looking back; the others as in `Run`. */
  readonly what: readonly ('start' | 'snapshot' | 'best' | 'last')[];
}

/** What can read ladders: a model, or a run at its checkpoints. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly kind: 'model' | 'run';
  /** What it is held against unless the user says otherwise: a run against its start, a model against the weakest of its family. */
  readonly reference?: WeightsRef;
  /** Scale of the implicit reward; a model's is the default of the lab's losses. */
  readonly beta: number;
  /** By step; empty for models, and for runs that came without them. */
  readonly checkpoints: readonly ReaderCheckpoint[];
  /** The dataset that a run learned from. */
  readonly dataset?: string;
}

/** Whose log-probabilities, with which weights as the reference. */
export interface Reading {
  readonly policy: WeightsRef;
  readonly reference?: WeightsRef;
}

export interface InspectRequest extends Reading {
  readonly dataset: string;
  /** The ladder's place in the dataset, from 0. */
  readonly index: number;
}

/** Characters [start, end) of an answer that one token stands for; empty for the token that ends an answer. */
export interface TokenSpan {
  /** Dialogue round, from 0. */
  readonly round: number;
  readonly start: number;
  readonly end: number;
}

/** Log-probabilities of a rung's tokens, and their sum as the run's loss takes it (rounds weighted, sum or mean). */
export interface RungLogps {
  readonly sum: number;
  readonly tokens: readonly number[];
}

/** A rung as the weights read it. */
export interface RungScores {
  readonly tokens: readonly TokenSpan[];
  readonly policy: RungLogps;
  readonly reference?: RungLogps;
}

export interface LadderScores {
  readonly kind: 'scores';
  readonly beta: number;
  /** In the order of the ladder's levels. */
  readonly rungs: readonly RungScores[];
}

/** The GPU has other work; asking again later will do. */
export interface InspectBusy {
  readonly kind: 'busy';
}

export type InspectAnswer = LadderScores | InspectBusy;

/** While all ladders of a dataset are read. */
export type ScoreEvent =
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly secondsLeft: number | undefined;
    }
  /** Implicit rewards per level of the ladders from `from` on; undefined where a ladder is too long for the model. */
  | {
      readonly kind: 'rewards';
      readonly from: number;
      readonly rewards: readonly (readonly number[] | undefined)[];
    };

/** An object of a scene, its box in shares of the image's side. */
export interface SceneObject {
  readonly noun: string;
  readonly colour: string;
  /** Objects of its kind in the image. */
  readonly count: number;
  /** In words: `green goat, one of 2`. */
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a person says of a ladder. The ladder itself stays as it came. */
export interface LadderAnnotation {
  readonly dataset: string;
  /** Id of the ladder. */
  readonly ladder: string;
  /** Per level in the ladder's own order: rank from 0 = best, ties share one; empty = as the ladder has it. */
  readonly ranks: readonly number[];
  readonly note: string;
  readonly updatedAt: string;
}

/** A person's ranks per level: what was said here, else what the ladder came with; undefined where nobody said. */
export function humanRanks(
  { levels }: Pick<Ladder, 'levels'>,
  annotation?: Pick<LadderAnnotation, 'ranks'>,
): readonly number[] | undefined {
  if (annotation !== undefined && annotation.ranks.length === levels.length) return annotation.ranks;
  const ranks = levels.map((level) => level.ranks.human);
  return ranks.length > 0 && ranks.every((rank) => rank !== undefined) ? ranks : undefined;
}
