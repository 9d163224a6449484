// How a reduction over axes is cut into dispatches: shared by reduce and gradNorm. No op lives here.
import kernel from '../../shaders/reduce.wgsl?raw';
import type { Dispatch, DeviceTraits, Operand, Shader } from '../gpu/dispatch.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { sizeOf, type Shape } from '../base/shape.ts';
import { pieceShader, pieceWidth } from './kernel.ts';

/** Shader for a view, and the pieces that it works in. */
export function reductionShader(view: ReductionView): { shader: Shader; width: 1 | 4 } {
  const width = pieceWidth(view[4], sizeOf(view));
  return { shader: pieceShader('reduce', kernel, width), width };
}

/** A tensor seen as [A, R, B, S, C], of which R and S are reduced. */
export type ReductionView = readonly [number, number, number, number, number];

/** The view for `axes` of `shape`; undefined when kept and reduced axes alternate too often. */
export function reductionView(shape: Shape, axes: readonly number[]): ReductionView | undefined {
  const groups = [1]; // alternately kept and reduced
  shape.forEach((d, i) => {
    if (d === 1) return;
    const isReduced = axes.includes(i);
    if (isReduced === (groups.length % 2 === 0)) groups[groups.length - 1]! *= d;
    else groups.push(d);
  });
  if (groups.length > 5) return undefined;
  while (groups.length < 5) groups.push(1);
  const [A, R, B, S, C] = groups as unknown as ReductionView;
  return S === 1 ? [A, R, 1, 1, B * C] : [A, R, B, S, C];
}

/** The kernel's u32 Params: outputs (in pieces), chunks, and the sizes. */
export function reductionParams(view: ReductionView, chunks: number, width: 1 | 4): number[] {
  const [A, R, B, S, C] = view;
  return [(A * B * C) / width, chunks, R, B, S, C / width];
}

/** Terms that one thread adds up by itself, at most, unless enough outputs keep the device busy anyway. */
const LAST_STAGE = 256;

/**
 * Dispatches that reduce input 0 to output 0, through scratch areas where sums are long.
 * @param factor multiplies the result; `square` reduces x^2; `root` takes the square root at the end
 */
export function reductionStages(
  first: ReductionView,
  how: { max?: boolean; square?: boolean; root?: boolean; factor?: number },
  device: DeviceTraits,
): { dispatches: Dispatch[]; scratch: number[] } {
  const wanted = device.software ? 256 : 16384;
  const dispatches: Dispatch[] = [];
  const scratch: number[] = [];
  let from: Operand = { in: 0 };
  for (let view = first; ;) {
    const [A, R, B, S, C] = view;
    const outputs = A * B * C;
    const chunks = Math.min(Math.ceil(wanted / Math.max(outputs, 1)), Math.ceil((R * S) / 64));
    const isLast = R * S <= LAST_STAGE || chunks < 2;
    const threads = isLast ? outputs : outputs * chunks;
    const chunkFirst = C === 1 && S * R > 1;
    const { shader, width } = reductionShader(view);
    const to: Operand = isLast ? { out: 0 } : { scratch: scratch.length };
    dispatches.push({
      shader,
      entry: 'forward',
      constants: {
        MAX: how.max ? 1 : 0,
        SQUARE: how.square && dispatches.length === 0 ? 1 : 0,
        ROOT: how.root && isLast ? 1 : 0,
        CHUNK_FIRST: chunkFirst ? 1 : 0,
      },
      operands: [from, to],
      u32: reductionParams(view, isLast ? 1 : chunks, width),
      f32: [isLast ? (how.factor ?? 1) : 1],
      workgroups: linearGrid(threads / width, 64),
      work: 2 * sizeOf(view),
    });
    if (isLast) return { dispatches, scratch };
    scratch.push(4 * threads);
    from = to;
    view = chunkFirst ? [outputs, chunks, 1, 1, 1] : [1, chunks, 1, 1, outputs];
  }
}

/** In how many parts a sum over `rows` rows is cut for each of C columns (at most 256, at least one). */
export function columnChunks(rows: number, C: number, device: DeviceTraits): number {
  const wanted = device.software ? 256 : 16384;
  return Math.max(1, Math.min(Math.ceil(wanted / Math.max(C, 1)), Math.ceil(rows / 16), 256));
}

/** The dispatch that adds up partial sums [chunks, C] to [C]. */
export function addChunks(from: Operand, to: Operand, chunks: number, C: number): Dispatch {
  const view: ReductionView = [1, chunks, 1, 1, C];
  const { shader, width } = reductionShader(view);
  return {
    shader,
    entry: 'forward',
    constants: { MAX: 0, SQUARE: 0, ROOT: 0, CHUNK_FIRST: 0 },
    operands: [from, to],
    u32: reductionParams(view, 1, width),
    f32: [1],
    workgroups: linearGrid(C / width, 64),
    work: 2 * chunks * C,
  };
}
