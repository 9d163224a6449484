// Fused attention of whole rows: causal or full, grouped heads, and segments that pack a ladder into one row. Never
// holds a [T, T] matrix. Its gradient is in attentionGrad.ts; attention over a cache in decodeAttention.ts.
import kernel from '../../shaders/attention.wgsl?raw';
import { shapeError } from '../base/shape.ts';
import { attentionGrad } from './attentionGrad.ts';
import {
  attentionCases,
  attentionReference,
  attentionShader,
  attentionSizes,
  rowsPerThread,
  type AttentionAttrs,
} from './attentionRule.ts';
import { f32 } from './call.ts';
import type { Op, Tensor } from './op.ts';

export const attentionOp: Op<AttentionAttrs> = {
  kind: 'op',
  name: 'attention',
  doc:
    'out = softmax(scale q k^T + mask) v and the rows’ log-sum-exps; query i sees key j if (not causal or j <= i) ' +
    'and segment[j] is 0 or that of i. A query that sees nothing gives zeros.',
  infer(inputs, attrs) {
    if (inputs.length !== (attrs.masked ? 4 : 3)) {
      throw shapeError(
        'attention',
        `wants ${attrs.masked ? 'q, k, v and segments' : 'q, k and v'}`,
        ...inputs,
      );
    }
    const { B, Tq, H, D } = attentionSizes('attention', inputs, attrs);
    return [f32(B, Tq, H, D), f32(B, H, Tq)];
  },
  reference: attentionReference,
  gradient({ inputs: [q, k, v, segments], outputs: [out, lse], grads: [dout], attrs }) {
    if (dout === undefined) return [];
    return attentionGrad(q!, k!, v!, segments, dout, out!, lse!, attrs);
  },
  launch(inputs, _outputs, attrs, device) {
    const { B, Tq, Tk, H, Hkv, D } = attentionSizes('attention', inputs, attrs);
    const rows = rowsPerThread(D, device);
    return {
      dispatches: [
        {
          shader: attentionShader('attention', kernel, D, rows),
          entry: 'forward',
          constants: { CAUSAL: Number(attrs.causal), MASKED: Number(attrs.masked) },
          // Without a mask the segments' binding is never read; it needs some tensor.
          operands: attrs.masked
            ? [{ in: 0 }, { in: 1 }, { in: 2 }, { in: 3 }, { out: 0 }, { out: 1 }]
            : [{ in: 0 }, { in: 1 }, { in: 2 }, { scratch: 0 }, { out: 0 }, { out: 1 }],
          u32: [Tq, Tk, H, Hkv],
          f32: [attrs.scale],
          workgroups: [Math.ceil(Tq / (32 * rows)), H, B],
          work: 4 * B * H * Tq * Tk * D * (attrs.causal ? 0.5 : 1),
        },
      ],
      scratch: attrs.masked ? [] : [4],
    };
  },
  cases: () => attentionCases().map(({ q, ...rest }) => ({ ...rest, inputs: [q, ...rest.inputs] })),
};

/**
 * Attention of whole rows.
 * @param q [B, Tq, H, D]
 * @param k [B, Tk, Hkv, D], H a multiple of Hkv
 * @param v [B, Tk, Hkv, D]
 * @param segments u32 [B, Tk], or undefined for no mask. 0: seen by all that come after; n: by its own segment;
 * NONE: by nobody
 * @returns [B, Tq, H, D]
 */
export function attention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  segments: Tensor | undefined,
  options: Omit<AttentionAttrs, 'masked'>,
): Tensor {
  const attrs = { ...options, masked: segments !== undefined };
  return q.tracer.apply(attentionOp, [q, k, v, ...(segments ? [segments] : [])], attrs)[0] as Tensor;
}
