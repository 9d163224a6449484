// Root-mean-square norm over the last axis as Llama has it, and its gradients with respect to x and the weight.
import kernel from '../../shaders/rmsNorm.wgsl?raw';
import type { Dispatch } from '../gpu/dispatch.ts';
import { linearGrid } from '../gpu/dispatch.ts';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32 } from './call.ts';
import type { Op, OpCase, Tensor } from './op.ts';
import { addChunks, columnChunks } from './reduction.ts';
import { pieceWidth, rowGrid, rowShader, rowsOf } from './kernel.ts';

export interface RmsNormAttrs {
  readonly eps: number;
}

export interface RmsNormGradAttrs extends RmsNormAttrs {
  /** Whether dweight is an output too; left out where the weight is frozen. */
  readonly parameters: boolean;
}

/** 1 / sqrt(mean(x^2) + eps) of every row. */
function scales(x: Float64Array, rows: number, C: number, eps: number): number[] {
  return Array.from({ length: rows }, (_, r) => {
    const squares = x.subarray(r * C, (r + 1) * C).reduce((s, v) => s + v * v, 0);
    return 1 / Math.sqrt(squares / C + eps);
  });
}

export const rmsNormOp: Op<RmsNormAttrs> = {
  kind: 'op',
  name: 'rmsNorm',
  doc: 'y = x / sqrt(mean(x^2) + eps) * weight over the last axis.',
  infer(inputs) {
    const [x, weight] = inputs;
    if (!x || !weight || x.shape.length === 0 || !sameShape(weight.shape, x.shape.slice(-1))) {
      throw shapeError('rmsNorm', 'wants x [..., C] and weight [C]', ...inputs);
    }
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x, weight], [spec], { eps }) {
    const [rows, C] = rowsOf(spec!.shape);
    const r = scales(x!, rows, C, eps);
    return [x!.map((v, i) => v * r[Math.floor(i / C)]! * weight![i % C]!)];
  },
  gradient({ inputs: [x, weight], grads: [dy], needs, attrs: { eps } }) {
    if (!dy) return [undefined, undefined];
    return x!.tracer.apply(rmsNormGradOp, [x!, weight!, dy], { eps, parameters: needs[1] === true });
  },
  launch([x], _outputs, { eps }, device) {
    const [rows, C] = rowsOf(x!.shape);
    const width = pieceWidth(C, rows * C);
    return {
      dispatches: [
        {
          shader: rowShader('rmsNorm', kernel, width),
          ...rowGrid('forward', rows, C, device),
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          u32: [rows, C / width, 0],
          f32: [eps],
          work: 6 * sizeOf(x!.shape),
        },
      ],
    };
  },
  cases() {
    const attrs = { eps: 1e-5 };
    return [
      { name: 'short rows', inputs: [f32(67, 5), f32(5)], attrs },
      { name: 'long rows', inputs: [f32(2, 3, 131), f32(131)], attrs },
      { name: 'many rows', inputs: [f32(301, 33), f32(33)], attrs },
      { name: 'in pieces', inputs: [f32(35, 36), f32(36)], attrs },
      { name: 'one element', inputs: [f32(1), f32(1)], attrs: { eps: 0.1 } },
      { name: 'no rows', inputs: [f32(0, 4), f32(4)], attrs },
    ];
  },
};

export const rmsNormGradOp: Op<RmsNormGradAttrs> = {
  kind: 'op',
  name: 'rmsNormGrad',
  doc: 'dx and (with `parameters`) dweight of `rmsNorm`, from x, weight and dy.',
  infer(inputs, { parameters }) {
    const [x, weight, dy] = inputs;
    if (
      !x ||
      !weight ||
      !dy ||
      !sameShape(x.shape, dy.shape) ||
      !sameShape(weight.shape, x.shape.slice(-1))
    ) {
      throw shapeError('rmsNormGrad', 'wants x [..., C], weight [C] and dy like x', ...inputs);
    }
    const dx = { shape: x.shape, dtype: 'f32' } as const;
    return parameters ? [dx, { shape: weight.shape, dtype: 'f32' }] : [dx];
  },
  reference([x, weight, dy], [spec], { eps, parameters }) {
    const [rows, C] = rowsOf(spec!.shape);
    const scale = scales(x!, rows, C, eps);
    const dx = new Float64Array(x!.length);
    const dweight = new Float64Array(C);
    for (let row = 0; row < rows; row++) {
      const r = scale[row]!;
      let dot = 0;
      for (let c = 0; c < C; c++) dot += dy![row * C + c]! * weight![c]! * x![row * C + c]!;
      for (let c = 0; c < C; c++) {
        const i = row * C + c;
        dx[i] = r * (dy![i]! * weight![c]! - (x![i]! * r * r * dot) / C);
        dweight[c]! += dy![i]! * x![i]! * r;
      }
    }
    return parameters ? [dx, dweight] : [dx];
  },
  launch([x], _outputs, { eps, parameters }, device) {
    const [rows, C] = rowsOf(x!.shape);
    const width = pieceWidth(C, rows * C);
    const chunks = columnChunks(rows, C, device);
    const work = sizeOf(x!.shape);
    const dispatches: Dispatch[] = [
      {
        shader: rowShader('rmsNorm', kernel, width),
        ...rowGrid('backward', rows, C, device),
        operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }, { scratch: 0 }],
        u32: [rows, C / width, chunks],
        f32: [eps],
        work: 12 * work,
      },
    ];
    if (!parameters) return { dispatches, scratch: [4 * rows] };
    dispatches.push({
      shader: rowShader('rmsNorm', kernel, width),
      entry: 'weight_partial',
      operands: [{ in: 0 }, { in: 2 }, { scratch: 0 }, chunks > 1 ? { scratch: 1 } : { out: 1 }],
      u32: [rows, C / width, chunks],
      f32: [eps],
      workgroups: linearGrid((chunks * C) / width, 64),
      work: 4 * work,
    });
    if (chunks === 1) return { dispatches, scratch: [4 * rows] };
    dispatches.push(addChunks({ scratch: 1 }, { out: 1 }, chunks, C));
    return { dispatches, scratch: [4 * rows, 4 * chunks * C] };
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
      shapes.map(([name, shape]): OpCase<RmsNormGradAttrs> => ({
        name: `${name}${parameters ? '' : ', frozen weight'}`,
        inputs: [f32(...shape), f32(...shape.slice(-1)), f32(...shape)],
        attrs: { eps: 1e-2, parameters },
      })),
    );
  },
};

/** x [..., C] / sqrt(mean(x^2) + eps) * weight [C]. */
export function rmsNorm(x: Tensor, weight: Tensor, eps: number): Tensor {
  return call(rmsNormOp, [x, weight], { eps });
}
