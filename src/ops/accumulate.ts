// Gradient accumulation: adds a micro-batch's gradients to those before it, in place.
import kernel from '../../shaders/accumulate.wgsl?raw';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, OpCase, Tensor } from './op.ts';

export const accumulateOp: Op<null> = {
  kind: 'op',
  name: 'accumulate',
  doc: 'a = a + w g in place; w [1] is data, so that a recorded step replays.',
  inPlace: [0],
  infer(inputs) {
    const [a, g, w] = inputs;
    if (!a || !g || !w || !sameShape(a.shape, g.shape) || sizeOf(w.shape) !== 1) {
      throw shapeError('accumulate', 'wants a and g of one shape, and w [1]', ...inputs);
    }
    return [{ shape: a.shape, dtype: 'f32' }];
  },
  reference([a, g, w]) {
    return [a!.map((x, i) => x + w![0]! * g![i]!)];
  },
  launch(inputs, _outputs, _attrs, device) {
    const n = sizeOf(inputs[0]!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('accumulate', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ out: 0 }, { in: 1 }, { in: 2 }],
          u32: [pieces],
          workgroups,
          work: 2 * n,
        },
      ],
    };
  },
  cases() {
    const test = (name: string, ...shape: number[]): OpCase<null> => ({
      name,
      inputs: [f32(...shape), f32(...shape), f32(1)],
      attrs: null,
      values: { 2: [0.25] },
    });
    return [test('odd', 5, 67), test('pieces', 5, 64), test('one element', 1), test('empty', 0)];
  },
};

/** a + w g, written over the state a. @param w [1] */
export function accumulate(a: Tensor, g: Tensor, w: Tensor): Tensor {
  return call(accumulateOp, [a, g, w], null);
}
