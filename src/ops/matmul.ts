// Matrix product with an epilogue: y = activation(alpha * op(a) op(b) + bias) + addend. Linear layers, residuals,
// low-rank adapters and the gradients of all of them are this one op.
import { shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import { productDispatches } from './matmulKernels.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';
import { sum } from './reduce.ts';
import { reshape } from './reshape.ts';
import { unaryGrad, unaryValue, type UnaryName } from './unary.ts';

export interface MatmulAttrs {
  readonly transA: boolean;
  readonly transB: boolean;
  readonly alpha: number;
  readonly bias: boolean;
  readonly addend: boolean;
  readonly activation: UnaryName | 'none';
}

interface Sizes {
  readonly M: number;
  readonly K: number;
  readonly N: number;
  readonly batch: number;
  /** b is one matrix for the whole batch. */
  readonly shared: boolean;
  readonly out: number[];
}

function sizes(inputs: readonly Spec[], attrs: MatmulAttrs): Sizes {
  const fail = (wanted: string) => shapeError('matmul', wanted, ...inputs);
  const extra = Number(attrs.bias) + Number(attrs.addend);
  const [a, b] = inputs;
  if (a === undefined || b === undefined || inputs.length !== 2 + extra)
    throw fail(`${2 + extra} tensors are wanted`);
  if (a.shape.length < 2 || b.shape.length < 2) throw fail('a and b need two dimensions');
  const [a0, a1] = a.shape.slice(-2) as [number, number];
  const [b0, b1] = b.shape.slice(-2) as [number, number];
  const [M, K] = attrs.transA ? [a1, a0] : [a0, a1];
  const [K2, N] = attrs.transB ? [b1, b0] : [b0, b1];
  if (K !== K2) throw fail(`the inner dimensions ${K} and ${K2} differ`);
  const lead = a.shape.slice(0, -2);
  const leadB = b.shape.slice(0, -2);
  const shared = leadB.length === 0;
  if (!shared && (leadB.length !== lead.length || leadB.some((d, i) => d !== lead[i]))) {
    throw fail('the batch dimensions differ');
  }
  const out = [...lead, M, N];
  let at = 2;
  if (attrs.bias) {
    const bias = inputs[at++] as Spec;
    if (bias.shape.length !== 1 || bias.shape[0] !== N) throw fail(`the bias must have ${N} elements`);
  }
  if (attrs.addend) {
    const addend = inputs[at] as Spec;
    if (addend.shape.length !== out.length || addend.shape.some((d, i) => d !== out[i])) {
      throw fail(`the addend must have the result's shape ${out.join('x')}`);
    }
  }
  return { M, K, N, batch: sizeOf(lead), shared, out };
}

export const matmulOp: Op<MatmulAttrs> = {
  kind: 'op',
  name: 'matmul',
  doc: 'y = activation(alpha * op(a) op(b) + bias) + addend, batched; b may be one matrix for the whole batch.',
  infer: (inputs, attrs) => [{ shape: sizes(inputs, attrs).out, dtype: 'f32' }],
  reference(inputs, specs, attrs) {
    const { M, K, N, batch, shared } = sizes(specs, attrs);
    const [a, b] = inputs as [Float64Array, Float64Array];
    const bias = attrs.bias ? inputs[2] : undefined;
    const addend = attrs.addend ? inputs[attrs.bias ? 3 : 2] : undefined;
    const y = new Float64Array(batch * M * N);
    for (let z = 0; z < batch; z++) {
      for (let m = 0; m < M; m++) {
        for (let n = 0; n < N; n++) {
          let total = 0;
          for (let k = 0; k < K; k++) {
            const i = z * M * K + (attrs.transA ? k * M + m : m * K + k);
            const j = (shared ? 0 : z * K * N) + (attrs.transB ? n * K + k : k * N + n);
            total += (a[i] as number) * (b[j] as number);
          }
          const at = (z * M + m) * N + n;
          const pre = attrs.alpha * total + (bias?.[n] ?? 0);
          y[at] =
            (attrs.activation === 'none' ? pre : unaryValue(attrs.activation, pre)) + (addend?.[at] ?? 0);
        }
      }
    }
    return [y];
  },
  gradient({ inputs, attrs, grads, needs }) {
    const [a, b] = inputs as [Tensor, Tensor];
    const dy = grads[0] as Tensor;
    const bias = attrs.bias ? inputs[2] : undefined;
    const { M, K, N, batch, shared } = sizes(inputs, attrs);
    const { transA, transB, alpha } = attrs;
    // The pre-activation is computed again: keeping it would cost a tensor in every forward pass.
    const d =
      attrs.activation === 'none'
        ? dy
        : unaryGrad(matmul(a, b, { transA, transB, alpha, ...(bias ? { bias } : {}) }), dy, attrs.activation);
    const result: (Tensor | undefined)[] = [];
    if (needs[0]) {
      // y = op(a) op(b): d op(a) = d op(b)^T
      const da = transA
        ? matmul(b, d, { transA: transB, transB: true, alpha }) // [K, N] [M, N]^T
        : matmul(d, b, { transB: !transB, alpha });
      result[0] = da;
      if (shared && transA && a.shape.length > 2)
        throw new Error('internal: matmul: transposed a with a shared b.');
    }
    if (needs[1]) {
      const fold = shared && a.shape.length > 2;
      const left = fold ? reshape(a, [batch * M, K]) : a;
      const right = fold ? reshape(d, [batch * M, N]) : d;
      result[1] = transB
        ? matmul(right, left, { transA: true, transB: transA, alpha }) // [N, M] [M, K]
        : matmul(left, right, { transA: !transA, alpha });
    }
    if (attrs.bias && needs[2])
      result[2] = sum(
        d,
        d.shape.slice(0, -1).map((_, i) => i),
        false,
      );
    if (attrs.addend) result[attrs.bias ? 3 : 2] = dy;
    return result;
  },
  launch(inputs, _outputs, attrs, device) {
    const { M, K, N, batch, shared } = sizes(inputs, attrs);
    const fold = shared && !attrs.transA;
    return {
      dispatches: productDispatches(
        {
          a: { in: 0 },
          b: { in: 1 },
          y: { out: 0 },
          ...(attrs.bias ? { bias: { in: 2 } } : {}),
          ...(attrs.addend ? { addend: { in: attrs.bias ? 3 : 2 } } : {}),
          M: fold ? M * batch : M,
          K,
          N,
          batch: fold ? 1 : batch,
          transA: attrs.transA,
          transB: attrs.transB,
          alpha: attrs.alpha,
          ...(attrs.activation === 'none' ? {} : { activation: attrs.activation }),
          strideB: shared ? 0 : K * N,
        },
        device,
      ),
    };
  },
  cases,
};

/** How `matmul` treats its operands; everything is off by default. */
export interface MatmulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  /** [N] */
  readonly bias?: Tensor;
  /** The result's shape: a residual, or what an adapter adds to. */
  readonly addend?: Tensor;
  readonly activation?: UnaryName;
}

/**
 * activation(alpha * op(a) op(b) + bias) + addend.
 * @param a [..., M, K], or [..., K, M] with transA
 * @param b [K, N] for the whole batch or [..., K, N]; [..., N, K] with transB
 * @returns [..., M, N]
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { bias, addend } = options;
  return call(matmulOp, [a, b, ...(bias ? [bias] : []), ...(addend ? [addend] : [])], {
    transA: options.transA ?? false,
    transB: options.transB ?? false,
    alpha: options.alpha ?? 1,
    bias: bias !== undefined,
    addend: addend !== undefined,
    activation: options.activation ?? 'none',
  });
}

function cases(): OpCase<MatmulAttrs>[] {
  const list: OpCase<MatmulAttrs>[] = [];
  const make = (
    name: string,
    [M, K, N]: readonly [number, number, number],
    change: Partial<MatmulAttrs> = {},
    lead: readonly number[] = [],
    shared = true,
  ): void => {
    const attrs = {
      transA: false,
      transB: false,
      alpha: 1,
      bias: false,
      addend: false,
      activation: 'none' as const,
      ...change,
    };
    const leadB = shared ? [] : lead;
    list.push({
      name: `${name} ${M}x${K}x${N}`,
      attrs,
      inputs: [
        f32(...lead, ...(attrs.transA ? [K, M] : [M, K])),
        f32(...leadB, ...(attrs.transB ? [N, K] : [K, N])),
        ...(attrs.bias ? [f32(N)] : []),
        ...(attrs.addend ? [f32(...lead, M, N)] : []),
      ],
      // Sums of K products of standard normals: rounding grows with sqrt(K).
      tolerance: { abs: 1e-5 * Math.max(1, Math.sqrt(K)), rel: 1e-4 },
    });
  };
  for (const [transA, transB] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const) {
    const name = `${transA ? 'T' : 'N'}${transB ? 'T' : 'N'}`;
    make(name, [5, 7, 3], { transA, transB });
    make(name, [1, 1, 1], { transA, transB });
    make(name, [12, 8, 20], { transA, transB });
    make(name, [36, 68, 132], { transA, transB });
    make(name, [37, 40, 36], { transA, transB, bias: true, addend: true });
    make(name, [33, 17, 65], { transA, transB, alpha: 0.5 });
    make(`batched ${name}`, [17, 8, 12], { transA, transB }, [2], false);
    make(`batched ${name}`, [5, 8, 12], { transA, transB }, [3], false);
    make(`batched ${name}`, [3, 5, 7], { transA, transB }, [2, 2], false);
  }
  make('shared b', [6, 8, 12], { transB: true, bias: true, addend: true }, [2, 3]);
  make('empty rows', [0, 4, 8], { bias: true });
  make('empty sum', [3, 0, 5]);
  make('one row', [1, 64, 40], { transB: true, bias: true });
  for (const activation of ['gelu_tanh', 'gelu_erf', 'silu', 'relu'] as const) {
    make(activation, [9, 12, 8], { bias: true, addend: true, activation, transB: true });
    make(activation, [20, 12, 8], { bias: true, addend: true, activation });
    make(activation, [3, 5, 7], { bias: true, activation });
  }
  return list;
}
