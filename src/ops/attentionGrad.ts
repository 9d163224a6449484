// The gradient of attention: probabilities are computed again from the saved log-sum-exps.
import kernel from '../../shaders/attentionGrad.wgsl?raw';
import { sameShape, shapeError } from '../base/shape.ts';
import {
  allowed,
  attentionCases,
  attentionReference,
  attentionShader,
  attentionSizes,
  rowsPerThread,
  type AttentionAttrs,
} from './attentionRule.ts';
import { f32, spread } from './call.ts';
import type { Op, Spec, Tensor } from './op.ts';

/** Position of dout among the inputs; out and lse follow. */
const gradientAt = (attrs: AttentionAttrs): number => (attrs.masked ? 4 : 3);

export const attentionGradOp: Op<AttentionAttrs> = {
  kind: 'op',
  name: 'attentionGrad',
  doc: 'dq, dk and dv of attention, given q, k, v, (segments), dout, out and lse.',
  infer(inputs, attrs) {
    const { B, Tq, H } = attentionSizes('attentionGrad', inputs, attrs);
    const [q, k, v] = inputs as [Spec, Spec, Spec];
    const [dout, out, lse] = inputs.slice(gradientAt(attrs));
    if (!dout || !out || !sameShape(dout.shape, q.shape) || !sameShape(out.shape, q.shape)) {
      throw shapeError('attentionGrad', 'dout and out must have the shape of q', ...inputs);
    }
    if (!lse || !sameShape(lse.shape, [B, H, Tq])) {
      throw shapeError('attentionGrad', 'wants lse [B, H, Tq]', ...inputs);
    }
    return [f32(...q.shape), f32(...k.shape), f32(...v.shape)];
  },
  reference(inputs, specs, attrs) {
    const { B, Tq, Tk, H, Hkv, D } = attentionSizes('attentionGrad', specs, attrs);
    const [q, k, v] = inputs as [Float64Array, Float64Array, Float64Array];
    const segments = attrs.masked ? inputs[3] : undefined;
    const [dout, out, lse] = inputs.slice(gradientAt(attrs)) as [Float64Array, Float64Array, Float64Array];
    const [dq, dk, dv] = [q, k, v].map((x) => new Float64Array(x.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let b = 0; b < B; b++) {
      for (let h = 0; h < H; h++) {
        const g = Math.floor(h / (H / Hkv));
        for (let i = 0; i < Tq; i++) {
          const at = ((b * Tq + i) * H + h) * D;
          let delta = 0;
          for (let d = 0; d < D; d++) delta += dout[at + d]! * out[at + d]!;
          for (let j = 0; j < Tk; j++) {
            if (!allowed(attrs, segments, b * Tk, i, j)) continue;
            const key = ((b * Tk + j) * Hkv + g) * D;
            let s = 0;
            let dp = 0;
            for (let d = 0; d < D; d++) {
              s += q[at + d]! * k[key + d]!;
              dp += dout[at + d]! * v[key + d]!;
            }
            const p = Math.exp(attrs.scale * s - lse[(b * H + h) * Tq + i]!);
            const ds = p * (dp - delta) * attrs.scale;
            for (let d = 0; d < D; d++) {
              dq[at + d]! += ds * k[key + d]!;
              dk[key + d]! += ds * q[at + d]!;
              dv[key + d]! += p * dout[at + d]!;
            }
          }
        }
      }
    }
    return [dq, dk, dv];
  },
  launch(inputs, _outputs, attrs, device) {
    const { B, Tq, Tk, H, Hkv, D } = attentionSizes('attentionGrad', inputs, attrs);
    const at = gradientAt(attrs);
    const rows = rowsPerThread(D, device);
    const work = 4 * B * H * Tq * Tk * D * (attrs.causal ? 0.5 : 1);
    const common = {
      shader: attentionShader('attentionGrad', kernel, D, rows),
      u32: [Tq, Tk, H, Hkv],
      f32: [attrs.scale],
    };
    const constants = { CAUSAL: Number(attrs.causal), MASKED: Number(attrs.masked) };
    const segments = attrs.masked ? { in: 3 } : { scratch: 1 };
    const operands = [{ in: 0 }, { in: 1 }, { in: 2 }, segments, { in: at }, { scratch: 0 }];
    return {
      dispatches: [
        {
          ...common,
          entry: 'statistics',
          operands: [{ in: at + 1 }, { in: at }, { in: at + 2 }, { scratch: 0 }],
          workgroups: [Math.ceil(Tq / 32), H, B],
          work: 2 * B * Tq * H * D,
        },
        {
          ...common,
          entry: 'queries',
          constants,
          operands: [...operands, { out: 0 }],
          workgroups: [Math.ceil(Tq / (32 * rows)), H, B],
          work: 1.5 * work,
        },
        {
          ...common,
          entry: 'keys',
          constants,
          operands: [...operands, { out: 1 }, { out: 2 }],
          workgroups: [Math.ceil(Tk / (32 * rows)), Hkv, B],
          work: 2 * work,
        },
      ],
      scratch: [8 * B * H * Tq, ...(attrs.masked ? [] : [4])],
    };
  },
  cases: () =>
    attentionCases().map(({ q, inputs, values, ...rest }) => {
      // out and lse must belong to q, k and v, so all of them are fixed.
      const forward = [q, ...inputs];
      const given = forward.map((spec, i) =>
        Float64Array.from(
          values?.[i] ??
            spread(
              spec.shape.reduce((a, b) => a * b, 1),
              -1.5 - i / 7,
              1.5,
            ),
        ),
      );
      const [out, lse] = attentionReference(given, forward, rest.attrs);
      const all = [...given, given[0]!.map((x) => Math.fround(x * x - 0.5)), out, lse];
      return {
        ...rest,
        inputs: [...forward, q, q, f32(q.shape[0]!, q.shape[2]!, q.shape[1]!)],
        values: Object.fromEntries(all.map((x, i) => [i, [...x]])),
      };
    }),
};

/** [dq, dk, dv] of attention; see there for shapes. */
export function attentionGrad(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  segments: Tensor | undefined,
  dout: Tensor,
  out: Tensor,
  lse: Tensor,
  attrs: AttentionAttrs,
): Tensor[] {
  const inputs = [q, k, v, ...(segments ? [segments] : []), dout, out, lse];
  return q.tracer.apply(attentionGradOp, inputs, attrs);
}
