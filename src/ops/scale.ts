// An affine map with constants that are fixed when the graph is traced.
import kernel from '../../shaders/scale.wgsl?raw';
import { shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, Tensor } from './op.ts';

export interface ScaleAttrs {
  readonly factor: number;
  readonly offset: number;
}

export const scaleOp: Op<ScaleAttrs> = {
  kind: 'op',
  name: 'scale',
  doc: 'y = factor x + offset with constant factor and offset.',
  infer(inputs) {
    const [x] = inputs;
    if (!x || inputs.length !== 1) throw shapeError('scale', 'wants one tensor', ...inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x], _specs, { factor, offset }) {
    return [x!.map((v) => factor * v + offset)];
  },
  gradient({ grads: [dy], attrs }) {
    return [dy && scale(dy, attrs.factor)];
  },
  launch([x], _outputs, { factor, offset }, device) {
    const n = sizeOf(x!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('scale', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { out: 0 }],
          u32: [pieces],
          f32: [factor, offset],
          workgroups,
          work: 2 * n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'odd', inputs: [f32(5, 67)], attrs: { factor: -0.75, offset: 2 } },
      { name: 'pieces', inputs: [f32(5, 8)], attrs: { factor: 2, offset: 1 } },
      { name: 'scalar', inputs: [f32()], attrs: { factor: 3, offset: 0 } },
      { name: 'empty', inputs: [f32(0, 2)], attrs: { factor: 3, offset: 0 } },
    ];
  },
};

/** y = factor x + offset. */
export function scale(x: Tensor, factor: number, offset = 0): Tensor {
  return call(scaleOp, [x], { factor, offset });
}
