// Writes rows into a key-value cache, in place, at a position of each row's own.
import kernel from '../../shaders/cacheWrite.wgsl?raw';
import { shapeError } from '../base/shape.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { call, f32, u32 } from './call.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';

type Sizes = readonly [B: number, T: number, Tmax: number, W: number];

function sizes(inputs: readonly Spec[]): Sizes {
  const fail = (wanted: string) => shapeError('cacheWrite', wanted, ...inputs);
  const [cache, rows, start] = inputs;
  if (inputs.length !== 3 || cache?.shape.length !== 4 || rows?.shape.length !== 4) {
    throw fail('cache [B,Tmax,H,D], rows [B,T,H,D] and start u32 [B] are wanted');
  }
  const [B, Tmax, H, D] = cache.shape as [number, number, number, number];
  const [Br, T, Hr, Dr] = rows.shape as [number, number, number, number];
  if (B !== Br || H !== Hr || D !== Dr) throw fail('cache and rows must agree in all but length');
  if (start?.dtype !== 'u32' || start.shape.length !== 1 || start.shape[0] !== B)
    throw fail('start must be u32 [B]');
  return [B, T, Tmax, H * D];
}

export const cacheWriteOp: Op<null> = {
  kind: 'op',
  name: 'cacheWrite',
  doc: 'cache[b, start_b + t] = rows[b, t] in place; rows beyond the cache are dropped.',
  inPlace: [0],
  infer(inputs) {
    sizes(inputs);
    return [inputs[0] as Spec];
  },
  reference(inputs, specs) {
    const [B, T, Tmax, W] = sizes(specs);
    const [cache, rows, start] = inputs as [Float64Array, Float64Array, Float64Array];
    const out = cache.slice();
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < T; t++) {
        const to = (start[b] as number) + t;
        if (to < Tmax) out.set(rows.subarray((b * T + t) * W, (b * T + t + 1) * W), (b * Tmax + to) * W);
      }
    }
    return [out];
  },
  launch(inputs) {
    const [B, T, Tmax, W] = sizes(inputs);
    return {
      dispatches: [
        {
          shader: { name: 'cacheWrite', code: kernel },
          entry: 'main',
          operands: [{ in: 1 }, { in: 2 }, { out: 0 }],
          u32: [B, T, Tmax, W],
          workgroups: linearGrid(B * T * W, 64),
          work: B * T * W,
        },
      ],
    };
  },
  cases() {
    const make = (
      name: string,
      [B, T, Tmax]: readonly [number, number, number],
      start: readonly number[],
    ): OpCase<null> => ({
      name,
      attrs: null,
      inputs: [f32(B, Tmax, 2, 4), f32(B, T, 2, 4), u32(B)],
      values: { 2: start },
    });
    return [
      make('prefill', [2, 3, 5], [0, 0]),
      make('one token at ragged places', [3, 1, 4], [0, 3, 2]),
      make('beyond the end', [2, 2, 3], [2, 0xffffffff]),
      make('no rows', [0, 1, 3], []),
    ];
  },
};

/**
 * @param cache a graph state [B, Tmax, Hkv, D]
 * @param rows [B, T, Hkv, D]
 * @param start u32 [B]; NONE writes nothing
 * @returns the cache after the write
 */
export function cacheWrite(cache: Tensor, rows: Tensor, start: Tensor): Tensor {
  return call(cacheWriteOp, [cache, rows, start], null);
}
