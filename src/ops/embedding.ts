// Rows of a table picked by token ids. The host gives the ids' sorted order too, so that the table's gradient adds
// up in a fixed order without atomics.
import kernel from '../../shaders/embedding.wgsl?raw';
import { linearGrid } from '../gpu/dispatch.ts';
import { shapeError } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { pickRows, pickRowsLaunch } from './gatherRows.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import { NONE, type Op, type Tensor } from './op.ts';

export interface EmbeddingGradAttrs {
  /** V, the number of rows of the table. */
  readonly rows: number;
}

export const embeddingOp: Op<null> = {
  kind: 'op',
  name: 'embedding',
  doc: 'y[n] = table[ids[n]], zeros where ids[n] is NONE; `order` sorts the ids, stably, NONE last.',
  infer(inputs) {
    const [table, ids, order] = inputs;
    const fits = table?.shape.length === 2 && ids?.shape.length === 1 && order?.shape.length === 1;
    if (!fits || ids.dtype !== 'u32' || order.dtype !== 'u32' || ids.shape[0] !== order.shape[0]) {
      throw shapeError('embedding', 'wants table [V, C], ids u32 [N] and order u32 [N]', ...inputs);
    }
    return [{ shape: [ids.shape[0]!, table.shape[1]!], dtype: 'f32' }];
  },
  reference([table, ids], [spec]) {
    return [pickRows(table!, ids!, spec!.shape[1]!)];
  },
  gradient({ inputs: [table, ids, order], grads: [dy], needs }) {
    if (!dy || !needs[0]) return [undefined, undefined, undefined];
    return [call(embeddingGradOp, [dy, ids!, order!], { rows: table!.shape[0]! }), undefined, undefined];
  },
  launch([table], [y], _attrs, device) {
    return pickRowsLaunch(y!.shape[0]!, table!.shape[0]!, table!.shape[1]!, device);
  },
  cases() {
    const test = (name: string, V: number, C: number, ids: number[]) => ({
      name,
      inputs: [f32(V, C), u32(ids.length), u32(ids.length)],
      attrs: null,
      values: { 1: ids, 2: sortOrder(ids) },
    });
    return [
      test('repeated ids', 9, 33, [3, 0, 3, 8, NONE, 3, 0, NONE]),
      test('narrow', 5, 3, [4, 4, 4]),
      test('in pieces', 5, 36, [4, 0, 4]),
      test('one element', 1, 1, [0]),
      test('nothing but none', 3, 5, [NONE, NONE]),
      test('no tokens', 3, 5, []),
    ];
  },
};

export const embeddingGradOp: Op<EmbeddingGradAttrs> = {
  kind: 'op',
  name: 'embeddingGrad',
  doc: 'dtable[v] = sum of dy[n] over the places n with ids[n] = v, in their order.',
  infer(inputs, { rows }) {
    const [dy, ids, order] = inputs;
    if (dy?.shape.length !== 2 || ids?.shape[0] !== dy.shape[0] || order?.shape[0] !== dy.shape[0]) {
      throw shapeError('embeddingGrad', 'wants dy [N, C], ids u32 [N] and order u32 [N]', ...inputs);
    }
    return [{ shape: [rows, dy.shape[1]!], dtype: 'f32' }];
  },
  reference([dy, ids], [spec], { rows }) {
    const C = spec!.shape[1]!;
    const dtable = new Float64Array(rows * C);
    ids!.forEach((v, n) => {
      if (v >= rows) return;
      for (let c = 0; c < C; c++) dtable[v * C + c]! += dy![n * C + c]!;
    });
    return [dtable];
  },
  launch([dy], _outputs, { rows }, device) {
    const [N, C] = dy!.shape as [number, number];
    const width = pieceWidth(C);
    const { shader, workgroups, perThread } = flatKernel('embedding', kernel, rows * C, device, width);
    const params = [N, rows, C / width];
    return {
      dispatches: [
        {
          shader,
          entry: 'zero',
          constants: { PER_THREAD: perThread },
          operands: [{ out: 0 }],
          u32: params,
          workgroups,
          work: rows * C,
        },
        {
          shader,
          entry: 'add_runs',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          u32: params,
          workgroups: linearGrid((N * C) / width, 64),
          work: 3 * N * C,
        },
      ],
    };
  },
  cases() {
    const test = (name: string, rows: number, C: number, ids: number[]) => ({
      name,
      inputs: [f32(ids.length, C), u32(ids.length), u32(ids.length)],
      attrs: { rows },
      values: { 1: ids, 2: sortOrder(ids) },
    });
    return [
      test('repeated ids', 9, 33, [3, 0, 3, 8, NONE, 3, 0, NONE]),
      test(
        'many tokens',
        5,
        67,
        Array.from({ length: 201 }, (_, i) => (i * i) % 5),
      ),
      test('in pieces', 5, 36, [4, 0, 4]),
      test('one element', 1, 1, [0]),
      test('no tokens', 3, 5, []),
    ];
  },
};

/** The places of `ids` sorted by id, equal ids in their order, NONE last: what `embedding` wants beside the ids. */
export function sortOrder(ids: ArrayLike<number>): number[] {
  return Array.from(ids, (_, n) => n).sort((a, b) => ids[a]! - ids[b]! || a - b);
}

/** y [N, C] = rows ids [N] of table [V, C], zeros for NONE; `order` [N] as `sortOrder` gives it. */
export function embedding(table: Tensor, ids: Tensor, order: Tensor): Tensor {
  return call(embeddingOp, [table, ids, order], null);
}
