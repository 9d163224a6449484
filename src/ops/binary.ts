// Arithmetic of two tensors with NumPy broadcasting up to rank 4: add, sub, mul, div.
import kernel from '../../shaders/binary.wgsl?raw';
import { broadcastShapes, sameShape, shapeError, sizeOf, type Shape } from '../base/shape.ts';
import { sumTo } from './reduce.ts';
import { call, f32, spread } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import type { Op, OpCase, Tensor } from './op.ts';
import { broadcastStrides, collapse, gather } from './strided.ts';
import { unary } from './unary.ts';

export const BINARY = ['add', 'sub', 'mul', 'div'] as const;

export type BinaryName = (typeof BINARY)[number];

export interface BinaryAttrs {
  readonly function: BinaryName;
}

const VALUE: Record<BinaryName, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/** Kernel's way to read an operand: 0 as it lies, 1 repeating after its size, 2 by strides. */
function readMode(shape: Shape, out: Shape): number {
  const size = sizeOf(shape);
  if (size === sizeOf(out)) return 0;
  const significant = shape.slice(shape.findIndex((d) => d !== 1));
  const isSuffix = size === 1 || sameShape(significant, out.slice(out.length - significant.length));
  return isSuffix ? 1 : 2;
}

export const binaryOp: Op<BinaryAttrs> = {
  kind: 'op',
  name: 'binary',
  doc: 'y = a op b elementwise with NumPy broadcasting, op one of add, sub, mul, div.',
  infer(inputs) {
    const [a, b] = inputs;
    const shape = a && b && broadcastShapes(a.shape, b.shape);
    if (!shape || shape.length > 4)
      throw shapeError('binary', 'wants two tensors that broadcast, of rank 4 at most', ...inputs);
    return [{ shape, dtype: 'f32' }];
  },
  reference([a, b], [sa, sb], attrs) {
    const shape = broadcastShapes(sa!.shape, sb!.shape)!;
    const wideA = gather(a!, shape, broadcastStrides(sa!.shape, shape));
    const wideB = gather(b!, shape, broadcastStrides(sb!.shape, shape));
    return [wideA.map((v, i) => VALUE[attrs.function](v, wideB[i]!))];
  },
  gradient({ inputs: [a, b], grads: [dy], needs: [needA, needB], attrs }) {
    if (!dy) return [undefined, undefined];
    const da = () => (attrs.function === 'mul' ? mul(dy, b!) : attrs.function === 'div' ? div(dy, b!) : dy);
    const db = () => {
      if (attrs.function === 'mul') return mul(dy, a!);
      if (attrs.function === 'div') return unary(div(mul(dy, a!), unary(b!, 'square')), 'neg');
      return attrs.function === 'sub' ? unary(dy, 'neg') : dy;
    };
    return [needA ? sumTo(da(), a!.shape) : undefined, needB ? sumTo(db(), b!.shape) : undefined];
  },
  launch([a, b], [y], attrs, device) {
    const n = sizeOf(y!.shape);
    const sizes = [sizeOf(a!.shape), sizeOf(b!.shape)] as const;
    const modes = [readMode(a!.shape, y!.shape), readMode(b!.shape, y!.shape)] as const;
    const [sa, sb] = [broadcastStrides(a!.shape, y!.shape), broadcastStrides(b!.shape, y!.shape)];
    const walk = collapse({ dims: y!.shape, strides: [sa, sb] }, 4);
    const width = modes[0] === 2 || modes[1] === 2 ? 1 : pieceWidth(n, ...sizes);
    const { shader, workgroups, perThread, pieces } = flatKernel('binary', kernel, n, device, width);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: {
            FUNCTION: BINARY.indexOf(attrs.function),
            A_MODE: modes[0],
            B_MODE: modes[1],
            PER_THREAD: perThread,
          },
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [
            pieces,
            sizes[0] / width,
            sizes[1] / width,
            ...walk.dims.slice(1),
            ...walk.strides[0]!,
            ...walk.strides[1]!,
          ],
          workgroups,
          work: 4 * n,
        },
      ],
    };
  },
  cases() {
    const shapes: [string, number[], number[]][] = [
      ['equal', [5, 67], [5, 67]],
      ['equal, in pieces', [5, 68], [5, 68]],
      ['trailing vector', [3, 5, 33], [33]],
      ['trailing vector, in pieces', [3, 5, 36], [36]],
      ['leading vector', [33], [3, 5, 33]],
      ['column', [7, 5], [7, 1]],
      ['outer', [7, 1], [1, 9]],
      ['middle', [2, 3, 1, 5], [2, 1, 4, 5]],
      ['alternating', [2, 1, 4, 1], [1, 3, 1, 5]],
      ['scalar', [3, 3], []],
      ['one element', [1], [1]],
      ['empty', [0, 3], [3]],
    ];
    return BINARY.flatMap((name) =>
      shapes.map(([label, a, b]): OpCase<BinaryAttrs> => {
        const test = { name: `${name} ${label}`, inputs: [f32(...a), f32(...b)], attrs: { function: name } };
        return name === 'div' ? { ...test, values: { 1: spread(sizeOf(b), 0.5, 2) } } : test;
      }),
    );
  },
};

/** y = a + b. */
export function add(a: Tensor, b: Tensor): Tensor {
  return call(binaryOp, [a, b], { function: 'add' });
}

/** y = a - b. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return call(binaryOp, [a, b], { function: 'sub' });
}

/** y = a b, elementwise. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return call(binaryOp, [a, b], { function: 'mul' });
}

/** y = a / b. */
export function div(a: Tensor, b: Tensor): Tensor {
  return call(binaryOp, [a, b], { function: 'div' });
}
