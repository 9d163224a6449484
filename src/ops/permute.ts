// Axes in another order, written out contiguously.
import { shapeError, stridesOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, Tensor } from './op.ts';
import { gather, gatherLaunch } from './strided.ts';

export interface PermuteAttrs {
  /** Axis i of y is axis axes[i] of x. */
  readonly axes: readonly number[];
}

const reorder = (values: readonly number[], axes: readonly number[]) => axes.map((a) => values[a]!);

export const permuteOp: Op<PermuteAttrs> = {
  kind: 'op',
  name: 'permute',
  doc: 'y = x with its axes in another order: axis i of y is axis axes[i] of x; rank 6 at most.',
  infer(inputs, { axes }) {
    const [x] = inputs;
    const isPermutation = axes
      .slice()
      .sort((a, b) => a - b)
      .every((a, i) => a === i);
    if (!x || axes.length !== x.shape.length || axes.length > 6 || !isPermutation) {
      throw shapeError('permute', `[${axes.join(', ')}] must order the axes of x (6 at most)`, ...inputs);
    }
    return [{ shape: reorder(x.shape, axes), dtype: 'f32' }];
  },
  reference([x], [spec], { axes }) {
    return [gather(x!, reorder(spec!.shape, axes), reorder(stridesOf(spec!.shape), axes))];
  },
  gradient({ grads: [dy], attrs: { axes } }) {
    return [
      dy &&
        permute(
          dy,
          axes.map((_, i) => axes.indexOf(i)),
        ),
    ];
  },
  launch([x], [y], { axes }, device) {
    return gatherLaunch(y!.shape, reorder(stridesOf(x!.shape), axes), device);
  },
  cases() {
    return [
      { name: 'transpose', inputs: [f32(33, 67)], attrs: { axes: [1, 0] } },
      { name: 'heads', inputs: [f32(2, 5, 3, 7)], attrs: { axes: [0, 2, 1, 3] } },
      { name: 'heads, in pieces', inputs: [f32(2, 5, 3, 8)], attrs: { axes: [0, 2, 1, 3] } },
      { name: 'rotation', inputs: [f32(3, 4, 5)], attrs: { axes: [2, 0, 1] } },
      { name: 'patches', inputs: [f32(2, 3, 2, 3, 2, 3)], attrs: { axes: [0, 2, 4, 1, 3, 5] } },
      { name: 'identity', inputs: [f32(3, 2)], attrs: { axes: [0, 1] } },
      { name: 'one element', inputs: [f32(1, 1)], attrs: { axes: [1, 0] } },
      { name: 'empty', inputs: [f32(0, 3)], attrs: { axes: [1, 0] } },
    ];
  },
};

/** y with axis i = axis axes[i] of x. */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  return call(permuteOp, [x], { axes });
}
