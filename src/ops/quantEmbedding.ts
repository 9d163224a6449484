// Rows of a frozen, packed table picked by token ids, unpacked where they are read. The table gets no gradient.
import flat from '../../shaders/common/flat.wgsl?raw';
import kernel from '../../shaders/quantEmbedding.wgsl?raw';
import { linearGrid } from '../gpu/dispatch.ts';
import { shapeError } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { pickRows } from './gatherRows.ts';
import { NONE, type Op, type OpCase, type Tensor } from './op.ts';
import { packedWords, rowWords, unpackMatrix, type PackedFormat } from './packing.ts';
import { WEIGHTS } from './quantKernels.ts';
import { checkWords, packedSpread, type PackedTensor } from './quantMatmul.ts';

export const quantEmbeddingOp: Op<PackedFormat> = {
  kind: 'op',
  name: 'quantEmbedding',
  doc: 'y[n] = table[ids[n]] from a frozen table packed as f16, int8 or int4; zeros where ids[n] is NONE.',
  infer(inputs, format) {
    const [words, ids] = inputs;
    if (inputs.length !== 2 || words === undefined || ids?.shape.length !== 1 || ids.dtype !== 'u32') {
      throw shapeError('quantEmbedding', 'wants words and ids u32 [N]', ...inputs);
    }
    checkWords('quantEmbedding', words, format, inputs);
    return [f32(ids.shape[0]!, format.columns)];
  },
  reference([words, ids], _specs, format) {
    return [pickRows(Float64Array.from(unpackMatrix(format, words!)), ids!, format.columns)];
  },
  // The table is frozen, ids have no gradient: no gradient rule, and none is asked for.
  launch(_inputs, [y], format, device) {
    const [N, C] = y!.shape as [number, number];
    const quads = N * Math.ceil(C / 4);
    const perThread = device.software ? 4 : 1;
    return {
      dispatches: [
        {
          shader: {
            name: `quantEmbedding ${format.storage}`,
            code: flat + WEIGHTS[format.storage] + kernel,
          },
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [quads, C, format.rows, rowWords(format), 0],
          workgroups: linearGrid(Math.ceil(quads / perThread), 64),
          work: 3 * N * C,
        },
      ],
    };
  },
  cases() {
    const test = (
      storage: PackedFormat['storage'],
      rows: number,
      columns: number,
      ids: number[],
    ): OpCase<PackedFormat> => {
      const format = { storage, rows, columns };
      return {
        name: `${storage} ${rows}x${columns}, ${ids.length} ids`,
        inputs: [u32(packedWords(format)), u32(ids.length)],
        attrs: format,
        values: { 0: packedSpread(format), 1: ids },
      };
    };
    return (['f16', 'int8', 'int4'] as const).flatMap((storage) => [
      test(storage, 9, 33, [3, 0, 3, 8, NONE, 3, 0, NONE]),
      test(storage, 5, 64, [4, 0, 4]),
      test(storage, 1, 1, [0]),
      test(storage, 3, 6, []),
    ]);
  },
};

/** y [N, C] = rows ids [N] of a packed table [V, C], zeros for NONE. */
export function quantEmbedding({ words, format }: PackedTensor, ids: Tensor): Tensor {
  return call(quantEmbeddingOp, [words, ids], format);
}
