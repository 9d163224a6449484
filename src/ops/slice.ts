// A run of places along one axis, and pad, its transpose: the run back in its place among zeros.
import kernel from '../../shaders/slice.wgsl?raw';
import type { DeviceTraits } from '../gpu/dispatch.ts';
import { shapeError, sizeOf, type Shape } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import type { Launch, Op, Tensor } from './op.ts';

export interface SliceAttrs {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
}

export interface PadAttrs {
  readonly axis: number;
  readonly start: number;
  /** Size of the axis after padding. */
  readonly size: number;
}

function withAxis(shape: Shape, axis: number, size: number): number[] {
  return shape.map((d, i) => (i === axis ? size : d));
}

/** One dispatch of `entry`; `wide` and `length` are the long and the short size of the axis. */
function launch(
  entry: 'slice' | 'pad',
  shape: Shape,
  { axis, wide, length, start }: { axis: number; wide: number; length: number; start: number },
  device: DeviceTraits,
): Launch {
  const inner = sizeOf(shape.slice(axis + 1));
  const n = sizeOf(shape.slice(0, axis)) * inner * (entry === 'slice' ? length : wide);
  const width = pieceWidth(wide * inner, length * inner, (start + wide) * inner);
  const { shader, workgroups, perThread, pieces } = flatKernel('slice', kernel, n, device, width);
  return {
    dispatches: [
      {
        shader,
        entry,
        constants: { PER_THREAD: perThread },
        operands: [{ in: 0 }, { out: 0 }],
        u32: [pieces, (wide * inner) / width, (length * inner) / width, (start * inner) / width],
        workgroups,
        work: 3 * n,
      },
    ],
  };
}

export const sliceOp: Op<SliceAttrs> = {
  kind: 'op',
  name: 'slice',
  doc: 'y = the places [start, start + length) of x along one axis.',
  infer(inputs, { axis, start, length }) {
    const [x] = inputs;
    if (
      !x ||
      inputs.length !== 1 ||
      !(axis in x.shape) ||
      start < 0 ||
      length < 0 ||
      start + length > x.shape[axis]!
    ) {
      throw shapeError('slice', `axis ${axis} of x must hold [${start}, ${start + length})`, ...inputs);
    }
    return [{ shape: withAxis(x.shape, axis, length), dtype: 'f32' }];
  },
  reference([x], [spec], { axis, start, length }) {
    const { shape } = spec!;
    const inner = sizeOf(shape.slice(axis + 1));
    const y = new Float64Array(sizeOf(withAxis(shape, axis, length)));
    const row = length * inner;
    return [y.map((_, i) => x![Math.floor(i / row) * shape[axis]! * inner + start * inner + (i % row)]!)];
  },
  gradient({ inputs: [x], grads: [dy], attrs: { axis, start } }) {
    return [dy && pad(dy, axis, start, x!.shape[axis]!)];
  },
  launch([x], _outputs, { axis, start, length }, device) {
    return launch('slice', x!.shape, { axis, wide: x!.shape[axis]!, length, start }, device);
  },
  cases() {
    return [
      { name: 'first axis', inputs: [f32(7, 5)], attrs: { axis: 0, start: 2, length: 3 } },
      { name: 'last axis', inputs: [f32(9, 33)], attrs: { axis: 1, start: 1, length: 31 } },
      { name: 'middle axis', inputs: [f32(3, 7, 5)], attrs: { axis: 1, start: 6, length: 1 } },
      { name: 'in pieces', inputs: [f32(2, 5, 8)], attrs: { axis: 1, start: 2, length: 2 } },
      { name: 'all', inputs: [f32(1)], attrs: { axis: 0, start: 0, length: 1 } },
      { name: 'nothing', inputs: [f32(3, 2)], attrs: { axis: 0, start: 1, length: 0 } },
    ];
  },
};

export const padOp: Op<PadAttrs> = {
  kind: 'op',
  name: 'pad',
  doc: 'y = x at [start, start + length) along one axis of the given size, zero elsewhere.',
  infer(inputs, { axis, start, size }) {
    const [x] = inputs;
    if (!x || inputs.length !== 1 || !(axis in x.shape) || start < 0 || start + x.shape[axis]! > size) {
      throw shapeError('pad', `axis ${axis} of x must fit into ${size} places from ${start}`, ...inputs);
    }
    return [{ shape: withAxis(x.shape, axis, size), dtype: 'f32' }];
  },
  reference([x], [spec], { axis, start, size }) {
    const { shape } = spec!;
    const inner = sizeOf(shape.slice(axis + 1));
    const row = shape[axis]! * inner;
    const y = new Float64Array(sizeOf(withAxis(shape, axis, size)));
    x!.forEach((v, i) => (y[Math.floor(i / row) * size * inner + start * inner + (i % row)] = v));
    return [y];
  },
  gradient({ inputs: [x], grads: [dy], attrs: { axis, start } }) {
    return [dy && slice(dy, axis, start, x!.shape[axis]!)];
  },
  launch([x], _outputs, { axis, start, size }, device) {
    return launch('pad', x!.shape, { axis, wide: size, length: x!.shape[axis]!, start }, device);
  },
  cases() {
    return [
      { name: 'first axis', inputs: [f32(3, 5)], attrs: { axis: 0, start: 2, size: 7 } },
      { name: 'last axis', inputs: [f32(9, 31)], attrs: { axis: 1, start: 1, size: 33 } },
      { name: 'middle axis', inputs: [f32(3, 1, 5)], attrs: { axis: 1, start: 6, size: 7 } },
      { name: 'in pieces', inputs: [f32(2, 3, 8)], attrs: { axis: 1, start: 1, size: 6 } },
      { name: 'all', inputs: [f32(1)], attrs: { axis: 0, start: 0, size: 1 } },
      { name: 'empty', inputs: [f32(0, 2)], attrs: { axis: 0, start: 1, size: 3 } },
    ];
  },
};

/** The places [start, start + length) of x along `axis`. */
export function slice(x: Tensor, axis: number, start: number, length: number): Tensor {
  return call(sliceOp, [x], { axis, start, length });
}

/** x at `start` along `axis` of the given size, zero elsewhere. */
export function pad(x: Tensor, axis: number, start: number, size: number): Tensor {
  return call(padOp, [x], { axis, start, size });
}
