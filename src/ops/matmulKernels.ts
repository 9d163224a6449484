// The launches of matrix products, for matmul itself and for ops that are made of products of parts of tensors.
import activations from '../../shaders/common/activations.wgsl?raw';
import any from '../../shaders/matmulAny.wgsl?raw';
import epilogue from '../../shaders/matmulEpilogue.wgsl?raw';
import nn from '../../shaders/matmulNN.wgsl?raw';
import nt from '../../shaders/matmulNT.wgsl?raw';
import store from '../../shaders/matmulStore.wgsl?raw';
import tn from '../../shaders/matmulTN.wgsl?raw';
import type { Dispatch, Operand } from '../gpu/dispatch.ts';
import { UNARY, type UnaryName } from './unary.ts';

/** One product y[z] = activation(alpha * op(a[z]) op(b[z]) + bias) + addend[z] for z < batch; all in elements. */
export interface Product {
  readonly a: Operand;
  readonly b: Operand;
  readonly y: Operand;
  readonly bias?: Operand;
  readonly addend?: Operand;
  readonly M: number;
  readonly K: number;
  readonly N: number;
  readonly batch?: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly activation?: UnaryName;
  /** Adds to what stands in y. */
  readonly accumulate?: boolean;
  /** Elements between matrices of a batch; 0 repeats one matrix. */
  readonly strideA?: number;
  readonly strideB?: number;
  /** Elements before the first matrix. */
  readonly offsetA?: number;
  readonly offsetB?: number;
  readonly offsetY?: number;
}

const MAX_BATCH = 65535;

/** The dispatches of a product: a register-tiled kernel where sizes divide by 4, else one for any size. */
export function productDispatches(p: Product): Dispatch[] {
  const { M, K, N, batch = 1, transA = false, transB = false, alpha = 1, accumulate = false } = p;
  if (M * N * batch === 0) return [];
  const strideA = p.strideA ?? M * K;
  const strideB = p.strideB ?? K * N;
  const offsets = [p.offsetA ?? 0, p.offsetB ?? 0, p.offsetY ?? 0] as const;
  const aligned = [strideA, strideB, M * N, ...offsets].every((n) => n % 4 === 0) && N % 4 === 0;
  const tiled = aligned && !(transA && transB) && (transA ? M : K) % 4 === 0 && K > 0;
  const unit = tiled ? 4 : 1;
  const code = tiled ? store + (transA ? tn : transB ? nt : nn) : any;
  const dispatches: Dispatch[] = [];
  for (let z = 0; z < batch; z += MAX_BATCH) {
    const count = Math.min(MAX_BATCH, batch - z);
    dispatches.push({
      shader: {
        name: tiled ? `matmul${transA ? 'TN' : transB ? 'NT' : 'NN'}` : 'matmulAny',
        code: activations + epilogue + extras(tiled, p.bias !== undefined, p.addend !== undefined) + code,
      },
      entry: 'main',
      constants: {
        ...(p.activation ? { ACTIVATION: UNARY.indexOf(p.activation) } : {}),
        ...(accumulate ? { ACCUMULATE: 1 } : {}),
        ...(tiled ? {} : { TRANS_A: Number(transA), TRANS_B: Number(transB) }),
      },
      operands: [p.a, p.b, p.y, ...(p.bias ? [p.bias] : []), ...(p.addend ? [p.addend] : [])],
      u32: [
        M,
        K,
        N,
        strideA / unit,
        strideB / unit,
        (M * N) / unit,
        (offsets[0] + z * strideA) / unit,
        (offsets[1] + z * strideB) / unit,
        (offsets[2] + z * M * N) / unit,
      ],
      f32: [alpha],
      workgroups: tiled
        ? [Math.ceil(N / 64), Math.ceil(M / 32), count]
        : [Math.ceil(N / 32), Math.ceil(M / 32), count],
      work: 2 * M * K * N * count * (tiled ? 1 : 8),
    });
  }
  return dispatches;
}

/** `bias_at` and `addend_at`, with a binding where there is one. */
function extras(tiled: boolean, bias: boolean, addend: boolean): string {
  const type = tiled ? 'vec4f' : 'f32';
  const binding = (n: number, name: string): string =>
    `@group(0) @binding(${n}) var<storage, read_write> ${name}: array<${type}>;\n`;
  const columns = tiled ? 'u32' : 'vec4u';
  const biasValue = tiled ? 'bias[col]' : 'vec4f(bias[col.x], bias[col.y], bias[col.z], bias[col.w])';
  return (
    (bias ? binding(4, 'bias') : '') +
    (addend ? binding(bias ? 5 : 4, 'addend') : '') +
    `fn bias_at(col: ${columns}) -> vec4f { return ${bias ? biasValue : 'vec4f()'}; }\n` +
    `fn addend_at(at: u32) -> ${type} { return ${addend ? 'addend[at]' : `${type}()`}; }\n`
  );
}
