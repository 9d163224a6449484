// What an operation is. Each op is one file of this folder that holds its shape rule, its float64 reference,
// its gradient in other ops and its launch; ops/registry.ts finds it there, and the tests are made from `cases`.
import type { DeviceTraits, Dispatch } from '../gpu/dispatch.ts';

/** f32 tensors hold real numbers; u32 tensors hold ids, positions, segments and offsets. */
export type DType = 'f32' | 'u32';

/** Shape (row-major, contiguous) and element type of a tensor. `[]` is a scalar. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A symbolic tensor: a place in a graph under construction, not data. */
export interface Tensor extends Spec {
  readonly id: number;
  readonly tracer: Tracer;
}

/** Records ops. graph/trace.ts implements it. */
export interface Tracer {
  apply<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor[];
}

/** What a gradient rule is given. */
export interface GradientContext<A> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attrs: A;
  /** dL/d(output i); undefined when no gradient reaches that output. */
  readonly grads: readonly (Tensor | undefined)[];
  /** Whether the gradient of input i is wanted; rules skip the work when it is not. */
  readonly needs: readonly boolean[];
}

/** Kernels of one op for given shapes, and the bytes of each scratch area that they share. */
export interface Launch {
  readonly dispatches: readonly Dispatch[];
  readonly scratch?: readonly number[];
}

/** Bound on |result - reference|: abs + rel * |reference|, loosened where the sum is long (say why). */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** One generated test: inputs are drawn seeded; `values` gives those that must not be random (ids, offsets). */
export interface OpCase<A> {
  readonly name: string;
  readonly inputs: readonly Spec[];
  readonly attrs: A;
  readonly values?: Readonly<Record<number, readonly number[]>>;
  readonly tolerance?: Tolerance;
  /** Which inputs are checked against finite differences; default: every f32 input, if the op has a gradient. */
  readonly differentiable?: readonly number[];
}

export interface Op<A> {
  readonly kind: 'op';
  /** Unique; in messages, profiles and docs. */
  readonly name: string;
  /** One sentence and the formula, for the generated docs. */
  readonly doc: string;
  /** Output specs, or a ShapeError that names the op and all shapes (use `shapeError`). */
  infer(inputs: readonly Spec[], attrs: A): Spec[];
  /** The plain float64 computation, the ground truth of the tests. Flat row-major arrays; u32 as integers. */
  reference(inputs: readonly Float64Array[], specs: readonly Spec[], attrs: A): Float64Array[];
  /** dL/d(inputs) written in other ops; absent = not differentiable. Undefined entries = no gradient. */
  gradient?(context: GradientContext<A>): (Tensor | undefined)[];
  launch(inputs: readonly Spec[], outputs: readonly Spec[], attrs: A, device: DeviceTraits): Launch;
  /** Output i is written in place of input inPlace[i] (which must be a graph state), e.g. AdamW. */
  readonly inPlace?: readonly number[];
  /** The output is the input's storage under another shape; nothing runs. */
  readonly view?: true;
  /** Odd, tiny, non-multiple-of-workgroup, one-element and (where legal) empty shapes. */
  cases(): OpCase<A>[];
}

export { NONE } from '../base/indices.ts';
