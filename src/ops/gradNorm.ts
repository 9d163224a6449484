// The global norm of a gradient and the factor that clips it, as torch.nn.utils.clip_grad_norm_ computes them.
import kernel from '../../shaders/clipScale.wgsl?raw';
import { shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, Tensor } from './op.ts';
import { reductionStages } from './reduction.ts';

export const gradNormOp: Op<null> = {
  kind: 'op',
  name: 'gradNorm',
  doc: 'norm = sqrt(sum of g^2) over all elements of g.',
  infer(inputs) {
    if (inputs.length !== 1) throw shapeError('gradNorm', 'wants one tensor', ...inputs);
    return [{ shape: [1], dtype: 'f32' }];
  },
  reference([g]) {
    return [Float64Array.of(Math.sqrt(g!.reduce((s, v) => s + v * v, 0)))];
  },
  launch([g], _outputs, _attrs, device) {
    return reductionStages([1, sizeOf(g!.shape), 1, 1, 1], { square: true, root: true }, device);
  },
  cases() {
    return [
      { name: 'short', inputs: [f32(5, 7)], attrs: null },
      { name: 'two stages', inputs: [f32(10007)], attrs: null },
      { name: 'one element', inputs: [f32(1)], attrs: null },
      { name: 'empty', inputs: [f32(0)], attrs: null },
    ];
  },
};

export const clipScaleOp: Op<null> = {
  kind: 'op',
  name: 'clipScale',
  doc: 'scale = min(1, maxNorm / (norm + 1e-6)).',
  infer(inputs) {
    const [norm, maxNorm] = inputs;
    if (!norm || !maxNorm || sizeOf(norm.shape) !== 1 || sizeOf(maxNorm.shape) !== 1) {
      throw shapeError('clipScale', 'wants norm [1] and maxNorm [1]', ...inputs);
    }
    return [{ shape: [1], dtype: 'f32' }];
  },
  reference([norm, maxNorm]) {
    return [Float64Array.of(Math.min(1, maxNorm![0]! / (norm![0]! + 1e-6)))];
  },
  launch() {
    return {
      dispatches: [
        {
          shader: { name: 'clipScale', code: kernel },
          entry: 'main',
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          workgroups: [1, 1, 1],
          work: 1,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'clips', inputs: [f32(1), f32(1)], attrs: null, values: { 0: [4], 1: [1] } },
      { name: 'leaves', inputs: [f32(1), f32(1)], attrs: null, values: { 0: [0.25], 1: [1] } },
      { name: 'zero gradient', inputs: [f32(1), f32(1)], attrs: null, values: { 0: [0], 1: [1] } },
    ];
  },
};

/** L2 norm of all of g, [1]. */
export function gradNorm(g: Tensor): Tensor {
  return call(gradNormOp, [g], null);
}

/** min(1, maxNorm / (norm + 1e-6)), [1]: multiply gradients by it. */
export function clipScale(norm: Tensor, maxNorm: Tensor): Tensor {
  return call(clipScaleOp, [norm, maxNorm], null);
}
