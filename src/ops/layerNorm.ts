// Layer norm over the last axis, and its gradients with respect to x, weight and bias.
import kernel from '../../shaders/layerNorm.wgsl?raw';
import type { Dispatch } from '../gpu/dispatch.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, OpCase, Tensor } from './op.ts';
import { addChunks, columnChunks } from './reduction.ts';
import { pieceWidth, rowGrid, rowShader, rowsOf } from './kernel.ts';

export interface LayerNormAttrs {
  readonly eps: number;
}

export interface LayerNormGradAttrs extends LayerNormAttrs {
  /** Whether dweight and dbias are outputs too; left out where both are frozen. */
  readonly parameters: boolean;
}

/** Mean and 1 / sqrt(variance + eps) of every row. */
function statistics(x: Float64Array, rows: number, C: number, eps: number): { m: number; r: number }[] {
  return Array.from({ length: rows }, (_, row) => {
    const values = x.subarray(row * C, (row + 1) * C);
    const m = values.reduce((s, v) => s + v, 0) / C;
    const variance = values.reduce((s, v) => s + (v - m) ** 2, 0) / C;
    return { m, r: 1 / Math.sqrt(variance + eps) };
  });
}

export const layerNormOp: Op<LayerNormAttrs> = {
  kind: 'op',
  name: 'layerNorm',
  doc: 'y = (x - mean(x)) / sqrt(var(x) + eps) * weight + bias over the last axis.',
  infer(inputs) {
    const [x, weight, bias] = inputs;
    const fits =
      x && x.shape.length > 0 && [weight, bias].every((p) => p && sameShape(p.shape, x.shape.slice(-1)));
    if (!fits) throw shapeError('layerNorm', 'wants x [..., C], weight [C] and bias [C]', ...inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x, weight, bias], [spec], { eps }) {
    const [rows, C] = rowsOf(spec!.shape);
    const stats = statistics(x!, rows, C, eps);
    return [
      x!.map((v, i) => {
        const { m, r } = stats[Math.floor(i / C)]!;
        return (v - m) * r * weight![i % C]! + bias![i % C]!;
      }),
    ];
  },
  gradient({ inputs: [x, weight], grads: [dy], needs, attrs: { eps } }) {
    if (!dy) return [undefined, undefined, undefined];
    const parameters = needs[1] === true || needs[2] === true;
    return x!.tracer.apply(layerNormGradOp, [x!, weight!, dy], { eps, parameters });
  },
  launch([x], _outputs, { eps }, device) {
    const [rows, C] = rowsOf(x!.shape);
    const width = pieceWidth(C, rows * C);
    return {
      dispatches: [
        {
          shader: rowShader('layerNorm', kernel, width),
          ...rowGrid('forward', rows, C, device),
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          u32: [rows, C / width, 0],
          f32: [eps],
          work: 8 * sizeOf(x!.shape),
        },
      ],
    };
  },
  cases() {
    const attrs = { eps: 1e-5 };
    return [
      { name: 'short rows', inputs: [f32(67, 5), f32(5), f32(5)], attrs },
      { name: 'long rows', inputs: [f32(2, 3, 131), f32(131), f32(131)], attrs },
      { name: 'many rows', inputs: [f32(301, 33), f32(33), f32(33)], attrs },
      { name: 'in pieces', inputs: [f32(35, 36), f32(36), f32(36)], attrs },
      { name: 'one element', inputs: [f32(1), f32(1), f32(1)], attrs: { eps: 0.1 } },
      { name: 'no rows', inputs: [f32(0, 4), f32(4), f32(4)], attrs },
    ];
  },
};

export const layerNormGradOp: Op<LayerNormGradAttrs> = {
  kind: 'op',
  name: 'layerNormGrad',
  doc: 'dx and (with `parameters`) dweight and dbias of `layerNorm`, from x, weight and dy.',
  infer(inputs, { parameters }) {
    const [x, weight, dy] = inputs;
    if (
      !x ||
      !weight ||
      !dy ||
      !sameShape(x.shape, dy.shape) ||
      !sameShape(weight.shape, x.shape.slice(-1))
    ) {
      throw shapeError('layerNormGrad', 'wants x [..., C], weight [C] and dy like x', ...inputs);
    }
    const dx = { shape: x.shape, dtype: 'f32' } as const;
    const dparameter = { shape: weight.shape, dtype: 'f32' } as const;
    return parameters ? [dx, dparameter, dparameter] : [dx];
  },
  reference([x, weight, dy], [spec], { eps, parameters }) {
    const [rows, C] = rowsOf(spec!.shape);
    const stats = statistics(x!, rows, C, eps);
    const dx = new Float64Array(x!.length);
    const dweight = new Float64Array(C);
    const dbias = new Float64Array(C);
    for (let row = 0; row < rows; row++) {
      const { m, r } = stats[row]!;
      let slopes = 0;
      let dot = 0;
      for (let c = 0; c < C; c++) {
        const g = dy![row * C + c]! * weight![c]!;
        slopes += g;
        dot += g * (x![row * C + c]! - m) * r;
      }
      for (let c = 0; c < C; c++) {
        const i = row * C + c;
        const normal = (x![i]! - m) * r;
        dx[i] = r * (dy![i]! * weight![c]! - slopes / C - (normal * dot) / C);
        dweight[c]! += dy![i]! * normal;
        dbias[c]! += dy![i]!;
      }
    }
    return parameters ? [dx, dweight, dbias] : [dx];
  },
  launch([x], _outputs, { eps, parameters }, device) {
    const [rows, C] = rowsOf(x!.shape);
    const width = pieceWidth(C, rows * C);
    const chunks = columnChunks(rows, C, device);
    const work = sizeOf(x!.shape);
    const isCut = chunks > 1;
    const dispatches: Dispatch[] = [
      {
        shader: rowShader('layerNorm', kernel, width),
        ...rowGrid('backward', rows, C, device),
        operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }, { scratch: 0 }],
        u32: [rows, C / width, chunks],
        f32: [eps],
        work: 16 * work,
      },
    ];
    if (!parameters) return { dispatches, scratch: [8 * Math.max(rows, 1)] };
    dispatches.push({
      shader: rowShader('layerNorm', kernel, width),
      entry: 'parameters_partial',
      operands: [
        { in: 0 },
        { in: 2 },
        { scratch: 0 },
        isCut ? { scratch: 1 } : { out: 1 },
        isCut ? { scratch: 2 } : { out: 2 },
      ],
      u32: [rows, C / width, chunks],
      f32: [eps],
      workgroups: linearGrid((chunks * C) / width, 64),
      work: 6 * work,
    });
    if (!isCut) return { dispatches, scratch: [8 * Math.max(rows, 1)] };
    dispatches.push(addChunks({ scratch: 1 }, { out: 1 }, chunks, C));
    dispatches.push(addChunks({ scratch: 2 }, { out: 2 }, chunks, C));
    return { dispatches, scratch: [8 * Math.max(rows, 1), 4 * chunks * C, 4 * chunks * C] };
  },
  cases() {
    const shapes: [string, number[]][] = [
      ['short rows', [67, 5]],
      ['long rows', [2, 3, 131]],
      ['many rows', [301, 33]],
      ['in pieces', [35, 36]],
      ['long rows, in pieces', [3, 136]],
      ['one element', [1]],
      ['no rows', [0, 4]],
    ];
    return [true, false].flatMap((parameters) =>
      shapes.map(([name, shape]): OpCase<LayerNormGradAttrs> => ({
        name: `${name}${parameters ? '' : ', frozen parameters'}`,
        inputs: [f32(...shape), f32(...shape.slice(-1)), f32(...shape)],
        attrs: { eps: 1e-2, parameters },
      })),
    );
  },
};

/** (x - mean(x)) / sqrt(var(x) + eps) * weight + bias over the last axis C of x [..., C]. */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, eps: number): Tensor {
  return call(layerNormOp, [x, weight, bias], { eps });
}
