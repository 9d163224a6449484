// Sum, mean and maximum over axes, and broadcastTo, the transpose of the sum (each is the other's gradient).
import { linearGrid } from '../gpu/dispatch.ts';
import { broadcastShapes, sameShape, shapeError, sizeOf, type Shape } from '../base/shape.ts';
import { call, f32, spread } from './call.ts';
import type { Op, OpCase, Tensor } from './op.ts';
import { reductionParams, reductionShader, reductionStages, reductionView } from './reduction.ts';
import { reshape } from './reshape.ts';
import { scale } from './scale.ts';
import { broadcastStrides, gather, gatherLaunch } from './strided.ts';

export interface ReduceAttrs {
  readonly function: 'sum' | 'mean' | 'max';
  /** Distinct axes, each in [0, rank). */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function keptShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((d, i) => (axes.includes(i) ? 1 : d));
}

function termsOf(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((a) => shape[a]!));
}

/** For every element of x in order, the output that it belongs to. */
function owners(shape: Shape, axes: readonly number[]): Float64Array {
  const kept = keptShape(shape, axes);
  const numbers = Float64Array.from({ length: sizeOf(kept) }, (_, i) => i);
  return gather(numbers, shape, broadcastStrides(kept, shape));
}

export const reduceOp: Op<ReduceAttrs> = {
  kind: 'op',
  name: 'reduce',
  doc: 'y = sum, mean or maximum of x over the given axes, which stay as size one with keepDims.',
  infer(inputs, { function: name, axes, keepDims }) {
    const [x] = inputs;
    const fits =
      x &&
      inputs.length === 1 &&
      axes.every((a, i) => Number.isInteger(a) && a >= 0 && a < x.shape.length && axes.indexOf(a) === i);
    if (!fits || !reductionView(x.shape, axes)) {
      throw shapeError('reduce', `wants distinct axes of x, got [${axes.join(', ')}]`, ...inputs);
    }
    if (name !== 'sum' && termsOf(x.shape, axes) === 0) {
      throw shapeError('reduce', `the ${name} of nothing has no value`, ...inputs);
    }
    const kept = keptShape(x.shape, axes);
    return [{ shape: keepDims ? kept : kept.filter((_, i) => !axes.includes(i)), dtype: 'f32' }];
  },
  reference([x], [spec], { function: name, axes }) {
    const size = sizeOf(keptShape(spec!.shape, axes));
    const y = new Float64Array(size).fill(name === 'max' ? -Infinity : 0);
    const owner = owners(spec!.shape, axes);
    x!.forEach((v, i) => {
      const o = owner[i]!;
      y[o] = name === 'max' ? Math.max(y[o]!, v) : y[o]! + v;
    });
    return [name === 'mean' ? y.map((v) => v / termsOf(spec!.shape, axes)) : y];
  },
  gradient({ inputs: [x], outputs: [y], grads: [dy], attrs }) {
    if (!dy) return [undefined];
    if (attrs.function === 'max') return [call(maxGradOp, [x!, y!, dy], { axes: attrs.axes })];
    const terms = attrs.function === 'mean' ? termsOf(x!.shape, attrs.axes) : 1;
    const scaled = terms === 1 ? dy : scale(dy, 1 / terms);
    return [broadcastTo(reshape(scaled, keptShape(x!.shape, attrs.axes)), x!.shape)];
  },
  launch([x], _outputs, { function: name, axes }, device) {
    const factor = name === 'mean' ? 1 / termsOf(x!.shape, axes) : 1;
    return reductionStages(reductionView(x!.shape, axes)!, { max: name === 'max', factor }, device);
  },
  cases() {
    const shapes: [string, number[], number[]][] = [
      ['rows', [5, 67], [1]],
      ['columns', [67, 5], [0]],
      ['long columns', [1025, 3], [0]],
      ['columns, in pieces', [67, 8], [0]],
      ['long columns, in pieces', [1025, 4], [0]],
      ['long rows', [3, 1031], [1]],
      ['all', [33, 35], [0, 1]],
      ['middle', [2, 7, 5], [1]],
      ['outer and inner', [3, 5, 7], [0, 2]],
      ['alternating', [3, 2, 5, 4], [1, 3]],
      ['one element', [1], [0]],
      ['no axes', [3, 2], []],
    ];
    const cases = (['sum', 'mean', 'max'] as const).flatMap((name) =>
      shapes.map(([label, shape, axes]): OpCase<ReduceAttrs> => {
        const test = {
          name: `${name} ${label}`,
          inputs: [f32(...shape)],
          attrs: { function: name, axes, keepDims: false },
        };
        return name === 'max' ? { ...test, values: { 0: spread(sizeOf(shape), -9, 9) } } : test;
      }),
    );
    return [
      ...cases,
      { name: 'keepDims', inputs: [f32(3, 5)], attrs: { function: 'sum', axes: [1], keepDims: true } },
      { name: 'empty rows', inputs: [f32(0, 5)], attrs: { function: 'sum', axes: [0], keepDims: false } },
      { name: 'no rows', inputs: [f32(0, 5)], attrs: { function: 'mean', axes: [1], keepDims: false } },
    ];
  },
};

export interface MaxGradAttrs {
  readonly axes: readonly number[];
}

export const maxGradOp: Op<MaxGradAttrs> = {
  kind: 'op',
  name: 'maxGrad',
  doc: 'dx of a maximum y over axes of x: dy at the first element that equals y, zero elsewhere.',
  infer(inputs) {
    const [x, y, dy] = inputs;
    if (!x || !y || !dy || sizeOf(y.shape) !== sizeOf(dy.shape)) {
      throw shapeError('maxGrad', 'wants x, its maximum and dy of the same size', ...inputs);
    }
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x, y, dy], [spec], { axes }) {
    const left = dy!.slice();
    const owner = owners(spec!.shape, axes);
    return [
      x!.map((v, i) => {
        const o = owner[i]!;
        if (v !== y![o]) return 0;
        const slope = left[o]!;
        left[o] = 0;
        return slope;
      }),
    ];
  },
  launch([x], _outputs, { axes }) {
    const view = reductionView(x!.shape, axes)!;
    const { shader, width } = reductionShader(view);
    const outputs = (view[0] * view[2] * view[4]) / width;
    return {
      dispatches: [
        {
          shader,
          entry: 'max_backward',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          u32: reductionParams(view, 1, width),
          f32: [1],
          workgroups: linearGrid(outputs, 64),
          work: 2 * sizeOf(x!.shape),
        },
      ],
    };
  },
  cases() {
    const x = [3, 1, 3, -2, -2, -5, 0, 4, 4, 4, 1, 2];
    return [
      {
        name: 'ties',
        inputs: [f32(4, 3), f32(4), f32(4)],
        attrs: { axes: [1] },
        values: { 0: x, 1: [3, -2, 4, 4] },
      },
      {
        name: 'columns',
        inputs: [f32(4, 3), f32(3), f32(3)],
        attrs: { axes: [0] },
        values: { 0: x, 1: [4, 4, 4] },
      },
    ];
  },
};

export interface BroadcastToAttrs {
  readonly shape: readonly number[];
}

export const broadcastToOp: Op<BroadcastToAttrs> = {
  kind: 'op',
  name: 'broadcastTo',
  doc: 'y = x repeated to a larger shape by NumPy broadcasting.',
  infer(inputs, { shape }) {
    const [x] = inputs;
    const fits = x && broadcastShapes(x.shape, shape);
    if (!fits || !sameShape(fits, shape) || shape.length > 6) {
      throw shapeError('broadcastTo', `x must broadcast to [${shape.join(', ')}], rank 6 at most`, ...inputs);
    }
    return [{ shape, dtype: 'f32' }];
  },
  reference([x], [spec], { shape }) {
    return [gather(x!, shape, broadcastStrides(spec!.shape, shape))];
  },
  gradient({ inputs: [x], grads: [dy] }) {
    return [dy && sumTo(dy, x!.shape)];
  },
  launch([x], _outputs, { shape }, device) {
    return gatherLaunch(shape, broadcastStrides(x!.shape, shape), device);
  },
  cases() {
    return [
      { name: 'rows', inputs: [f32(1, 7)], attrs: { shape: [5, 7] } },
      { name: 'rows, in pieces', inputs: [f32(1, 8)], attrs: { shape: [5, 8] } },
      { name: 'columns', inputs: [f32(5, 1)], attrs: { shape: [5, 67] } },
      { name: 'middle', inputs: [f32(2, 1, 3)], attrs: { shape: [2, 4, 3] } },
      { name: 'new axes', inputs: [f32(3, 1)], attrs: { shape: [2, 5, 3, 4] } },
      { name: 'scalar', inputs: [f32()], attrs: { shape: [3, 3] } },
      { name: 'one element', inputs: [f32(1)], attrs: { shape: [1] } },
      { name: 'empty', inputs: [f32(1, 3)], attrs: { shape: [0, 3] } },
    ];
  },
};

/** Sum over `axes` (default: all, to a scalar). */
export function sum(x: Tensor, axes = x.shape.map((_, i) => i), keepDims = false): Tensor {
  return call(reduceOp, [x], { function: 'sum', axes, keepDims });
}

/** Mean over `axes` (default: all). */
export function mean(x: Tensor, axes = x.shape.map((_, i) => i), keepDims = false): Tensor {
  return call(reduceOp, [x], { function: 'mean', axes, keepDims });
}

/** Maximum over `axes` (default: all). Its gradient goes to the first of equal maxima. */
export function max(x: Tensor, axes = x.shape.map((_, i) => i), keepDims = false): Tensor {
  return call(reduceOp, [x], { function: 'max', axes, keepDims });
}

/** y = x repeated to `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : call(broadcastToOp, [x], { shape });
}

/** Sums x over the axes along which `shape` was broadcast to x's shape: the transpose of `broadcastTo`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((d, i) => (i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []));
  return reshape(sum(x, axes, true), shape);
}
