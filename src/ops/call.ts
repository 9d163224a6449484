// What every op file needs: applying an op, specs and values for test cases. No op lives here.
import type { Op, Spec, Tensor } from './op.ts';

/** Applies an op to at least one input and returns its first output. */
export function call<A>(op: Op<A>, inputs: readonly [Tensor, ...Tensor[]], attrs: A): Tensor {
  return inputs[0].tracer.apply(op, inputs, attrs)[0] as Tensor;
}

/** Spec of an f32 tensor. */
export function f32(...shape: number[]): Spec {
  return { shape, dtype: 'f32' };
}

/** Spec of a u32 tensor. */
export function u32(...shape: number[]): Spec {
  return { shape, dtype: 'u32' };
}

/** n fixed values in [low, high), scattered so that neighbours differ; for inputs that a test must not draw. */
export function spread(n: number, low: number, high: number): number[] {
  return Array.from({ length: n }, (_, i) =>
    Math.fround(low + (high - low) * ((i * 0.6180339887498949 + 0.27) % 1)),
  );
}
