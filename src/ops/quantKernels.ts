// The launches of matrix products with a packed right side, for quantMatmul and for ops that are made of products of
// parts of tensors. The left side, the sums and the result are f32.
import any from '../../shaders/quantMatmulAny.wgsl?raw';
import few from '../../shaders/quantMatmulFew.wgsl?raw';
import nn from '../../shaders/quantMatmulNN.wgsl?raw';
import nt from '../../shaders/quantMatmulNT.wgsl?raw';
import f16 from '../../shaders/quantF16.wgsl?raw';
import int4 from '../../shaders/quantInt4.wgsl?raw';
import int8 from '../../shaders/quantInt8.wgsl?raw';
import store from '../../shaders/matmulStore.wgsl?raw';
import { linearGrid, type DeviceTraits, type Dispatch } from '../gpu/dispatch.ts';
import { epilogueText, type Product } from './matmulKernels.ts';
import { rowWords, type PackedFormat, type PackedStorage } from './packing.ts';
import { unroll } from './unroll.ts';

/** `weights(row, quad)` of a storage: a text for kernels that bind the words as `b`. */
export const WEIGHTS: Readonly<Record<PackedStorage, string>> = { f16, int8, int4 };

/** Rows up to which a product is bound by reading the weights. */
const FEW_ROWS = 16;

/** As `Product`, for one matrix; b holds words. */
export interface QuantProduct extends Pick<
  Product,
  'a' | 'b' | 'y' | 'bias' | 'addend' | 'M' | 'K' | 'N' | 'transB' | 'accumulate'
> {
  readonly format: PackedFormat;
  /** The first row of b that is used. */
  readonly firstRow?: number;
}

/** Kernel, entry point and grid of a product. */
interface Choice {
  readonly name: string;
  readonly code: string;
  readonly entry: string;
  readonly workgroups: [number, number, number];
}

/** y = a op(b) + bias + addend; with transB b's rows are the results' columns, else they are what is summed over. */
export function quantDispatches(p: QuantProduct, device: DeviceTraits): Dispatch[] {
  const { M, K, N, format, bias, addend, transB = false, accumulate = false, firstRow = 0 } = p;
  if (M * N === 0) return [];
  const { name, code, entry, workgroups } = choose(p, device);
  return [
    {
      shader: { name: `${name} ${format.storage}`, code },
      entry,
      constants: {
        ...(accumulate ? { ACCUMULATE: 1 } : {}),
        ...(name === 'quantMatmulAny' ? { TRANS_B: Number(transB) } : {}),
      },
      operands: [p.a, p.b, p.y, ...(bias ? [bias] : []), ...(addend ? [addend] : [])],
      u32: [M, K, N, 0, rowWords(format), 0, 0, firstRow, 0],
      f32: [1],
      workgroups,
      work: 2 * M * K * N * (name === 'quantMatmulAny' ? 16 : 2),
    },
  ];
}

function choose(p: QuantProduct, device: DeviceTraits): Choice {
  const { M, K, N, format, transB = false } = p;
  const text = (tiled: boolean): string =>
    epilogueText(tiled, p.bias !== undefined, p.addend !== undefined) + WEIGHTS[format.storage];
  if (transB && M <= FEW_ROWS && K > 0 && K % 4 === 0) {
    const [x, y] = linearGrid(Math.ceil(N / 4), device.software ? 64 : 1);
    const entry = device.software ? 'few_thread' : 'few_group';
    return {
      name: 'quantMatmulFew',
      code: text(false) + few,
      entry,
      workgroups: [x, y, Math.ceil(M / 4)],
    };
  }
  if (K > 0 && K % 4 === 0 && N % 4 === 0) {
    const code = `${text(true)}alias B = u32;\n${store}${unroll(transB ? nt : nn, { r: 8, c: 8, j: 4 })}`;
    const name = transB ? 'quantMatmulNT' : 'quantMatmulNN';
    return { name, code, entry: 'main', workgroups: [Math.ceil(N / 64), Math.ceil(M / 32), 1] };
  }
  const grid: [number, number, number] = [Math.ceil(N / 32), Math.ceil(M / 32), 1];
  return { name: 'quantMatmulAny', code: text(false) + any, entry: 'main', workgroups: grid };
}
