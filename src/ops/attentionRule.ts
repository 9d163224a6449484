// What attention and its gradient share: the mask's rule, the sizes, the float64 computation, the kernel text, the cases.
import type { DeviceTraits, Shader } from '../gpu/dispatch.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import { f32, u32 } from './call.ts';
import { NONE, type OpCase, type Spec } from './op.ts';
import { lanePrelude, unroll } from './unroll.ts';

export interface AttentionAttrs {
  /** Key j is seen by queries i >= j only. */
  readonly causal: boolean;
  /** Factor on q k^T, usually 1 / sqrt(D). */
  readonly scale: number;
  /** A fourth input says which keys a query may see. */
  readonly masked: boolean;
}

/** B rows, Tq queries, Tk keys, H query heads that share Hkv key-value heads, D numbers a head. */
export interface AttentionSizes {
  readonly B: number;
  readonly Tq: number;
  readonly Tk: number;
  readonly H: number;
  readonly Hkv: number;
  readonly D: number;
}

/** The log-sum-exp of a query that sees no key. */
export const EMPTY = -1e30;

/** Checks q, k, v (and segments) and names their sizes. */
export function attentionSizes(op: string, inputs: readonly Spec[], attrs: AttentionAttrs): AttentionSizes {
  const fail = (wanted: string) => shapeError(op, wanted, ...inputs);
  const [q, k, v] = inputs;
  if (!q || !k || !v || q.shape.length !== 4 || k.shape.length !== 4) {
    throw fail('wants q [B, Tq, H, D] and k, v [B, Tk, Hkv, D]');
  }
  const [B, Tq, H, D] = q.shape as [number, number, number, number];
  const [kB, Tk, Hkv, kD] = k.shape as [number, number, number, number];
  if (!sameShape(k.shape, v.shape)) throw fail('k and v must agree');
  if (kB !== B || kD !== D || D === 0) throw fail('q and k must agree in rows B and head size D > 0');
  if (Hkv === 0 || H % Hkv !== 0) throw fail(`${H} query heads do not share ${Hkv} key-value heads evenly`);
  if ((attrs.causal || attrs.masked) && Tq !== Tk) throw fail('a mask needs as many queries as keys');
  if (attrs.masked) {
    const segments = inputs[3];
    if (segments?.dtype !== 'u32' || !sameShape(segments.shape, [B, Tk]))
      throw fail('wants segments u32 [B, Tk]');
  }
  return { B, Tq, Tk, H, Hkv, D };
}

/** Whether query i may see key j of the same row: the mask's definition. */
export function allowed(
  attrs: AttentionAttrs,
  segments: Float64Array | undefined,
  base: number,
  i: number,
  j: number,
): boolean {
  if (attrs.causal && j > i) return false;
  if (!attrs.masked || segments === undefined) return true;
  const key = segments[base + j]!;
  return key === 0 || (key !== NONE && key === segments[base + i]);
}

/** Rows a thread takes: several reuse what is loaded, as long as they fit registers. */
export function rowsPerThread(D: number, device: DeviceTraits): number {
  return device.software && D <= 32 && D % 4 === 0 ? 2 : 1;
}

/** The kernel's text for head size D. */
export function attentionShader(name: string, template: string, D: number, rows: number): Shader {
  const { lanes, code } = lanePrelude(D);
  const sizes = `const LANES = ${lanes}u;\nconst ROWS = ${rows}u;\n`;
  return { name: `${name} D=${D}`, code: code + sizes + unroll(template, { r: rows, i: lanes, k: 4 }) };
}

/** The plain computation: out [B, Tq, H, D] and lse [B, H, Tq] in float64. */
export function attentionReference(
  [q, k, v, segments]: readonly Float64Array[],
  specs: readonly Spec[],
  attrs: AttentionAttrs,
): [out: Float64Array, lse: Float64Array] {
  const { B, Tq, Tk, H, Hkv, D } = attentionSizes('attention', specs, attrs);
  const out = new Float64Array(B * Tq * H * D);
  const lse = new Float64Array(B * H * Tq).fill(EMPTY);
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      const g = Math.floor(h / (H / Hkv));
      for (let i = 0; i < Tq; i++) {
        const at = ((b * Tq + i) * H + h) * D;
        const scores = new Map<number, number>();
        for (let j = 0; j < Tk; j++) {
          if (!allowed(attrs, segments, b * Tk, i, j)) continue;
          let s = 0;
          for (let d = 0; d < D; d++) s += q![at + d]! * k![((b * Tk + j) * Hkv + g) * D + d]!;
          scores.set(j, attrs.scale * s);
        }
        if (scores.size === 0) continue;
        const top = Math.max(...scores.values());
        let sum = 0;
        for (const s of scores.values()) sum += Math.exp(s - top);
        lse[(b * H + h) * Tq + i] = top + Math.log(sum);
        for (const [j, s] of scores) {
          const p = Math.exp(s - top) / sum;
          for (let d = 0; d < D; d++) out[at + d]! += p * v![((b * Tk + j) * Hkv + g) * D + d]!;
        }
      }
    }
  }
  return [out, lse];
}

/** Shapes for this op and its gradient. `inputs` follow q. */
export function attentionCases(): (OpCase<AttentionAttrs> & { readonly q: Spec })[] {
  const make = (
    name: string,
    { B, Tq, Tk, H, Hkv, D }: AttentionSizes,
    causal: boolean,
    segments?: readonly number[],
  ) => ({
    name: `${name} D=${D}`,
    q: f32(B, Tq, H, D),
    inputs: [f32(B, Tk, Hkv, D), f32(B, Tk, Hkv, D), ...(segments ? [u32(B, Tk)] : [])],
    attrs: { causal, scale: 1 / Math.sqrt(D), masked: segments !== undefined },
    ...(segments ? { values: { 3: segments } } : {}),
  });
  const square = (B: number, T: number, H: number, Hkv: number, D: number): AttentionSizes => ({
    B,
    Tq: T,
    Tk: T,
    H,
    Hkv,
    D,
  });
  // [prefix of 5, answers of 4, 1 and 6, padding of 3], and a row that is all answer 2 after one padding token.
  const ladder = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, NONE, NONE, NONE];
  const late = [NONE, ...Array.from({ length: ladder.length - 1 }, () => 2)];
  return [
    make('full', { B: 2, Tq: 7, Tk: 11, H: 4, Hkv: 2, D: 8 }, false),
    make('full', square(1, 37, 3, 3, 16), false),
    make('causal', square(1, 70, 2, 1, 32), true),
    make('causal', square(1, 9, 2, 1, 64), true),
    make('causal', square(1, 5, 1, 1, 128), true),
    make('head size without vectors', square(2, 6, 2, 2, 5), true),
    make('one element', square(1, 1, 1, 1, 1), true),
    make('no rows', square(0, 3, 1, 1, 4), true),
    make('packed ladders', square(2, ladder.length, 4, 2, 16), true, [...ladder, ...late]),
    make('packed ladders', square(2, ladder.length, 3, 3, 6), true, [...late, ...ladder]),
    make('segments without order', square(1, ladder.length, 2, 2, 8), false, ladder),
    make(
      'nothing but padding',
      square(1, 5, 1, 1, 4),
      true,
      Array.from({ length: 5 }, () => NONE),
    ),
  ];
}
