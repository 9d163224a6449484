// The listwise loss (Plackett-Luce, with PRO's temperatures if wanted) and its gradient as ops. Which scores make it
// which published loss: src/amp/rivals.ts.
import kernel from '../../shaders/listwise.wgsl?raw';
import { linearGrid, type Shader } from '../gpu/dispatch.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import { call, f32, spread } from './call.ts';
import { checkBeta, oneOf } from './mdpoRule.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';

export interface ListwiseOptions {
  /** Factor on the scores. */
  readonly beta: number;
  /** Divide level i's score at stage k by T_k^i = 1 / (i - k), and level k's by the least of these; else by 1. */
  readonly rankTemperatures: boolean;
  /** `sum`: stages summed, ladders averaged. `mean`: average over stages and ladders. */
  readonly reduction: 'sum' | 'mean';
}

/** @throws ConfigError on a setting out of range */
export function checkListwiseOptions({ beta, reduction }: ListwiseOptions): void {
  checkBeta(beta);
  oneOf('reduction', reduction, ['sum', 'mean']);
}

const shader: Shader = { name: 'listwise', code: kernel };

function sizes(op: string, inputs: readonly Spec[]): { B: number; K: number } {
  const [scores] = inputs;
  if (scores?.shape.length !== 2) throw shapeError(op, 'wants scores [B, K]', ...inputs);
  const [B, K] = scores.shape as [number, number];
  if (K < 2 || B < 1) throw shapeError(op, 'wants at least one ladder of at least two levels', ...inputs);
  return { B, K };
}

/** Factor on the sum of all stage losses. */
function normOf({ reduction }: ListwiseOptions, B: number, K: number): number {
  return 1 / (reduction === 'mean' ? B * (K - 1) : B);
}

function uniforms(options: ListwiseOptions, B: number, K: number): { u32: number[]; f32: number[] } {
  return { u32: [B, K, options.rankTemperatures ? 1 : 0], f32: [options.beta, normOf(options, B, K)] };
}

/** 1 / T_k^i, i >= k */
function sharpness({ rankTemperatures }: ListwiseOptions, K: number, k: number, i: number): number {
  return !rankTemperatures ? 1 : i === k ? K - 1 - k : i - k;
}

/** Stage k of a ladder's scores [K]: logits x_i / T_k^i of the levels i >= k, and the log of their exponentials' sum. */
function stage(options: ListwiseOptions, scores: Float64Array, k: number) {
  const K = scores.length;
  const logits = scores.subarray(k).map((s, n) => options.beta * s * sharpness(options, K, k, k + n));
  const top = Math.max(...logits);
  return { logits, logSum: top + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0)) };
}

export const listwiseOp: Op<ListwiseOptions> = {
  kind: 'op',
  name: 'listwise',
  doc:
    'From scores [B, K], best first, x = beta * score: loss [1], stage losses [K - 1, B] ' +
    'l_k = log sum_{i >= k} exp(x_i / T_k^i) - x_k / T_k^k, rewards [B, K] x; T = 1, or 1 / (i - k) from ranks.',
  infer(inputs, attrs) {
    if (inputs.length !== 1) throw shapeError('listwise', 'wants scores', ...inputs);
    const { B, K } = sizes('listwise', inputs);
    checkListwiseOptions(attrs);
    return [f32(1), f32(K - 1, B), f32(B, K)];
  },
  reference([scores], specs, attrs) {
    const { B, K } = sizes('listwise', specs);
    const losses = new Float64Array((K - 1) * B);
    for (let k = 0; k < K - 1; k++) {
      for (let b = 0; b < B; b++) {
        const { logits, logSum } = stage(attrs, scores!.subarray(b * K, (b + 1) * K), k);
        losses[k * B + b] = logSum - logits[0]!;
      }
    }
    const total = losses.reduce((sum, l) => sum + l, 0);
    return [Float64Array.of(normOf(attrs, B, K) * total), losses, scores!.map((s) => attrs.beta * s)];
  },
  gradient({ inputs: [scores], grads: [dloss], attrs }) {
    return [dloss && call(listwiseGradOp, [scores!, dloss], attrs)];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = sizes('listwise', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'ladders',
          operands: [{ in: 0 }, { out: 1 }, { out: 2 }, { scratch: 0 }],
          ...uniforms(attrs, B, K),
          workgroups: linearGrid(B, 64),
          work: 40 * B * K * K,
        },
        {
          shader,
          entry: 'loss',
          operands: [{ scratch: 0 }, { out: 0 }],
          ...uniforms(attrs, B, K),
          workgroups: [1, 1, 1],
          work: 10 * B,
        },
      ],
      scratch: [4 * B],
    };
  },
  cases: () => [...CASES],
};

export const listwiseGradOp: Op<ListwiseOptions> = {
  kind: 'op',
  name: 'listwiseGrad',
  doc: 'dscores [B, K] of the listwise loss, given scores and dloss [1].',
  infer(inputs) {
    const { B, K } = sizes('listwiseGrad', inputs);
    if (inputs.length !== 2 || !sameShape(inputs[1]!.shape, [1])) {
      throw shapeError('listwiseGrad', 'wants dloss [1]', ...inputs);
    }
    return [f32(B, K)];
  },
  reference([scores, dloss], specs, attrs) {
    const { B, K } = sizes('listwiseGrad', specs);
    const dscores = new Float64Array(B * K);
    for (let b = 0; b < B; b++) {
      for (let k = 0; k < K - 1; k++) {
        const { logits, logSum } = stage(attrs, scores!.subarray(b * K, (b + 1) * K), k);
        logits.forEach((x, n) => {
          const share = Math.exp(x - logSum) - (n === 0 ? 1 : 0);
          dscores[b * K + k + n]! += attrs.beta * sharpness(attrs, K, k, k + n) * share;
        });
      }
    }
    return [dscores.map((d) => dloss![0]! * normOf(attrs, B, K) * d)];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = sizes('listwiseGrad', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'backward',
          operands: [{ in: 0 }, { in: 1 }, { out: 0 }],
          ...uniforms(attrs, B, K),
          workgroups: linearGrid(B * K, 64),
          work: 40 * B * K * K * K,
        },
      ],
    };
  },
  cases: () => CASES.map((made) => ({ ...made, inputs: [...made.inputs, f32(1)] })),
};

export interface ListwiseResult {
  /** [1] */
  readonly loss: Tensor;
  /** [K - 1, B], stage k the choice of level k among the levels from k on. No gradient flows from here. */
  readonly stageLosses: Tensor;
  /** [B, K] beta * score. No gradient flows from here. */
  readonly rewards: Tensor;
}

/**
 * Minus the log-likelihood of the ladder's order when answers are drawn best first, each in proportion to exp(beta s).
 * @param scores [B, K] s_k, best level first
 */
export function listwise(scores: Tensor, options: ListwiseOptions): ListwiseResult {
  const [loss, stageLosses, rewards] = scores.tracer.apply(listwiseOp, [scores], options) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return { loss, stageLosses, rewards };
}

function makeCase(
  B: number,
  K: number,
  change: Partial<ListwiseOptions>,
  scale = 8,
): OpCase<ListwiseOptions> {
  return {
    name: `${B}x${K} ${Object.entries(change).flat().join(' ')}`,
    inputs: [f32(B, K)],
    attrs: { beta: 0.1, rankTemperatures: false, reduction: 'mean', ...change },
    values: { 0: spread(B * K, -2 * scale, scale) },
  };
}

const CASES: readonly OpCase<ListwiseOptions>[] = [
  ...[2, 3, 4, 5].flatMap((K) => [
    makeCase(3, K, { beta: 0.3 }),
    makeCase(2, K, { beta: 1, rankTemperatures: true }, 1),
  ]),
  makeCase(1, 2, { reduction: 'sum' }),
  makeCase(67, 4, { reduction: 'sum' }),
  makeCase(5, 8, { rankTemperatures: true, reduction: 'sum' }),
  makeCase(4, 3, { beta: 5 }, 300),
];
