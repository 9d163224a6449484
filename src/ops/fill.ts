// A tensor of one constant. It has no inputs, so the call function takes the tracer.
import kernel from '../../shaders/fill.wgsl?raw';
import { shapeError, sizeOf } from '../base/shape.ts';
import { flatKernel } from './kernel.ts';
import type { Op, Tensor, Tracer } from './op.ts';

export interface FillAttrs {
  readonly shape: readonly number[];
  readonly value: number;
}

export const fillOp: Op<FillAttrs> = {
  kind: 'op',
  name: 'fill',
  doc: 'y = value everywhere.',
  infer(inputs, { shape }) {
    if (inputs.length > 0) throw shapeError('fill', 'wants no tensors', ...inputs);
    return [{ shape, dtype: 'f32' }];
  },
  reference(_inputs, _specs, { shape, value }) {
    return [new Float64Array(sizeOf(shape)).fill(value)];
  },
  launch(_inputs, _outputs, { shape, value }, device) {
    const n = sizeOf(shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('fill', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ out: 0 }],
          u32: [pieces],
          f32: [value],
          workgroups,
          work: n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'odd', inputs: [], attrs: { shape: [5, 67], value: -1.5 } },
      { name: 'pieces', inputs: [], attrs: { shape: [3, 8], value: 2 } },
      { name: 'scalar', inputs: [], attrs: { shape: [], value: 1 } },
      { name: 'empty', inputs: [], attrs: { shape: [0], value: 1 } },
    ];
  },
};

/** A tensor of `shape` filled with `value`. */
export function fill(tracer: Tracer, shape: readonly number[], value: number): Tensor {
  return tracer.apply(fillOp, [], { shape, value })[0] as Tensor;
}
