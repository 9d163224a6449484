// A graph as plain data: values, the nodes that compute them in order, and named results.
// trace.ts makes it, differentiate.ts extends it, plan.ts places it in memory, evaluate.ts computes it in float64.
import type { Op, Spec } from '../ops/op.ts';

/** `input`: written by the host before every run. `state`: lives on (weights, moments, caches). */
export type ValueKind = 'input' | 'state' | 'computed';

export interface Value {
  readonly id: number;
  readonly kind: ValueKind;
  readonly spec: Spec;
  /** Inputs and states have one; unique within its kind. */
  readonly name: string | undefined;
}

export interface Node {
  readonly op: Op<unknown>;
  readonly attrs: unknown;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface Graph {
  /** values[i].id === i. */
  readonly values: readonly Value[];
  /** Topologically sorted by construction. */
  readonly nodes: readonly Node[];
  /** What a run is for: read back by the host, or stored in the state of the same name (see layout.ts). */
  readonly results: ReadonlyMap<string, number>;
}
