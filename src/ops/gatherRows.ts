// Rows of a matrix picked by index, every row at most once; the inverse map makes the gradient another gather.
import kernel from '../../shaders/gatherRows.wgsl?raw';
import type { DeviceTraits } from '../gpu/dispatch.ts';
import { shapeError } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import { NONE, type Launch, type Op, type Tensor } from './op.ts';

/** The float64 gather of rows of C: zeros where the index is no row of x. */
export function pickRows(x: Float64Array, index: Float64Array, C: number): Float64Array {
  const y = new Float64Array(index.length * C);
  index.forEach((row, m) => {
    if ((row + 1) * C <= x.length) y.set(x.subarray(row * C, (row + 1) * C), m * C);
  });
  return y;
}

/** The dispatch that gathers M of `rows` rows of C: input 0 by the indices of input 1. */
export function pickRowsLaunch(M: number, rows: number, C: number, device: DeviceTraits): Launch {
  const width = pieceWidth(C, rows * C);
  const { shader, workgroups, perThread, pieces } = flatKernel('gatherRows', kernel, M * C, device, width);
  return {
    dispatches: [
      {
        shader,
        entry: 'main',
        constants: { PER_THREAD: perThread },
        operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
        u32: [pieces, rows, C / width],
        workgroups,
        work: 3 * M * C,
      },
    ],
  };
}

export const gatherRowsOp: Op<null> = {
  kind: 'op',
  name: 'gatherRows',
  doc: 'y[m] = x[index[m]] or zeros where index[m] is NONE; indices are unique and `inverse` is the inverse map.',
  infer(inputs) {
    const [x, index, inverse] = inputs;
    const fits = x?.shape.length === 2 && index?.shape.length === 1 && inverse?.shape.length === 1;
    if (!fits || index.dtype !== 'u32' || inverse.dtype !== 'u32' || inverse.shape[0] !== x.shape[0]) {
      throw shapeError('gatherRows', 'wants x [N, C], index u32 [M] and inverse u32 [N]', ...inputs);
    }
    return [{ shape: [index.shape[0]!, x.shape[1]!], dtype: 'f32' }];
  },
  reference([x, index], [spec]) {
    return [pickRows(x!, index!, spec!.shape[1]!)];
  },
  gradient({ inputs: [, index, inverse], grads: [dy] }) {
    return [dy && gatherRows(dy, inverse!, index!), undefined, undefined];
  },
  launch([x], [y], _attrs, device) {
    return pickRowsLaunch(y!.shape[0]!, x!.shape[0]!, x!.shape[1]!, device);
  },
  cases() {
    const test = (name: string, N: number, C: number, index: number[]) => ({
      name,
      inputs: [f32(N, C), u32(index.length), u32(N)],
      attrs: null,
      values: { 1: index, 2: invert(index, N) },
    });
    return [
      test('some rows, some none', 7, 33, [6, NONE, 0, 3, NONE]),
      test('in pieces', 7, 36, [6, NONE, 0, 3]),
      test('more than there are', 3, 5, [NONE, 2, NONE, 1, 0, NONE, NONE]),
      test('permutation', 4, 67, [3, 1, 0, 2]),
      test('one element', 1, 1, [0]),
      test('no rows wanted', 3, 5, []),
    ];
  },
};

/** The inverse map of unique indices into [0, N): inverse[index[m]] = m, NONE for rows that are not picked. */
export function invert(index: readonly number[], N: number): number[] {
  const inverse = new Array<number>(N).fill(NONE);
  index.forEach((row, m) => {
    if (row !== NONE) inverse[row] = m;
  });
  return inverse;
}

/** y [M, C] = rows index [M] of x [N, C], zeros for NONE; `inverse` [N] is the inverse map (see `invert`). */
export function gatherRows(x: Tensor, index: Tensor, inverse: Tensor): Tensor {
  return call(gatherRowsOp, [x, index, inverse], null);
}
