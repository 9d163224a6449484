// Moves rows of a key-value cache, in place: a beam that is continued twice is copied, and the rows of unfinished
// answers close up. Forward only: generation has no gradient.
import kernel from '../../shaders/cacheGather.wgsl?raw';
import { shapeError } from '../base/shape.ts';
import { call, f32, u32 } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import { NONE, type Op, type OpCase, type Spec, type Tensor } from './op.ts';

type Sizes = readonly [S: number, Tmax: number, W: number];

function sizes(inputs: readonly Spec[]): Sizes {
  const [cache, from, seen] = inputs;
  const ids = [from, seen];
  if (inputs.length !== 3 || cache?.shape.length !== 4) {
    throw shapeError(
      'cacheGather',
      'cache [S,Tmax,H,D], from u32 [S] and seen u32 [S] are wanted',
      ...inputs,
    );
  }
  const [S, Tmax, H, D] = cache.shape as [number, number, number, number];
  if (ids.some((spec) => spec?.dtype !== 'u32' || spec.shape.length !== 1 || spec.shape[0] !== S)) {
    throw shapeError('cacheGather', 'from and seen must be u32 [S]', ...inputs);
  }
  return [S, Tmax, H * D];
}

export const cacheGatherOp: Op<null> = {
  kind: 'op',
  name: 'cacheGather',
  doc: 'cache[s, t] = cache[from_s, t] for t < seen_s in place, nothing where from_s is NONE; rows read are not written.',
  inPlace: [0],
  infer(inputs) {
    sizes(inputs);
    return [inputs[0] as Spec];
  },
  reference(inputs, specs) {
    const [S, Tmax, W] = sizes(specs);
    const [cache, from, seen] = inputs as [Float64Array, Float64Array, Float64Array];
    const out = cache.slice();
    for (let s = 0; s < S; s++) {
      const source = from[s] as number;
      if (source >= S) continue;
      const start = source * Tmax * W;
      out.set(cache.subarray(start, start + Math.min(seen[s] as number, Tmax) * W), s * Tmax * W);
    }
    return [out];
  },
  launch(inputs, _outputs, _attrs, device) {
    const [S, Tmax, W] = sizes(inputs);
    const width = pieceWidth(W, S * Tmax);
    const n = S * Tmax * W;
    const { shader, workgroups, perThread, pieces } = flatKernel('cacheGather', kernel, n, device, width);
    return {
      dispatches: [
        {
          shader,
          entry: 'main',
          constants: { PER_THREAD: perThread },
          operands: [{ in: 1 }, { in: 2 }, { out: 0 }],
          u32: [pieces, S, Tmax, W / width],
          workgroups,
          work: n,
        },
      ],
    };
  },
  cases() {
    const make = (
      name: string,
      [S, Tmax, H, D]: readonly [number, number, number, number],
      from: readonly number[],
      seen: readonly number[],
    ): OpCase<null> => ({
      name,
      attrs: null,
      inputs: [f32(S, Tmax, H, D), u32(S), u32(S)],
      values: { 1: from, 2: seen },
    });
    const all = (n: number): number[] => new Array<number>(5).fill(n);
    return [
      make('one beam becomes three', [5, 4, 2, 4], [NONE, NONE, 1, NONE, 1], all(3)),
      make('rows close up', [5, 3, 2, 4], [3, NONE, 4, NONE, NONE], [1, 0, 3, 0, 0]),
      make('unaligned', [5, 3, 1, 3], [NONE, 0, 0, NONE, 3], all(2)),
      make('longer than the cache', [2, 3, 1, 4], [1, NONE], [9, 9]),
      make('nothing moves', [2, 3, 1, 4], [NONE, NONE], [3, 3]),
      make('one element', [1, 1, 1, 1], [NONE], [1]),
      make('no rows', [0, 3, 2, 4], [], []),
    ];
  },
};

/**
 * @param cache a graph state [S, Tmax, Hkv, D]
 * @param from u32 [S], the row that row s becomes; NONE leaves it. A row that others become must itself be left.
 * @param seen u32 [S], tokens of row s that are worth copying
 * @returns the cache after the moves
 */
export function cacheGather(cache: Tensor, from: Tensor, seen: Tensor): Tensor {
  return call(cacheGatherOp, [cache, from, seen], null);
}
