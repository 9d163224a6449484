// Reading a tensor by strides: what permute, broadcastTo and binary share. No op lives here.
import kernel from '../../shaders/strided.wgsl?raw';
import type { Shape } from '../base/shape.ts';
import { sizeOf, stridesOf } from '../base/shape.ts';
import type { DeviceTraits } from '../gpu/dispatch.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import type { Launch } from './op.ts';

/** Dimensions with the strides of each operand along them. */
export interface Walk {
  readonly dims: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Strides of `shape` seen as `target` by NumPy's rules: 0 where it repeats. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const lead = target.length - shape.length;
  return target.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : own[i - lead]!));
}

/** The same walk with as few dimensions as possible (at least one), or right-aligned in `rank` of them. */
export function collapse(walk: Walk, rank = 1): Walk {
  const dims: number[] = [];
  const strides: number[][] = walk.strides.map(() => []);
  walk.dims.forEach((dim, k) => {
    if (dim === 1) return;
    const last = dims.length - 1;
    const joins = last >= 0 && walk.strides.every((s, o) => strides[o]![last] === s[k]! * dim);
    if (joins) {
      dims[last]! *= dim;
      walk.strides.forEach((s, o) => (strides[o]![last] = s[k]!));
    } else {
      dims.push(dim);
      walk.strides.forEach((s, o) => strides[o]!.push(s[k]!));
    }
  });
  while (dims.length < rank) {
    dims.unshift(1);
    for (const s of strides) s.unshift(0);
  }
  return { dims, strides };
}

/** out[index] = x[dot(index, strides)], over all of `dims` in row-major order. */
export function gather(x: Float64Array, dims: Shape, strides: readonly number[]): Float64Array {
  const out = new Float64Array(sizeOf(dims));
  for (let i = 0; i < out.length; i++) {
    let rest = i;
    let at = 0;
    for (let k = dims.length - 1; k >= 0; k--) {
      at += (rest % dims[k]!) * strides[k]!;
      rest = Math.floor(rest / dims[k]!);
    }
    out[i] = x[at]!;
  }
  return out;
}

/** The launch of `gather` for input 0 and output 0; at most six dimensions once collapsed. */
export function gatherLaunch(dims: Shape, strides: readonly number[], device: DeviceTraits): Launch {
  const n = sizeOf(dims);
  const short = collapse({ dims, strides: [strides] });
  const last = short.dims.length - 1;
  const steps = short.strides[0]!;
  const width =
    steps[last] === 1 && steps.slice(0, last).every((s) => s % 4 === 0) ? pieceWidth(short.dims[last]!) : 1;
  const full = collapse(
    {
      dims: short.dims.map((d, k) => (k === last ? d / width : d)),
      strides: [steps.map((s, k) => (k === last ? s : s / width))],
    },
    6,
  );
  const { shader, workgroups, perThread, pieces } = flatKernel('strided', kernel, n, device, width);
  return {
    dispatches: [
      {
        shader,
        entry: 'main',
        constants: { RANK: short.dims.length, PER_THREAD: perThread },
        operands: [{ in: 0 }, { out: 0 }],
        u32: [pieces, ...full.dims.slice(1), ...full.strides[0]!],
        workgroups,
        work: 4 * n,
      },
    ],
  };
}
