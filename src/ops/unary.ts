// Elementwise functions of one tensor, and their gradient dx = f'(x) dy, computed from x in one kernel.
import activationPiece1 from '../../shaders/common/activationPiece1.wgsl?raw';
import activationPiece4 from '../../shaders/common/activationPiece4.wgsl?raw';
import activations from '../../shaders/common/activations.wgsl?raw';
import kernel from '../../shaders/unary.wgsl?raw';
import type { DeviceTraits, Operand } from '../gpu/dispatch.ts';
import { sameShape, shapeError, sizeOf } from '../base/shape.ts';
import { call, f32, spread } from './call.ts';
import { flatKernel, pieceWidth } from './kernel.ts';
import type { Launch, Op, OpCase, Tensor } from './op.ts';

/** Names of the functions; the index is the kernel's number for it (shaders/common/activations.wgsl). */
export const UNARY = [
  'exp',
  'log',
  'sqrt',
  'neg',
  'square',
  'tanh',
  'sigmoid',
  'relu',
  'reciprocal',
  'gelu_tanh',
  'gelu_erf',
  'silu',
] as const;

export type UnaryName = (typeof UNARY)[number];

export interface UnaryAttrs {
  readonly function: UnaryName;
}

/** erf(x) to about 1e-15: 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, all terms of one sign. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const geluAngle = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

const VALUE: Record<UnaryName, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  neg: (x) => -x,
  square: (x) => x * x,
  tanh: Math.tanh,
  sigmoid,
  relu: (x) => Math.max(x, 0),
  reciprocal: (x) => 1 / x,
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(geluAngle(x))),
  gelu_erf: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  silu: (x) => x * sigmoid(x),
};

const SLOPE: Record<UnaryName, (x: number) => number> = {
  exp: Math.exp,
  log: (x) => 1 / x,
  sqrt: (x) => 0.5 / Math.sqrt(x),
  neg: () => -1,
  square: (x) => 2 * x,
  tanh: (x) => 1 - Math.tanh(x) ** 2,
  sigmoid: (x) => sigmoid(x) * (1 - sigmoid(x)),
  relu: (x) => (x > 0 ? 1 : 0),
  reciprocal: (x) => -1 / (x * x),
  gelu_tanh: (x) => {
    const t = Math.tanh(geluAngle(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
  },
  gelu_erf: (x) => 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI),
  silu: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
};

/** The float64 function of that name, for references of ops that have it as an epilogue. */
export function unaryValue(name: UnaryName, x: number): number {
  return VALUE[name](x);
}

/** Its derivative. */
export function unarySlope(name: UnaryName, x: number): number {
  return SLOPE[name](x);
}

function launch(
  entry: string,
  name: UnaryName,
  n: number,
  operands: Operand[],
  device: DeviceTraits,
): Launch {
  const activationPiece = pieceWidth(n) === 4 ? activationPiece4 : activationPiece1;
  const code = activations + activationPiece + kernel;
  const { shader, workgroups, perThread, pieces } = flatKernel('unary', code, n, device);
  return {
    dispatches: [
      {
        shader,
        entry,
        constants: { FUNCTION: UNARY.indexOf(name), PER_THREAD: perThread },
        operands,
        u32: [pieces],
        workgroups,
        work: 8 * n,
      },
    ],
  };
}

/** Inputs away from poles and kinks, so that finite differences are meaningful. */
function valuesFor(name: UnaryName, n: number): number[] {
  if (name === 'log' || name === 'sqrt' || name === 'reciprocal') return spread(n, 0.3, 3);
  if (name === 'relu') return spread(n, -2, 2).map((x) => (Math.abs(x) < 0.05 ? 0.5 : x));
  return spread(n, -4, 4);
}

export const unaryOp: Op<UnaryAttrs> = {
  kind: 'op',
  name: 'unary',
  doc: 'y = f(x) elementwise, f one of exp, log, sqrt, neg, square, tanh, sigmoid, relu, reciprocal, gelu_tanh, gelu_erf, silu.',
  infer(inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || !x) throw shapeError('unary', 'wants one tensor', ...inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x], _specs, attrs) {
    return [x!.map(VALUE[attrs.function])];
  },
  gradient({ inputs: [x], grads: [dy], attrs }) {
    return [dy && call(unaryGradOp, [x!, dy], attrs)];
  },
  launch([x], _outputs, attrs, device) {
    return launch('forward', attrs.function, sizeOf(x!.shape), [{ in: 0 }, { out: 0 }], device);
  },
  cases() {
    const cases: OpCase<UnaryAttrs>[] = UNARY.map((name) => ({
      name,
      inputs: [f32(5, 67)],
      attrs: { function: name },
      values: { 0: valuesFor(name, 5 * 67) },
    }));
    return [
      ...cases,
      { name: 'one element', inputs: [f32(1)], attrs: { function: 'tanh' } },
      { name: 'scalar', inputs: [f32()], attrs: { function: 'square' } },
      { name: 'empty', inputs: [f32(0, 3)], attrs: { function: 'exp' } },
      {
        name: 'large magnitudes',
        inputs: [f32(6)],
        attrs: { function: 'gelu_tanh' },
        values: { 0: [-50, -20, -8, 8, 20, 50] },
      },
      {
        name: 'large magnitudes',
        inputs: [f32(6)],
        attrs: { function: 'silu' },
        values: { 0: [-90, -20, -8, 8, 20, 90] },
      },
    ];
  },
};

export const unaryGradOp: Op<UnaryAttrs> = {
  kind: 'op',
  name: 'unaryGrad',
  doc: "dx = f'(x) dy, the gradient of `unary`.",
  infer(inputs) {
    const [x, dy] = inputs;
    if (!x || !dy || !sameShape(x.shape, dy.shape))
      throw shapeError('unaryGrad', 'x and dy must agree', ...inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference([x, dy], _specs, attrs) {
    return [x!.map((v, i) => SLOPE[attrs.function](v) * dy![i]!)];
  },
  launch([x], _outputs, attrs, device) {
    return launch('backward', attrs.function, sizeOf(x!.shape), [{ in: 0 }, { in: 1 }, { out: 0 }], device);
  },
  cases() {
    const cases: OpCase<UnaryAttrs>[] = UNARY.map((name) => ({
      name,
      inputs: [f32(3, 29), f32(3, 29)],
      attrs: { function: name },
      values: { 0: valuesFor(name, 3 * 29) },
    }));
    return [...cases, { name: 'empty', inputs: [f32(0), f32(0)], attrs: { function: 'exp' } }];
  },
};

/** y = f(x) elementwise, any shape. */
export function unary(x: Tensor, name: UnaryName): Tensor {
  return call(unaryOp, [x], { function: name });
}

/** dx = f'(x) dy. */
export function unaryGrad(x: Tensor, dy: Tensor, name: UnaryName): Tensor {
  return call(unaryGradOp, [x, dy], { function: name });
}
