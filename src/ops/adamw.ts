// One AdamW step in place. Everything that changes from step to step is data, so that a recorded step replays.
import kernel from '../../shaders/adamw.wgsl?raw';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { f32, spread } from './call.ts';
import { flatKernel } from './kernel.ts';
import type { Op, OpCase, Tensor } from './op.ts';

export { clipScale, gradNorm } from './gradNorm.ts'; // what makes `gradScale`

/** Order of the eight numbers in `hyper`; t counts steps from 1. */
export const ADAMW_HYPER = [
  'lr',
  'beta1',
  'beta2',
  'eps',
  'weightDecay',
  'biasCorrection1', // 1 - beta1^t
  'biasCorrection2', // 1 - beta2^t
  'gradScale', // multiplies every gradient, e.g. 1 / accumulated batches
] as const;

export const adamwOp: Op<null> = {
  kind: 'op',
  name: 'adamw',
  doc: "PyTorch's AdamW: m, v = moving means of g, g^2; p = p (1 - lr decay) - lr mhat / (sqrt(vhat) + eps).",
  inPlace: [0, 2, 3],
  infer(inputs) {
    const [p, g, m, v, hyper, gradScale, decay] = inputs;
    const moments = p && [g, m, v, ...(decay ? [decay] : [])].every((t) => t && sameShape(t.shape, p.shape));
    if (!moments || !hyper || !sameShape(hyper.shape, [8]) || !gradScale || sizeOf(gradScale.shape) !== 1) {
      throw shapeError(
        'adamw',
        'wants p, g, m, v (and decay) of one shape, hyper [8], gradScale [1]',
        ...inputs,
      );
    }
    const spec = { shape: p.shape, dtype: 'f32' } as const;
    return [spec, spec, spec];
  },
  reference([p, g, m, v, hyper, gradScale, decay]) {
    const [lr, beta1, beta2, eps, weightDecay, correction1, correction2, scale] =
      hyper as unknown as number[];
    const [pNew, mNew, vNew] = [p!.slice(), m!.slice(), v!.slice()];
    for (let i = 0; i < p!.length; i++) {
      const grad = g![i]! * scale! * gradScale![0]!;
      mNew[i] = beta1! * m![i]! + (1 - beta1!) * grad;
      vNew[i] = beta2! * v![i]! + (1 - beta2!) * grad * grad;
      const denominator = Math.sqrt(vNew[i]!) / Math.sqrt(correction2!) + eps!;
      const kept = 1 - lr! * weightDecay! * (decay ? decay[i]! : 1);
      pNew[i] = p![i]! * kept - ((lr! / correction1!) * mNew[i]!) / denominator;
    }
    return [pNew, mNew, vNew];
  },
  launch(inputs, _outputs, _attrs, device) {
    const n = sizeOf(inputs[0]!.shape);
    const { shader, workgroups, perThread, pieces } = flatKernel('adamw', kernel, n, device);
    const hasDecay = inputs.length > 6;
    return {
      dispatches: [
        {
          shader,
          entry: hasDecay ? 'main_decay' : 'main',
          constants: { PER_THREAD: perThread },
          operands: [
            { out: 0 },
            { in: 1 },
            { out: 1 },
            { out: 2 },
            { in: 4 },
            { in: 5 },
            ...(hasDecay ? [{ in: 6 }] : []),
          ],
          u32: [pieces],
          workgroups,
          work: 16 * n,
        },
      ],
    };
  },
  cases() {
    const test = (name: string, t: number, hasDecay: boolean, shape: number[]): OpCase<null> => {
      const n = sizeOf(shape);
      return {
        name,
        inputs: [
          ...Array.from({ length: 4 }, () => f32(...shape)),
          f32(8),
          f32(1),
          ...(hasDecay ? [f32(...shape)] : []),
        ],
        attrs: null,
        values: {
          3: spread(n, 0.1, 2), // a mean of squares
          4: [0.01, 0.9, 0.95, 1e-8, 0.1, 1 - 0.9 ** t, 1 - 0.95 ** t, 0.5].map(Math.fround),
          5: [0.75],
          ...(hasDecay ? { 6: Array.from({ length: n }, (_, i) => i % 2) } : {}),
        },
      };
    };
    return [
      test('first step', 1, false, [5, 67]),
      test('later step', 30, false, [129]),
      test('pieces', 7, false, [5, 64]),
      test('decay by element', 3, true, [33]),
      test('decay by element, in pieces', 3, true, [36]),
      test('one element', 2, false, [1]),
      test('empty', 2, false, [0]),
    ];
  },
};

/**
 * One step on p with gradient g and moments m, v, all of one shape and updated in place.
 * @param hyper [8], see ADAMW_HYPER
 * @param gradScale [1], multiplies every gradient (from `clipScale`)
 * @param decay factor of the weight decay by element, or none for 1
 */
export function adamw(
  p: Tensor,
  g: Tensor,
  m: Tensor,
  v: Tensor,
  hyper: Tensor,
  gradScale: Tensor,
  decay?: Tensor,
): [p: Tensor, m: Tensor, v: Tensor] {
  const inputs = [p, g, m, v, hyper, gradScale, ...(decay ? [decay] : [])];
  return p.tracer.apply(adamwOp, inputs, null) as [Tensor, Tensor, Tensor];
}
