// Softmax over the last axis, and its gradient from the result.
import kernel from '../../shaders/softmax.wgsl?raw';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, Tensor } from './op.ts';
import { pieceWidth, rowGrid, rowShader, rowsOf } from './kernel.ts';

export const softmaxOp: Op<null> = {
  kind: 'op',
  name: 'softmax',
  doc: 'y = exp(x - max x) / sum exp(x - max x) over the last axis.',
  infer(inputs) {
    const [x] = inputs;
    if (!x || inputs.length !== 1 || x.shape.length === 0)
      throw shapeError('softmax', 'wants a tensor of rank 1 or more', ...inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x], [spec]) {
    const [rows, C] = rowsOf(spec!.shape);
    const y = new Float64Array(x!.length);
    for (let r = 0; r < rows; r++) {
      const row = x!.subarray(r * C, (r + 1) * C);
      const top = row.reduce((m, v) => Math.max(m, v), -Infinity);
      const total = row.reduce((s, v) => s + Math.exp(v - top), 0);
      row.forEach((v, c) => (y[r * C + c] = Math.exp(v - top) / total));
    }
    return [y];
  },
  gradient({ outputs: [y], grads: [dy] }) {
    return [dy && call(softmaxGradOp, [y!, dy], null)];
  },
  launch([x], _outputs, _attrs, device) {
    const [rows, C] = rowsOf(x!.shape);
    const width = pieceWidth(C, rows * C);
    return {
      dispatches: [
        {
          shader: rowShader('softmax', kernel, width),
          ...rowGrid('forward', rows, C, device),
          operands: [{ in: 0 }, { out: 0 }],
          u32: [rows, C / width],
          work: 12 * sizeOf(x!.shape),
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'short rows', inputs: [f32(67, 5)], attrs: null },
      { name: 'long rows', inputs: [f32(2, 3, 131)], attrs: null },
      { name: 'in pieces', inputs: [f32(3, 136)], attrs: null },
      { name: 'one element', inputs: [f32(1)], attrs: null },
      { name: 'no rows', inputs: [f32(0, 4)], attrs: null },
      { name: 'large', inputs: [f32(2, 3)], attrs: null, values: { 0: [900, 899, 0, -900, -901, -2000] } },
    ];
  },
};

export const softmaxGradOp: Op<null> = {
  kind: 'op',
  name: 'softmaxGrad',
  doc: 'dx = y (dy - sum(dy y)), the gradient of `softmax` from its result y.',
  infer(inputs) {
    const [y, dy] = inputs;
    if (!y || !dy || !sameShape(y.shape, dy.shape))
      throw shapeError('softmaxGrad', 'y and dy must agree', ...inputs);
    return [{ shape: y.shape, dtype: 'f32' }];
  },
  reference([y, dy], [spec]) {
    const [rows, C] = rowsOf(spec!.shape);
    const dx = new Float64Array(y!.length);
    for (let r = 0; r < rows; r++) {
      let dot = 0;
      for (let i = r * C; i < (r + 1) * C; i++) dot += y![i]! * dy![i]!;
      for (let i = r * C; i < (r + 1) * C; i++) dx[i] = y![i]! * (dy![i]! - dot);
    }
    return [dx];
  },
  launch([y], _outputs, _attrs, device) {
    const [rows, C] = rowsOf(y!.shape);
    const width = pieceWidth(C, rows * C);
    return {
      dispatches: [
        {
          shader: rowShader('softmax', kernel, width),
          ...rowGrid('backward', rows, C, device),
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [rows, C / width],
          work: 6 * sizeOf(y!.shape),
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'short rows', inputs: [f32(67, 5), f32(67, 5)], attrs: null },
      { name: 'long rows', inputs: [f32(5, 131), f32(5, 131)], attrs: null },
      { name: 'in pieces', inputs: [f32(5, 136), f32(5, 136)], attrs: null },
      { name: 'no rows', inputs: [f32(0, 4), f32(0, 4)], attrs: null },
    ];
  },
};

/** Softmax over the last axis. */
export function softmax(x: Tensor): Tensor {
  return call(softmaxOp, [x], null);
}
