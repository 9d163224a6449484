// Two tensors one after the other along an axis.
import kernel from '../../shaders/concat.wgsl?raw';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import type { Op, Tensor } from './op.ts';
import { slice } from './slice.ts';

export interface ConcatAttrs {
  readonly axis: number;
}

export const concatOp: Op<ConcatAttrs> = {
  kind: 'op',
  name: 'concat',
  doc: 'y = a then b along one axis.',
  infer(inputs, { axis }) {
    const [a, b] = inputs;
    const others = (shape: readonly number[]) => shape.map((d, i) => (i === axis ? 0 : d));
    if (!a || !b || !(axis in a.shape) || !sameShape(others(a.shape), others(b.shape))) {
      throw shapeError('concat', `a and b must agree but for axis ${axis}`, ...inputs);
    }
    return [{ shape: a.shape.map((d, i) => (i === axis ? d + b.shape[i]! : d)), dtype: 'f32' }];
  },
  reference([a, b], [sa, sb], { axis }) {
    const rowA = sizeOf(sa!.shape.slice(axis));
    const rowB = sizeOf(sb!.shape.slice(axis));
    const y = new Float64Array(a!.length + b!.length);
    for (let at = 0, o = 0; at < y.length; at += rowA + rowB, o++) {
      y.set(a!.subarray(o * rowA, (o + 1) * rowA), at);
      y.set(b!.subarray(o * rowB, (o + 1) * rowB), at + rowA);
    }
    return [y];
  },
  gradient({ inputs: [a, b], grads: [dy], needs, attrs: { axis } }) {
    if (!dy) return [undefined, undefined];
    const lengthA = a!.shape[axis]!;
    return [
      needs[0] ? slice(dy, axis, 0, lengthA) : undefined,
      needs[1] ? slice(dy, axis, lengthA, b!.shape[axis]!) : undefined,
    ];
  },
  launch([a, b], [y], { axis }, device) {
    const n = sizeOf(y!.shape);
    const [rowA, rowB] = [sizeOf(a!.shape.slice(axis)), sizeOf(b!.shape.slice(axis))];
    const width = pieceWidth(rowA, rowB);
    const { shader, workgroups, perThread, pieces } = flatKernel('concat', kernel, n, device, width);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [pieces, rowA / width, rowB / width],
          workgroups,
          work: 3 * n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'first axis', inputs: [f32(3, 5), f32(4, 5)], attrs: { axis: 0 } },
      { name: 'middle axis', inputs: [f32(2, 3, 33), f32(2, 1, 33)], attrs: { axis: 1 } },
      { name: 'in pieces', inputs: [f32(2, 3, 8), f32(2, 1, 8)], attrs: { axis: 1 } },
      { name: 'last axis', inputs: [f32(7, 5), f32(7, 9)], attrs: { axis: 1 } },
      { name: 'one element each', inputs: [f32(1), f32(1)], attrs: { axis: 0 } },
      { name: 'empty and full', inputs: [f32(0, 2), f32(3, 2)], attrs: { axis: 0 } },
    ];
  },
};

/** a then b along `axis`. */
export function concat(a: Tensor, b: Tensor, axis: number): Tensor {
  return call(concatOp, [a, b], { axis });
}
