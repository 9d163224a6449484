// Weighted sums over runs of a vector: token log-probabilities to log-probabilities of whole answers.
import kernel from '../../shaders/segmentSum.wgsl?raw';
import { linearGrid } from '../gpu/dispatch.ts';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';

const CASES: { name: string; N: number; offsets: number[] }[] = [
  { name: 'gaps at both ends', N: 301, offsets: [3, 70, 70, 71, 250] },
  { name: 'all', N: 7, offsets: [0, 7] },
  { name: 'one element', N: 1, offsets: [0, 1] },
  { name: 'empty segments', N: 5, offsets: [2, 2, 2] },
  { name: 'no segments', N: 3, offsets: [0] },
];

function check(op: string, inputs: readonly Spec[], N: number): number {
  const [values, weights, offsets] = inputs;
  const S = (offsets?.shape[0] ?? 0) - 1;
  const fits = values?.shape.length === 1 && weights?.shape[0] === N && offsets?.dtype === 'u32' && S >= 0;
  if (!fits || weights.shape.length !== 1) {
    throw shapeError(op, 'wants values [N], weights [N] and offsets u32 [S + 1]', ...inputs);
  }
  return S;
}

export const segmentSumOp: Op<null> = {
  kind: 'op',
  name: 'segmentSum',
  doc: 'y[s] = sum of weights[i] values[i] over offsets[s] <= i < offsets[s + 1]; offsets do not decrease.',
  infer(inputs) {
    return [{ shape: [check('segmentSum', inputs, inputs[0]?.shape[0] ?? 0)], dtype: 'f32' }];
  },
  reference([values, weights, offsets]) {
    const y = new Float64Array(offsets!.length - 1);
    for (let s = 0; s < y.length; s++) {
      for (let i = offsets![s]!; i < offsets![s + 1]!; i++) y[s]! += weights![i]! * values![i]!;
    }
    return [y];
  },
  gradient({ inputs: [, weights, offsets], grads: [dy] }) {
    return [dy && call(segmentSumGradOp, [dy, weights!, offsets!], null), undefined, undefined];
  },
  launch([values, , offsets], _outputs, _attrs, device) {
    const N = sizeOf(values!.shape);
    const { shader } = flatKernel('segmentSum', kernel, N, device, 1);
    const S = offsets!.shape[0]! - 1;
    return {
      dispatches: [
        {
          shader,
          entry: 'forward',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          u32: [N, S],
          workgroups: linearGrid(S, 64),
          work: 3 * N,
        },
      ],
    };
  },
  cases() {
    return CASES.map(({ name, N, offsets }): OpCase<null> => ({
      name,
      inputs: [f32(N), f32(N), u32(offsets.length)],
      attrs: null,
      values: { 2: offsets },
      differentiable: [0],
    }));
  },
};

export const segmentSumGradOp: Op<null> = {
  kind: 'op',
  name: 'segmentSumGrad',
  doc: 'dvalues[i] = weights[i] dy[s] for i in segment s, zero outside all segments.',
  infer(inputs) {
    const [dy, weights] = inputs;
    const S = check('segmentSumGrad', inputs, weights?.shape[0] ?? 0);
    if (!sameShape(dy!.shape, [S])) throw shapeError('segmentSumGrad', 'wants dy [S]', ...inputs);
    return [{ shape: weights!.shape, dtype: 'f32' }];
  },
  reference([dy, weights, offsets]) {
    const dvalues = new Float64Array(weights!.length);
    dy!.forEach((slope, s) => {
      for (let i = offsets![s]!; i < offsets![s + 1]!; i++) dvalues[i] = weights![i]! * slope;
    });
    return [dvalues];
  },
  launch([dy, weights], _outputs, _attrs, device) {
    const N = sizeOf(weights!.shape);
    const { shader, workgroups, perThread } = flatKernel('segmentSum', kernel, N, device, 1);
    return {
      dispatches: [
        {
          shader,
          entry: 'backward',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          u32: [N, sizeOf(dy!.shape)],
          workgroups,
          work: 12 * N,
        },
      ],
    };
  },
  cases() {
    return CASES.map(({ name, N, offsets }): OpCase<null> => ({
      name,
      inputs: [f32(offsets.length - 1), f32(N), u32(offsets.length)],
      attrs: null,
      values: { 2: offsets },
    }));
  },
};

/** y [S] = sums of weights [N] times values [N] over the runs that offsets [S + 1] bound; gradient for values only. */
export function segmentSum(values: Tensor, weights: Tensor, offsets: Tensor): Tensor {
  return call(segmentSumOp, [values, weights, offsets], null);
}
