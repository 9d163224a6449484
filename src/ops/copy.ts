// A copy of a tensor in memory of its own; the planner puts it where an op wants one tensor twice.
import { shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import kernel from '../../shaders/copy.wgsl?raw';
import { flatKernel } from './kernel.ts';
import type { Op, Tensor } from './op.ts';

export const copyOp: Op<null> = {
  kind: 'op',
  name: 'copy',
  doc: 'y = x.',
  infer(inputs) {
    const [x] = inputs;
    if (!x || inputs.length !== 1) throw shapeError('copy', 'wants one tensor', ...inputs);
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  reference([x]) {
    return [x!.slice()];
  },
  gradient({ grads: [dy] }) {
    return [dy];
  },
  launch([x], _outputs, _attrs, device) {
    const n = sizeOf(x!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('copy', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { out: 0 }],
          u32: [pieces],
          workgroups,
          work: 2 * n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'odd', inputs: [f32(5, 67)], attrs: null },
      { name: 'pieces', inputs: [f32(5, 8)], attrs: null },
      { name: 'one element', inputs: [f32()], attrs: null },
      { name: 'empty', inputs: [f32(0)], attrs: null },
    ];
  },
};

/** y = x. */
export function copy(x: Tensor): Tensor {
  return call(copyOp, [x], null);
}
