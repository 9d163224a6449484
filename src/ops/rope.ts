// Rotary position embedding with explicit positions, in Hugging Face's convention (pairs d, d + D/2).
// Su et al., RoFormer, Eq. 34.
import kernel from '../../shaders/rope.wgsl?raw';
import { shapeError } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, Tensor } from './op.ts';

export interface RopeAttrs {
  /** Base of the frequencies theta^(-2d/D). */
  readonly theta: number;
  /** Turns the other way: the inverse and the gradient. */
  readonly inverse: boolean;
}

const MAX_HALF = 128;

/**
 * The turns per position theta^(-2d/D) / (2 pi) as 16 coarse and 8 fine factors in fixed point (34 and 31 bits after
 * the point): that of d is coarse[d / 8] * fine[d % 8].
 */
function frequencyFactors(theta: number, D: number): number[] {
  const power = (d: number) => theta ** ((-2 * d) / D);
  const coarse = Array.from({ length: MAX_HALF / 8 }, (_, i) =>
    Math.round((power(8 * i) / (2 * Math.PI)) * 2 ** 34),
  );
  return [...coarse, ...Array.from({ length: 8 }, (_, i) => Math.round(power(i) * 2 ** 31))];
}

export const ropeOp: Op<RopeAttrs> = {
  kind: 'op',
  name: 'rope',
  doc: 'Turns the pair (x[d], x[d + D/2]) of every head by position * theta^(-2d/D).',
  infer(inputs) {
    const [x, positions] = inputs;
    const [B, T, , D] = x?.shape ?? [];
    const fits = x?.shape.length === 4 && positions?.dtype === 'u32' && positions.shape.length === 2;
    if (!fits || positions.shape[0] !== B || positions.shape[1] !== T || D! % 2 !== 0 || D! > 2 * MAX_HALF) {
      throw shapeError(
        'rope',
        `wants x [B, T, H, D], D even and <= ${2 * MAX_HALF}, positions u32 [B, T]`,
        ...inputs,
      );
    }
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x, positions], [spec], { theta, inverse }) {
    const [, , H, D] = spec!.shape as [number, number, number, number];
    const half = D / 2;
    return [
      x!.map((v, i) => {
        const d = i % D;
        const pair = d % half;
        const angle = positions![Math.floor(i / (H * D))]! * theta ** ((-2 * pair) / D) * (inverse ? -1 : 1);
        const other = d < half ? -x![i + half]! : x![i - half]!;
        return v * Math.cos(angle) + other * Math.sin(angle);
      }),
    ];
  },
  gradient({ inputs: [, positions], grads: [dy], attrs: { theta, inverse } }) {
    return [dy && rope(dy, positions!, { theta, inverse: !inverse }), undefined];
  },
  launch([x], _outputs, { theta, inverse }, device) {
    const [B, T, H, D] = x!.shape as [number, number, number, number];
    const n = (B * T * D) / 2;
    const { shader, workgroups, perThread } = flatKernel('rope', kernel, n, device, 1);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [n, H, D / 2, inverse ? 1 : 0, ...frequencyFactors(theta, D)],
          workgroups,
          work: n * (30 + 8 * H),
        },
      ],
    };
  },
  cases() {
    const attrs = { theta: 10000, inverse: false };
    return [
      {
        name: 'odd',
        inputs: [f32(2, 5, 3, 6), u32(2, 5)],
        attrs,
        values: { 1: [0, 1, 2, 3, 4, 0, 1, 1, 7, 2] },
      },
      {
        name: 'inverse',
        inputs: [f32(1, 3, 2, 10), u32(1, 3)],
        attrs: { ...attrs, inverse: true },
        values: { 1: [9, 1, 30] },
      },
      {
        name: 'far positions',
        inputs: [f32(1, 4, 1, 64), u32(1, 4)],
        attrs: { theta: 1e6, inverse: false },
        values: { 1: [8191, 4097, 1000, 0] },
        tolerance: { abs: 3e-5, rel: 1e-5 },
      },
      { name: 'one pair', inputs: [f32(1, 1, 1, 2), u32(1, 1)], attrs, values: { 1: [5] } },
      { name: 'empty', inputs: [f32(1, 0, 2, 4), u32(1, 0)], attrs, values: { 1: [] } },
    ];
  },
};

/** x [B, T, H, D] turned by positions [B, T]. */
export function rope(
  x: Tensor,
  positions: Tensor,
  { theta, inverse = false }: { theta: number; inverse?: boolean },
): Tensor {
  return call(ropeOp, [x, positions], { theta, inverse });
}
