// The gated product of Llama's feed-forward layer, and its two gradients in one kernel.
import kernel from '../../shaders/swiglu.wgsl?raw';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, Tensor } from './op.ts';
import { unarySlope, unaryValue } from './unary.ts';

export const swigluOp: Op<null> = {
  kind: 'op',
  name: 'swiglu',
  doc: 'y = silu(gate) up elementwise, silu(g) = g / (1 + exp(-g)).',
  infer(inputs) {
    const [gate, up] = inputs;
    if (!gate || !up || !sameShape(gate.shape, up.shape)) {
      throw shapeError('swiglu', 'gate and up must agree', ...inputs);
    }
    return [{ shape: gate.shape, dtype: 'f32' }];
  },
  reference([gate, up]) {
    return [gate!.map((g, i) => unaryValue('silu', g) * up![i]!)];
  },
  gradient({ inputs: [gate, up], grads: [dy] }) {
    if (!dy) return [undefined, undefined];
    return gate!.tracer.apply(swigluGradOp, [gate!, up!, dy], null);
  },
  launch([gate], _outputs, _attrs, device) {
    const n = sizeOf(gate!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('swiglu', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'forward',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [pieces],
          workgroups,
          work: 10 * n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'odd', inputs: [f32(5, 67), f32(5, 67)], attrs: null },
      { name: 'pieces', inputs: [f32(5, 68), f32(5, 68)], attrs: null },
      { name: 'one element', inputs: [f32(1), f32(1)], attrs: null },
      { name: 'empty', inputs: [f32(0, 3), f32(0, 3)], attrs: null },
    ];
  },
};

export const swigluGradOp: Op<null> = {
  kind: 'op',
  name: 'swigluGrad',
  doc: "dgate = dy up silu'(gate) and dup = dy silu(gate), the gradients of `swiglu`.",
  infer(inputs) {
    const [gate, up, dy] = inputs;
    if (!gate || !up || !dy || !sameShape(gate.shape, up.shape) || !sameShape(gate.shape, dy.shape)) {
      throw shapeError('swigluGrad', 'gate, up and dy must agree', ...inputs);
    }
    const spec = { shape: gate.shape, dtype: 'f32' } as const;
    return [spec, spec];
  },
  reference([gate, up, dy]) {
    return [
      gate!.map((g, i) => dy![i]! * up![i]! * unarySlope('silu', g)),
      gate!.map((g, i) => dy![i]! * unaryValue('silu', g)),
    ];
  },
  launch([gate], _outputs, _attrs, device) {
    const n = sizeOf(gate!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('swiglu', kernel, n, device);
    return {
      dispatches: [
        {
          shader,
          entry: 'backward',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }, { out: 1 }],
          u32: [pieces],
          workgroups,
          work: 16 * n,
        },
      ],
    };
  },
  cases() {
    return [
      { name: 'odd', inputs: [f32(5, 67), f32(5, 67), f32(5, 67)], attrs: null },
      { name: 'pieces', inputs: [f32(5, 68), f32(5, 68), f32(5, 68)], attrs: null },
      { name: 'one element', inputs: [f32(1), f32(1), f32(1)], attrs: null },
      { name: 'empty', inputs: [f32(0, 3), f32(0, 3), f32(0, 3)], attrs: null },
    ];
  },
};

/** y = silu(gate) up. */
export function swiglu(gate: Tensor, up: Tensor): Tensor {
  return call(swigluOp, [gate, up], null);
}
