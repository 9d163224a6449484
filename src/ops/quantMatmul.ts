// Product with a frozen, packed matrix: y = x W^T (+ bias) (+ addend), W in f16, int8 or int4 (packing.ts), unpacked
// where it is used, summed in f32. The gradient goes to x, bias and addend; W is frozen and gets none.
import { shapeError } from '../base/shape.ts';
import { call, f32, spread, u32 } from './call.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';
import { packedWords, packMatrix, unpackMatrix, type PackedFormat, type PackedStorage } from './packing.ts';
import { quantDispatches } from './quantKernels.ts';
import { sum } from './reduce.ts';

/** A packed matrix of a graph: its words, u32 [packedWords(format)], and what they mean. */
export interface PackedTensor {
  readonly words: Tensor;
  readonly format: PackedFormat;
}

/** Refuses words that are too few or too many for a format. */
export function checkWords(op: string, words: Spec, format: PackedFormat, all: readonly Spec[]): void {
  const wanted = packedWords(format);
  if (words.dtype === 'u32' && words.shape.length === 1 && words.shape[0] === wanted) return;
  const { storage, rows, columns } = format;
  throw shapeError(op, `a ${storage} matrix ${rows}x${columns} takes u32 [${wanted}]`, ...all);
}

export interface QuantMatmulAttrs {
  readonly format: PackedFormat;
  /** y = x W^T; else y = x W. */
  readonly transB: boolean;
  readonly bias: boolean;
  readonly addend: boolean;
}

interface Sizes {
  readonly M: number;
  readonly K: number;
  readonly N: number;
}

function sizes(inputs: readonly Spec[], attrs: QuantMatmulAttrs): Sizes {
  const { format, transB, bias, addend } = attrs;
  const fail = (wanted: string) => shapeError('quantMatmul', wanted, ...inputs);
  const count = 2 + Number(bias) + Number(addend);
  const [x, words] = inputs;
  if (inputs.length !== count || x === undefined || words === undefined) throw fail(`wants ${count} tensors`);
  checkWords('quantMatmul', words, format, inputs);
  const [K, N] = transB ? [format.columns, format.rows] : [format.rows, format.columns];
  if (x.shape.length !== 2 || x.shape[1] !== K) throw fail(`x must be [M, ${K}]`);
  const M = x.shape[0] as number;
  if (bias && (inputs[2]?.shape.length !== 1 || inputs[2].shape[0] !== N)) {
    throw fail(`the bias must be [${N}]`);
  }
  const added = addend ? inputs[count - 1] : undefined;
  if (added && (added.shape.length !== 2 || added.shape[0] !== M || added.shape[1] !== N)) {
    throw fail(`the addend must be [${M}, ${N}]`);
  }
  return { M, K, N };
}

export const quantMatmulOp: Op<QuantMatmulAttrs> = {
  kind: 'op',
  name: 'quantMatmul',
  doc: 'y = x op(W) + bias + addend for a frozen W packed as f16, int8 or int4, unpacked in the kernel; f32 sums.',
  infer(inputs, attrs) {
    const { M, N } = sizes(inputs, attrs);
    return [f32(M, N)];
  },
  reference(inputs, specs, attrs) {
    const { M, K, N } = sizes(specs, attrs);
    const [x, words] = inputs as [Float64Array, Float64Array];
    const w = unpackMatrix(attrs.format, words);
    const bias = attrs.bias ? inputs[2] : undefined;
    const addend = attrs.addend ? inputs[attrs.bias ? 3 : 2] : undefined;
    const y = new Float64Array(M * N);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let total = (bias?.[n] ?? 0) + (addend?.[m * N + n] ?? 0);
        for (let k = 0; k < K; k++) {
          total += (x[m * K + k] as number) * (w[attrs.transB ? n * K + k : k * N + n] as number);
        }
        y[m * N + n] = total;
      }
    }
    return [y];
  },
  gradient({ inputs, attrs: { format, transB, bias, addend }, grads: [dy], needs }) {
    if (dy === undefined) return [];
    const words = inputs[1] as Tensor;
    return [
      needs[0] ? quantMatmul(dy, { words, format }, { transB: !transB }) : undefined,
      undefined,
      ...(bias ? [needs[2] ? sum(dy, [0], false) : undefined] : []),
      ...(addend ? [dy] : []),
    ];
  },
  launch(inputs, _outputs, attrs, device) {
    const { format, transB, bias, addend } = attrs;
    const product = {
      ...sizes(inputs, attrs),
      format,
      transB,
      a: { in: 0 },
      b: { in: 1 },
      y: { out: 0 },
      ...(bias ? { bias: { in: 2 } } : {}),
      ...(addend ? { addend: { in: bias ? 3 : 2 } } : {}),
    };
    return { dispatches: quantDispatches(product, device) };
  },
  cases,
};

/** How `quantMatmul` is computed; x W without bias and addend by default. */
export interface QuantMatmulOptions {
  /** x W^T: a linear layer. */
  readonly transB?: boolean;
  /** [N] */
  readonly bias?: Tensor;
  /** [M, N], a residual. */
  readonly addend?: Tensor;
}

/**
 * x op(W) + bias + addend.
 * @param x [M, K]
 * @param packed W [N, K] with transB, else [K, N]
 * @returns [M, N]
 */
export function quantMatmul(
  x: Tensor,
  { words, format }: PackedTensor,
  { transB = false, bias, addend }: QuantMatmulOptions = {},
): Tensor {
  return call(quantMatmulOp, [x, words, ...(bias ? [bias] : []), ...(addend ? [addend] : [])], {
    format,
    transB,
    bias: bias !== undefined,
    addend: addend !== undefined,
  });
}

/** The words of a matrix of scattered numbers; for tests of ops that take packed matrices. */
export function packedSpread(format: PackedFormat): number[] {
  const data = Float32Array.from(spread(format.rows * format.columns, -1.3, 0.9));
  return [...packMatrix(format, data)];
}

function cases(): OpCase<QuantMatmulAttrs>[] {
  const list: OpCase<QuantMatmulAttrs>[] = [];
  const make = (
    storage: PackedStorage,
    [M, K, N]: readonly [number, number, number],
    change: Partial<QuantMatmulAttrs> = {},
  ): void => {
    const transB = change.transB ?? true;
    const format = { storage, rows: transB ? N : K, columns: transB ? K : N };
    const attrs = { format, transB, bias: false, addend: false, ...change };
    list.push({
      name: `${storage} ${transB ? 'NT' : 'NN'} ${M}x${K}x${N}`,
      attrs,
      inputs: [
        f32(M, K),
        u32(packedWords(format)),
        ...(attrs.bias ? [f32(N)] : []),
        ...(attrs.addend ? [f32(M, N)] : []),
      ],
      values: { 1: packedSpread(format) },
      // Sums of K products: rounding grows with sqrt(K).
      tolerance: { abs: 1e-5 * Math.max(1, Math.sqrt(K)), rel: 1e-4 },
    });
  };
  // Few different kernels: a software adapter takes seconds to compile one.
  for (const storage of ['f16', 'int8', 'int4'] as const) {
    make(storage, [37, 40, 68], { bias: true, addend: true });
    make(storage, [20, 64, 12], { transB: false });
    make(storage, [19, 36, 44], { transB: false });
    make(storage, [5, 7, 3], { bias: true, addend: true });
    make(storage, [33, 33, 35], { transB: false });
    make(storage, [1, 1, 1], { transB: false });
    make(storage, [1, 96, 70], { bias: true });
    make(storage, [16, 300, 8], { bias: true });
    make(storage, [6, 36, 9], { bias: true });
    make(storage, [0, 8, 4]);
  }
  make('int4', [20, 64, 12]);
  make('int4', [6, 36, 9], { addend: true });
  return list;
}
