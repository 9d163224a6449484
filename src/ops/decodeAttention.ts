// Attention of one new token per row over a key-value cache of ragged length. Forward only: generation has no gradient.
import kernel from '../../shaders/decodeAttention.wgsl?raw';
import { shapeError } from '../base/shape.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { call, f32, u32 } from './call.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';

export interface DecodeAttentionAttrs {
  readonly scale: number;
}

type Sizes = readonly [B: number, H: number, Hkv: number, T: number, D: number];

function sizes(inputs: readonly Spec[]): Sizes {
  const fail = (wanted: string) => shapeError('decodeAttention', wanted, ...inputs);
  const [q, k, v, seen] = inputs;
  if (inputs.length !== 4 || q?.shape.length !== 4 || k?.shape.length !== 4 || v?.shape.length !== 4) {
    throw fail('q [B,1,H,D], k and v [B,T,Hkv,D] and seen u32 [B] are wanted');
  }
  const [B, one, H, D] = q.shape as [number, number, number, number];
  const [Bk, T, Hkv, Dk] = k.shape as [number, number, number, number];
  if (one !== 1) throw fail('q must hold one token a row');
  if (v.shape.some((d, i) => d !== k.shape[i])) throw fail('v must have the shape of k');
  if (B !== Bk || D !== Dk || seen?.dtype !== 'u32' || seen.shape[0] !== B)
    throw fail('q, k and seen must agree');
  if (Hkv === 0 || H % Hkv !== 0) throw fail('the query heads must be a multiple of the key heads');
  if (D % 4 !== 0 || D > 256) throw fail('the head size must be a multiple of 4, at most 256');
  return [B, H, Hkv, T, D];
}

export const decodeAttentionOp: Op<DecodeAttentionAttrs> = {
  kind: 'op',
  name: 'decodeAttention',
  doc: 'out_b = sum_{j < seen_b} softmax_j(scale q_b . k_bj) v_bj; zeros where nothing was seen.',
  infer(inputs) {
    const [B, H, , , D] = sizes(inputs);
    return [f32(B, 1, H, D)];
  },
  reference(inputs, specs, { scale }) {
    const [B, H, Hkv, T, D] = sizes(specs);
    const [q, k, v, seen] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array];
    const out = new Float64Array(B * H * D);
    for (let b = 0; b < B; b++) {
      for (let h = 0; h < H; h++) {
        const head = Math.floor(h / (H / Hkv));
        const n = Math.min(seen[b] as number, T);
        const at = (j: number): number => ((b * T + j) * Hkv + head) * D;
        const scores = Array.from({ length: n }, (_, j) => {
          let score = 0;
          for (let d = 0; d < D; d++) score += (q[(b * H + h) * D + d] as number) * (k[at(j) + d] as number);
          return scale * score;
        });
        const most = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - most));
        const total = weights.reduce((sum, w) => sum + w, 0);
        weights.forEach((w, j) => {
          for (let d = 0; d < D; d++) {
            const o = (b * H + h) * D + d;
            out[o] = (out[o] as number) + (w / total) * (v[at(j) + d] as number);
          }
        });
      }
    }
    return [out];
  },
  launch(inputs, _outputs, { scale }) {
    const [B, H, Hkv, T, D] = sizes(inputs);
    return {
      dispatches: [
        {
          shader: { name: 'decodeAttention', code: `const D4 = ${D / 4}u;\n${kernel}` },
          entry: 'main',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { in: 3 }, { out: 0 }],
          u32: [B, H, Hkv, T],
          f32: [scale],
          workgroups: linearGrid(B * H, 64),
          work: B * H * T * D * 4,
        },
      ],
    };
  },
  cases() {
    const make = (
      name: string,
      [B, H, Hkv, T, D]: Sizes,
      seen: readonly number[],
    ): OpCase<DecodeAttentionAttrs> => ({
      name,
      attrs: { scale: 1 / Math.sqrt(D) },
      inputs: [f32(B, 1, H, D), f32(B, T, Hkv, D), f32(B, T, Hkv, D), u32(B)],
      values: { 3: seen },
      tolerance: { abs: 3e-5, rel: 2e-4 },
    });
    return [
      make('ragged', [3, 4, 2, 9, 8], [9, 1, 4]),
      make('nothing seen', [2, 2, 2, 3, 4], [0, 2]),
      make('one of everything', [1, 1, 1, 1, 4], [1]),
      make('longer than the cache', [1, 2, 1, 5, 32], [7]),
      make(
        'many rows',
        [40, 3, 1, 6, 8],
        Array.from({ length: 40 }, (_, b) => b % 7),
      ),
      make('no rows', [0, 2, 1, 5, 8], []),
    ];
  },
};

/**
 * @param q [B, 1, H, D]
 * @param k [B, T, Hkv, D], the cache
 * @param v [B, T, Hkv, D]
 * @param seen u32 [B], keys in the cache of each row
 * @returns [B, 1, H, D]
 */
export function decodeAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  seen: Tensor,
  { scale }: DecodeAttentionAttrs,
): Tensor {
  return call(decodeAttentionOp, [q, k, v, seen], { scale });
}
