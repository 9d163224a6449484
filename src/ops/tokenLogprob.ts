// The log-probability of one target token per row, fused with the output head: the head's logits exist only as a
// narrow tile [N, width] at a time, never as [N, V]. The gradient computes the tiles again.
import kernel from '../../shaders/tokenLogprob.wgsl?raw';
import { linearGrid, type DeviceTraits, type Dispatch, type Operand, type Shader } from '../gpu/dispatch.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import { f32, spread, u32 } from './call.ts';
import { productDispatches, type Product } from './matmulKernels.ts';
import { NONE, type Op, type OpCase, type Spec, type Tensor } from './op.ts';
import { packedWords, unpackMatrix, type PackedFormat } from './packing.ts';
import { quantDispatches } from './quantKernels.ts';
import { checkWords, packedSpread, type PackedTensor } from './quantMatmul.ts';

const shader: Shader = { name: 'tokenLogprob', code: kernel };

/** Elements of a tile of logits: 4 MiB bound what the op holds, whatever the vocabulary. */
const TILE = 1 << 20;

export interface TokenLogprobAttrs {
  /** The head is packed: `weight` holds its words, and gets no gradient. Null: f32 [V, C]. */
  readonly packed: PackedFormat | null;
}

interface Sizes {
  readonly N: number;
  readonly C: number;
  readonly V: number;
}

function sizes(op: string, inputs: readonly Spec[], { packed }: TokenLogprobAttrs): Sizes {
  const fail = (wanted: string) => shapeError(op, wanted, ...inputs);
  const [hidden, weight, targets] = inputs;
  const fits = packed !== null || weight?.shape.length === 2;
  if (hidden?.shape.length !== 2 || weight === undefined || !fits || targets?.shape.length !== 1) {
    throw fail('wants hidden [N, C], weight [V, C] and targets u32 [N]');
  }
  if (packed !== null) checkWords(op, weight, packed, inputs);
  const [N, C] = hidden.shape as [number, number];
  const [V, weightC] = (packed === null ? weight.shape : [packed.rows, packed.columns]) as [number, number];
  if (C !== weightC) throw fail(`hidden has ${C} columns, weight has ${weightC}`);
  if (targets.dtype !== 'u32' || targets.shape[0] !== N) throw fail(`targets must be u32 with ${N} elements`);
  if (V === 0) throw fail('the vocabulary is empty');
  return { N, C, V };
}

/** The tiles of the vocabulary: at least two unless it is tiny, equally wide, multiples of 4 where possible. */
export function vocabularyTiles({ N, V }: Sizes): { readonly first: number; readonly width: number }[] {
  const widest = Math.max(16, Math.min(Math.floor(TILE / Math.max(1, N)), Math.max(64, Math.ceil(V / 2))));
  const count = Math.ceil(V / widest);
  const width = Math.ceil(V / count / 4) * 4;
  const tiles = [];
  for (let first = 0; first < V; first += width) tiles.push({ first, width: Math.min(width, V - first) });
  return tiles;
}

function tileBytes(s: Sizes): number {
  return 4 * s.N * Math.max(...vocabularyTiles(s).map((tile) => tile.width));
}

/** Parts of a row that are folded by a thread each: enough of them to fill a GPU. */
function partsOf({ N }: Sizes, device: DeviceTraits): number {
  const threads = device.software ? 64 : 1 << 15;
  return Math.max(1, Math.min(32, Math.ceil(threads / Math.max(1, N))));
}

/** logits [N, width] of one tile = hidden weight[first ..]^T. */
function tileLogits(
  { N, C }: Sizes,
  { first, width }: { first: number; width: number },
  y: Operand,
  { packed }: TokenLogprobAttrs,
  device: DeviceTraits,
): Dispatch[] {
  const product = { a: { in: 0 }, b: { in: 1 }, y, M: N, K: C, N: width, transB: true };
  return headProduct(product, first, C, packed, device);
}

/** A product with the head's rows of C numbers from row `first` on. */
function headProduct(
  product: Product,
  first: number,
  C: number,
  packed: PackedFormat | null,
  device: DeviceTraits,
): Dispatch[] {
  if (packed === null) return productDispatches({ ...product, offsetB: first * C });
  return quantDispatches({ ...product, format: packed, firstRow: first }, device);
}

/** The head in numbers, whatever it lies in. */
function headOf(weight: Float64Array, { packed }: TokenLogprobAttrs): Float64Array {
  return packed === null ? weight : Float64Array.from(unpackMatrix(packed, weight));
}

export const tokenLogprobOp: Op<TokenLogprobAttrs> = {
  kind: 'op',
  name: 'tokenLogprob',
  doc:
    'logp_n = log softmax(hidden_n weight^T)[target_n] and lse_n, the log-sum-exp of the row’s logits; ' +
    'a target NONE gives logp 0.',
  infer(inputs, attrs) {
    if (inputs.length !== 3) throw shapeError('tokenLogprob', 'wants hidden, weight and targets', ...inputs);
    const { N } = sizes('tokenLogprob', inputs, attrs);
    return [f32(N), f32(N)];
  },
  reference([hidden, weight, targets], specs, attrs) {
    const { N, C, V } = sizes('tokenLogprob', specs, attrs);
    const head = headOf(weight!, attrs);
    const logp = new Float64Array(N);
    const lse = new Float64Array(N);
    for (let n = 0; n < N; n++) {
      const logits = rowLogits(hidden!, head, n, C, V);
      const top = Math.max(...logits);
      lse[n] = top + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0));
      if (targets![n]! < V) logp[n] = logits[targets![n]!]! - lse[n]!;
    }
    return [logp, lse];
  },
  gradient({
    inputs: [hidden, weight, targets],
    outputs: [, lse],
    attrs: { packed },
    grads: [dlogp],
    needs,
  }) {
    if (dlogp === undefined) return [];
    const attrs = { packed, hidden: needs[0] === true, weight: needs[1] === true };
    const grads = dlogp.tracer.apply(tokenLogprobGradOp, [hidden!, weight!, targets!, dlogp, lse!], attrs);
    return [attrs.hidden ? grads[0] : undefined, attrs.weight ? grads[attrs.hidden ? 1 : 0] : undefined];
  },
  launch(inputs, _outputs, attrs, device) {
    const s = sizes('tokenLogprob', inputs, attrs);
    const { N, V } = s;
    const parts = partsOf(s, device);
    const [logits, states, picked] = [0, 1, 2].map((scratch) => ({ scratch })) as [Operand, Operand, Operand];
    const dispatches: Dispatch[] = vocabularyTiles(s).flatMap((tile) => [
      ...tileLogits(s, tile, logits, attrs, device),
      {
        shader,
        entry: 'absorb',
        operands: [logits, { in: 2 }, states, picked],
        u32: [N, parts, tile.first, tile.width, V],
        workgroups: linearGrid(N * parts, 64),
        work: 20 * N * tile.width,
      },
    ]);
    dispatches.push({
      shader,
      entry: 'finish',
      operands: [{ out: 0 }, { in: 2 }, states, picked, { out: 1 }],
      u32: [N, parts, 0, 0, V],
      workgroups: linearGrid(N, 64),
      work: 20 * N * parts,
    });
    return { dispatches, scratch: [tileBytes(s), 8 * N * parts, 4 * N] };
  },
  cases: () => CASES.map(({ specs, ...rest }) => ({ ...rest, inputs: specs })),
};

export interface TokenLogprobGradAttrs extends TokenLogprobAttrs {
  /** Which gradients are wanted; the outputs are these, in this order. */
  readonly hidden: boolean;
  readonly weight: boolean;
}

export const tokenLogprobGradOp: Op<TokenLogprobGradAttrs> = {
  kind: 'op',
  name: 'tokenLogprobGrad',
  doc: 'dlogits = dlogp (onehot - exp(logits - lse)); dhidden = dlogits weight, dweight = dlogits^T hidden.',
  infer(inputs, attrs) {
    const { N, C, V } = sizes('tokenLogprobGrad', inputs, attrs);
    const [, , , dlogp, lse] = inputs;
    if (inputs.length !== 5 || !sameShape(dlogp!.shape, [N]) || !sameShape(lse!.shape, [N])) {
      throw shapeError('tokenLogprobGrad', 'wants dlogp [N] and lse [N]', ...inputs);
    }
    return [...(attrs.hidden ? [f32(N, C)] : []), ...(attrs.weight ? [f32(V, C)] : [])];
  },
  reference([hidden, weight, targets, dlogp, lse], specs, attrs) {
    const { N, C, V } = sizes('tokenLogprobGrad', specs, attrs);
    const head = headOf(weight!, attrs);
    const dhidden = new Float64Array(N * C);
    const dweight = new Float64Array(V * C);
    for (let n = 0; n < N; n++) {
      if (targets![n]! >= V) continue;
      rowLogits(hidden!, head, n, C, V).forEach((logit, v) => {
        const d = dlogp![n]! * ((v === targets![n] ? 1 : 0) - Math.exp(logit - lse![n]!));
        for (let c = 0; c < C; c++) {
          dhidden[n * C + c]! += d * head[v * C + c]!;
          dweight[v * C + c]! += d * hidden![n * C + c]!;
        }
      });
    }
    return [...(attrs.hidden ? [dhidden] : []), ...(attrs.weight ? [dweight] : [])];
  },
  launch(inputs, _outputs, attrs, device) {
    const s = sizes('tokenLogprobGrad', inputs, attrs);
    const { N, C, V } = s;
    const tile0: Operand = { scratch: 0 };
    const dispatches = vocabularyTiles(s).flatMap((tile) => {
      const { first, width } = tile;
      const list: Dispatch[] = [
        ...tileLogits(s, tile, tile0, attrs, device),
        {
          shader,
          entry: 'slope',
          operands: [tile0, { in: 2 }, { in: 3 }, { in: 4 }],
          u32: [N, 1, first, width, V],
          workgroups: linearGrid(Math.ceil((N * width) / (device.software ? 4 : 1)), 64),
          work: 20 * N * width,
        },
      ];
      if (attrs.hidden) {
        const into = { a: tile0, b: { in: 1 }, y: { out: 0 }, M: N, K: width, N: C, accumulate: first > 0 };
        list.push(...headProduct(into, first, C, attrs.packed, device));
      }
      if (attrs.weight) {
        const y = { out: attrs.hidden ? 1 : 0 };
        const into = { a: tile0, b: { in: 0 }, y, M: width, K: N, N: C, transA: true, offsetY: first * C };
        list.push(...productDispatches(into));
      }
      return list;
    });
    return { dispatches, scratch: [tileBytes(s)] };
  },
  cases: () =>
    CASES.flatMap(({ specs, values, attrs: { packed }, ...rest }, at) => {
      const given = specs.map((spec, i) => Float64Array.from(values[i] ?? spreadFor(spec, i)));
      const lse = tokenLogprobOp.reference(given, specs, { packed })[1] as Float64Array;
      const inputs = [...specs, f32(lse.length), f32(lse.length)];
      const fixed = { 0: [...given[0]!], 1: [...given[1]!], 2: [...given[2]!], 4: [...lse] };
      const needs: TokenLogprobGradAttrs[] = [{ packed, hidden: true, weight: packed === null }];
      if (at === 0) {
        needs.push({ packed, hidden: true, weight: false }, { packed, hidden: false, weight: true });
      }
      return needs.map((attrs) => ({ ...rest, inputs, attrs, values: fixed }));
    }),
};

/**
 * Log-probabilities of target tokens.
 * @param hidden [N, C]
 * @param weight [V, C], the output head; packed where it is frozen
 * @param targets u32 [N]; NONE = not scored, log-probability 0
 * @returns [N]
 */
export function tokenLogprob(hidden: Tensor, weight: Tensor | PackedTensor, targets: Tensor): Tensor {
  const [stored, packed] = 'words' in weight ? [weight.words, weight.format] : [weight, null];
  return hidden.tracer.apply(tokenLogprobOp, [hidden, stored, targets], { packed })[0] as Tensor;
}

function rowLogits(
  hidden: Float64Array,
  weight: Float64Array,
  n: number,
  C: number,
  V: number,
): Float64Array {
  const logits = new Float64Array(V);
  for (let v = 0; v < V; v++) {
    for (let c = 0; c < C; c++) logits[v]! += hidden[n * C + c]! * weight[v * C + c]!;
  }
  return logits;
}

function spreadFor(spec: Spec, seed: number): number[] {
  return spread(
    spec.shape.reduce((a, b) => a * b, 1),
    -1 - seed / 8,
    1,
  );
}

type Case = Omit<OpCase<TokenLogprobAttrs>, 'inputs' | 'values'> & {
  readonly specs: readonly Spec[];
  readonly values: Record<number, readonly number[]>;
};

function makeCase(
  name: string,
  N: number,
  C: number,
  V: number,
  scale = 1,
  storage?: PackedFormat['storage'],
): Case {
  const packed = storage === undefined ? null : { storage, rows: V, columns: C };
  const targets = Array.from({ length: N }, (_, n) => (n % 5 === 3 ? NONE : (n * 7 + V - 1) % V));
  return {
    name: `${name} ${N}x${C}x${V}`,
    attrs: { packed },
    specs: [f32(N, C), packed === null ? f32(V, C) : u32(packedWords(packed)), u32(N)],
    values: {
      0: spread(N * C, -scale, scale),
      1: packed === null ? spread(V * C, -scale * 1.1, scale) : packedSpread(packed),
      2: targets,
    },
    // Sums over C, V and N products.
    tolerance: { abs: 1e-5 * Math.max(1, Math.sqrt(Math.max(C, N) / 8)), rel: 1e-4 },
  };
}

const CASES: readonly Case[] = [
  makeCase('several tiles', 37, 12, 300),
  makeCase('odd sizes', 5, 7, 131),
  makeCase('one tile', 6, 8, 11),
  makeCase('one element', 1, 1, 1),
  makeCase('large logits', 9, 4, 70, 7),
  makeCase('no rows', 0, 4, 8),
  makeCase('packed as f16', 37, 12, 300, 1, 'f16'),
  makeCase('packed as int8', 18, 40, 130, 1, 'int8'),
  makeCase('packed as int4', 5, 7, 131, 1, 'int4'),
];
