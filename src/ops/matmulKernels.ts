// The launches of matrix products, for matmul itself and for ops that are made of products of parts of tensors.
import activations from '../../shaders/common/activations.wgsl?raw';
import any from '../../shaders/matmulAny.wgsl?raw';
import epilogue from '../../shaders/matmulEpilogue.wgsl?raw';
import nn from '../../shaders/matmulNN.wgsl?raw';
import nt from '../../shaders/matmulNT.wgsl?raw';
import quadNN from '../../shaders/matmulQuadNN.wgsl?raw';
import quadNT from '../../shaders/matmulQuadNT.wgsl?raw';
import quadStore from '../../shaders/matmulQuadStore.wgsl?raw';
import quadTN from '../../shaders/matmulQuadTN.wgsl?raw';
import store from '../../shaders/matmulStore.wgsl?raw';
import tn from '../../shaders/matmulTN.wgsl?raw';
import type { DeviceTraits, Dispatch, Operand } from '../gpu/dispatch.ts';
import { UNARY, type UnaryName } from './unary.ts';
import { unroll } from './unroll.ts';

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

/** Rows of a quad's tile; smaller products leave too much of it idle. */
const QUAD_ROWS = 16;

/** A kernel for a product: its text, the elements of what it binds, and the tile that a workgroup computes. */
interface Kernel {
  readonly name: string;
  readonly code: string;
  /** 4 where it binds vectors. */
  readonly unit: 1 | 4;
  readonly columns: number;
  readonly rows: number;
}

/** The dispatches of a product. @param device what may be assumed of it; without, what runs everywhere */
export function productDispatches(p: Product, device?: DeviceTraits): Dispatch[] {
  const { M, K, N, batch = 1, transA = false, transB = false, alpha = 1, accumulate = false } = p;
  if (M * N * batch === 0) return [];
  const { strideA = M * K, strideB = K * N, offsetA = 0, offsetB = 0, offsetY = 0 } = p;
  const kernel = kernelFor(p, device);
  const { unit } = kernel;
  const dispatches: Dispatch[] = [];
  for (let z = 0; z < batch; z += MAX_BATCH) {
    const count = Math.min(MAX_BATCH, batch - z);
    dispatches.push({
      shader: { name: kernel.name, code: kernel.code },
      entry: 'main',
      constants: {
        ...(p.activation ? { ACTIVATION: UNARY.indexOf(p.activation) } : {}),
        ...(accumulate ? { ACCUMULATE: 1 } : {}),
        ...(kernel.name === 'matmulAny' ? { TRANS_A: Number(transA), TRANS_B: Number(transB) } : {}),
      },
      operands: [p.a, p.b, p.y, ...(p.bias ? [p.bias] : []), ...(p.addend ? [p.addend] : [])],
      u32: [
        M,
        K,
        N,
        strideA / unit,
        strideB / unit,
        (M * N) / unit,
        (offsetA + z * strideA) / unit,
        (offsetB + z * strideB) / unit,
        (offsetY + z * M * N) / unit,
      ],
      f32: [alpha],
      workgroups: [Math.ceil(N / kernel.columns), Math.ceil(M / kernel.rows), count],
      work: 2 * M * K * N * count * (kernel.name === 'matmulAny' ? 8 : 1),
    });
  }
  return dispatches;
}

/** By quads on SwiftShader, by tiles of vectors where sizes divide by 4, else element by element. */
function kernelFor(p: Product, device: DeviceTraits | undefined): Kernel {
  const { M, K, N, transA = false, transB = false, offsetA = 0, offsetB = 0, offsetY = 0 } = p;
  const { strideA = M * K, strideB = K * N } = p;
  const both = transA && transB;
  const which = transA ? 'TN' : transB ? 'NT' : 'NN';
  const before = (tiled: boolean): string =>
    epilogueText(tiled, p.bias !== undefined, p.addend !== undefined);
  if (!both && runsQuads(device) && M >= QUAD_ROWS && K > 0 && K % 4 === 0 && N % 4 === 0) {
    const turn = K % 8 === 0 ? 2 : 1;
    const text = { NN: quadNN, NT: quadNT, TN: quadTN }[which];
    const counts = { r: QUAD_ROWS, g: QUAD_ROWS / 4, q: 4, c: 8, j: 4, u: turn };
    const code = `enable subgroups;\n${before(false)}const TURN = ${turn}u;\n${quadStore}${unroll(text, counts)}`;
    return { name: `matmulQuad${which}`, code, unit: 1, columns: 32, rows: QUAD_ROWS };
  }
  const aligned = [strideA, strideB, M * N, offsetA, offsetB, offsetY, N].every((n) => n % 4 === 0);
  if (aligned && !both && (transA ? M : K) % 4 === 0 && K > 0) {
    const code = `${before(true)}alias B = vec4f;\n${store}` + { NN: nn, NT: nt, TN: tn }[which];
    return { name: `matmul${which}`, code, unit: 4, columns: 64, rows: 32 };
  }
  return { name: 'matmulAny', code: before(false) + any, unit: 1, columns: 32, rows: 32 };
}

/** SwiftShader, whose vectors of four are subgroups: there a quad's exchange is one shuffle. */
function runsQuads(device: DeviceTraits | undefined): boolean {
  return device?.software === true && device.subgroups && device.subgroupMaxSize === 4;
}

/** Parameters, activation, `bias_at` and `addend_at`, these with a binding where there is one: before every kernel. */
export function epilogueText(tiled: boolean, bias: boolean, addend: boolean): string {
  const type = tiled ? 'vec4f' : 'f32';
  const binding = (n: number, name: string): string =>
    `@group(0) @binding(${n}) var<storage, read_write> ${name}: array<${type}>;\n`;
  const columns = tiled ? 'u32' : 'vec4u';
  const biasValue = tiled ? 'bias[col]' : 'vec4f(bias[col.x], bias[col.y], bias[col.z], bias[col.w])';
  return (
    activations +
    epilogue +
    (bias ? binding(4, 'bias') : '') +
    (addend ? binding(bias ? 5 : 4, 'addend') : '') +
    `fn bias_at(col: ${columns}) -> vec4f { return ${bias ? biasValue : 'vec4f()'}; }\n` +
    `fn addend_at(at: u32) -> ${type} { return ${addend ? 'addend[at]' : `${type}()`}; }\n`
  );
}
