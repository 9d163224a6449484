// The same elements in the same order under another shape. A view: nothing runs.
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, Tensor } from './op.ts';

export interface ReshapeAttrs {
  readonly shape: readonly number[];
}

export const reshapeOp: Op<ReshapeAttrs> = {
  kind: 'op',
  name: 'reshape',
  doc: 'y = x under another shape of the same size.',
  view: true,
  infer(inputs, { shape }) {
    const [x] = inputs;
    if (!x || sizeOf(x.shape) !== sizeOf(shape)) {
      throw shapeError(
        'reshape',
        `x must have the ${sizeOf(shape)} elements of [${shape.join(', ')}]`,
        ...inputs,
      );
    }
    return [{ shape, dtype: x.dtype }];
  },
  reference([x]) {
    return [x!.slice()];
  },
  gradient({ inputs: [x], grads: [dy] }) {
    return [dy && reshape(dy, x!.shape)];
  },
  launch() {
    return { dispatches: [] };
  },
  cases() {
    return [
      { name: 'split', inputs: [f32(6, 5)], attrs: { shape: [2, 3, 5] } },
      { name: 'scalar', inputs: [f32(1)], attrs: { shape: [] } },
      { name: 'empty', inputs: [f32(0, 5)], attrs: { shape: [0] } },
    ];
  },
};

/** y = x under another shape of the same size. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  return sameShape(x.shape, shape) ? x : call(reshapeOp, [x], { shape });
}
