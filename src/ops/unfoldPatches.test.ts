// The order of elements after unfoldPatches and pixelShuffle. Expected numbers: torch 2.13 (nn.functional.unfold, whose
// product with a flattened conv2d weight equals conv2d) and transformers' Idefics3Connector.pixel_shuffle.
import { expect, test } from 'vitest';
import { ShapeError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import type { Op, Tensor, Tracer } from './op.ts';
import { pixelShuffle } from './pixelShuffle.ts';
import { unfoldPatches } from './unfoldPatches.ts';

/** Computes at once, by the ops' references. */
class EagerTracer implements Tracer {
  private readonly values: Float64Array[] = [];

  counted(shape: number[]): Tensor {
    return this.add(
      shape,
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
    );
  }

  apply<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor[] {
    const specs = op.infer(inputs, attrs);
    const results = op.reference(
      inputs.map((t) => this.values[t.id]!),
      inputs,
      attrs,
    );
    return results.map((value, i) => this.add(specs[i]!.shape, value));
  }

  read(t: Tensor): number[] {
    return [...this.values[t.id]!];
  }

  private add(shape: readonly number[], value: Float64Array): Tensor {
    this.values.push(value);
    return { id: this.values.length - 1, shape, dtype: 'f32', tracer: this };
  }
}

test('patches come row by row, each as (channel, row, column)', () => {
  const tracer = new EagerTracer();
  const patches = unfoldPatches(tracer.counted([2, 3, 4, 4]), 2); // [2, 4, 12]
  expect(patches.shape).toEqual([2, 4, 12]);
  const values = tracer.read(patches);
  expect(values.slice(24, 36)).toEqual([8, 9, 12, 13, 24, 25, 28, 29, 40, 41, 44, 45]);
  expect(values.slice(60, 72)).toEqual([50, 51, 54, 55, 66, 67, 70, 71, 82, 83, 86, 87]);
});

test('pixelShuffle joins blocks as Idefics3 does', () => {
  const tracer = new EagerTracer();
  const y = pixelShuffle(tracer.counted([1, 16, 2]), 2); // [1, 4, 8]
  expect(y.shape).toEqual([1, 4, 8]);
  expect(tracer.read(y)).toEqual([
    0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 24, 25, 26, 27, 20, 21, 22, 23, 28,
    29, 30, 31,
  ]);
});

test('sizes that do not divide are refused by name', () => {
  const tracer = new EagerTracer();
  expect(() => unfoldPatches(tracer.counted([1, 3, 5, 5]), 2)).toThrow(ShapeError);
  expect(() => pixelShuffle(tracer.counted([1, 9, 2]), 2)).toThrow(/pixelShuffle.*1x9x2/);
});
