// The MDPO loss and its gradient as ops. What the options mean, in the paper's order: src/amp/mdpo.ts.
import kernel from '../../shaders/mdpo.wgsl?raw';
import { linearGrid, type Shader } from '../gpu/dispatch.ts';
import { ConfigError } from '../base/errors.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import { call, f32, spread } from './call.ts';
import type { Op, OpCase, Spec, Tensor } from './op.ts';

const PAIRS = ['all', 'adjacent', 'best'] as const;
const PENALTIES = ['none', 'paper', 'dpop', 'anchor'] as const;

/** The loss as a flat record; src/amp/mdpo.ts has the formulas and the presets. */
export interface MdpoOptions {
  /** Inverse temperature of the implicit reward beta * r_k. */
  readonly beta: number;
  /** Levels that are compared: all i < j, neighbours only, or the best against each other. */
  readonly pairs: (typeof PAIRS)[number];
  /** What every pair (0, j) adds to hold up the best answer's likelihood. */
  readonly penalty: (typeof PENALTIES)[number];
  readonly penaltyWeight: number;
  /** `sum`: pairs summed, ladders averaged. `mean`: average over pairs and ladders. */
  readonly reduction: 'sum' | 'mean';
  /** Scales the comparison by 1 - labelSmoothing, as the published code does. */
  readonly labelSmoothing: number;
}

/** The compared levels (i, j), i < j, in the order (0,1), (0,2), ..., (1,2), ... */
export function comparedPairs(K: number, pairs: MdpoOptions['pairs']): [number, number][] {
  const list: [number, number][] = [];
  for (let i = 0; i < K; i++) {
    for (let j = i + 1; j < K; j++) {
      if (pairs === 'adjacent' && j !== i + 1) continue;
      if (pairs === 'best' && i !== 0) continue;
      list.push([i, j]);
    }
  }
  return list;
}

const shader: Shader = { name: 'mdpo', code: kernel };

function sizes(op: string, inputs: readonly Spec[]): { B: number; K: number } {
  const [policy, reference] = inputs;
  if (policy?.shape.length !== 2 || !reference || !sameShape(policy.shape, reference.shape)) {
    throw shapeError(op, 'wants policy [B, K] and reference [B, K]', ...inputs);
  }
  const [B, K] = policy.shape as [number, number];
  if (K < 2 || B < 1) throw shapeError(op, 'wants at least one ladder of at least two levels', ...inputs);
  return { B, K };
}

function check(options: MdpoOptions): void {
  const { beta, penaltyWeight, labelSmoothing } = options;
  if (!(beta > 0))
    throw new ConfigError(`beta is ${beta}; it must be above 0.`, 'The paper’s code uses 0.1.');
  if (!(penaltyWeight >= 0))
    throw new ConfigError(`penaltyWeight is ${penaltyWeight}; it must be 0 or more.`);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ConfigError(`labelSmoothing is ${labelSmoothing}; it must be in [0, 1).`);
  }
}

/** Factor on the sum of all pair losses. */
function normOf({ reduction, pairs }: MdpoOptions, B: number, K: number): number {
  return 1 / (reduction === 'mean' ? B * comparedPairs(K, pairs).length : B);
}

function uniforms(options: MdpoOptions, B: number, K: number): { u32: number[]; f32: number[] } {
  return {
    u32: [B, K, PAIRS.indexOf(options.pairs), PENALTIES.indexOf(options.penalty)],
    f32: [options.beta, options.penaltyWeight, 1 - options.labelSmoothing, normOf(options, B, K)],
  };
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const minusLogSigmoid = (x: number): number => Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function penaltyOf({ penalty, beta }: MdpoOptions, r0: number): { value: number; slope: number } {
  switch (penalty) {
    case 'none':
      return { value: 0, slope: 0 };
    case 'paper':
      return { value: -r0, slope: -1 };
    case 'dpop':
      return { value: Math.max(0, -r0), slope: r0 < 0 ? -1 : 0 };
    case 'anchor':
      return { value: minusLogSigmoid(beta * r0), slope: -beta * sigmoid(-beta * r0) };
  }
}

export const mdpoOp: Op<MdpoOptions> = {
  kind: 'op',
  name: 'mdpo',
  doc:
    'From policy and reference log-probabilities [B, K], r = policy - reference: loss [1], pair losses [pairs, B] ' +
    'l_ij = -log sigmoid(beta (r_i - r_j)) (+ penalty(r_0) if i = 0), rewards [B, K] beta r.',
  infer(inputs, attrs) {
    if (inputs.length !== 2) throw shapeError('mdpo', 'wants policy and reference', ...inputs);
    const { B, K } = sizes('mdpo', inputs);
    check(attrs);
    return [f32(1), f32(comparedPairs(K, attrs.pairs).length, B), f32(B, K)];
  },
  reference([policy, reference], specs, attrs) {
    const { B, K } = sizes('mdpo', specs);
    const r = policy!.map((p, i) => p - reference![i]!);
    const losses = comparedPairs(K, attrs.pairs).flatMap(([i, j]) =>
      Array.from({ length: B }, (_, b) => {
        const margin = r[b * K + i]! - r[b * K + j]!;
        const held = i === 0 ? attrs.penaltyWeight * penaltyOf(attrs, r[b * K]!).value : 0;
        return (1 - attrs.labelSmoothing) * minusLogSigmoid(attrs.beta * margin) + held;
      }),
    );
    const total = losses.reduce((sum, l) => sum + l, 0);
    return [
      Float64Array.of(normOf(attrs, B, K) * total),
      Float64Array.from(losses),
      r.map((x) => attrs.beta * x),
    ];
  },
  gradient({ inputs: [policy, reference], grads: [dloss], attrs }) {
    return [dloss && call(mdpoGradOp, [policy!, reference!, dloss], attrs), undefined];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = sizes('mdpo', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'ladders',
          operands: [{ in: 0 }, { in: 1 }, { out: 1 }, { out: 2 }, { scratch: 0 }],
          ...uniforms(attrs, B, K),
          workgroups: linearGrid(B, 64),
          work: 60 * B * K * K,
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
  cases: () => CASES.map((made) => ({ ...made, differentiable: [0] })),
};

export const mdpoGradOp: Op<MdpoOptions> = {
  kind: 'op',
  name: 'mdpoGrad',
  doc: 'dpolicy [B, K] of the mdpo loss, given policy, reference and dloss [1].',
  infer(inputs) {
    const { B, K } = sizes('mdpoGrad', inputs);
    if (inputs.length !== 3 || !sameShape(inputs[2]!.shape, [1])) {
      throw shapeError('mdpoGrad', 'wants dloss [1]', ...inputs);
    }
    return [f32(B, K)];
  },
  reference([policy, reference, dloss], specs, attrs) {
    const { B, K } = sizes('mdpoGrad', specs);
    const r = policy!.map((p, i) => p - reference![i]!);
    const dr = new Float64Array(B * K);
    for (const [i, j] of comparedPairs(K, attrs.pairs)) {
      for (let b = 0; b < B; b++) {
        const margin = r[b * K + i]! - r[b * K + j]!;
        const d = -(1 - attrs.labelSmoothing) * attrs.beta * sigmoid(-attrs.beta * margin);
        dr[b * K + i]! += d;
        dr[b * K + j]! -= d;
        if (i === 0) dr[b * K]! += attrs.penaltyWeight * penaltyOf(attrs, r[b * K]!).slope;
      }
    }
    return [dr.map((x) => dloss![0]! * normOf(attrs, B, K) * x)];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = sizes('mdpoGrad', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'backward',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          ...uniforms(attrs, B, K),
          workgroups: linearGrid(B * K, 64),
          work: 60 * B * K * K,
        },
      ],
    };
  },
  cases: () => CASES.map((made) => ({ ...made, inputs: [...made.inputs, f32(1)] })),
};

export interface MdpoResult {
  /** [1] */
  readonly loss: Tensor;
  /** [pairs, B], pairs as `comparedPairs` orders them. No gradient flows from here. */
  readonly pairLosses: Tensor;
  /** [B, K] implicit rewards beta * r_k. No gradient flows from here. */
  readonly rewards: Tensor;
}

/**
 * The MDPO loss.
 * @param policy [B, K] summed log-probabilities of the answers under the model, best level first
 * @param reference [B, K] the same under the reference, which gets no gradient
 */
export function mdpo(policy: Tensor, reference: Tensor, options: MdpoOptions): MdpoResult {
  const [loss, pairLosses, rewards] = policy.tracer.apply(mdpoOp, [policy, reference], options) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  return { loss, pairLosses, rewards };
}

function makeCase(B: number, K: number, change: Partial<MdpoOptions>, scale = 4): OpCase<MdpoOptions> {
  const attrs: MdpoOptions = {
    beta: 0.1,
    pairs: 'all',
    penalty: 'paper',
    penaltyWeight: 1,
    reduction: 'mean',
    labelSmoothing: 0,
    ...change,
  };
  return {
    name: `${B}x${K} ${Object.values(change).join(' ')}`,
    inputs: [f32(B, K), f32(B, K)],
    attrs,
    values: { 0: spread(B * K, -3 * scale, -scale), 1: spread(B * K, -3.1 * scale, -1.3 * scale).reverse() },
  };
}

const CASES: readonly OpCase<MdpoOptions>[] = [
  makeCase(3, 4, { reduction: 'sum' }),
  makeCase(67, 4, { penalty: 'none' }),
  makeCase(2, 8, { penalty: 'dpop', penaltyWeight: 0.5 }),
  makeCase(5, 5, { penalty: 'anchor', beta: 0.5, labelSmoothing: 0.1 }),
  makeCase(3, 4, { pairs: 'adjacent' }),
  makeCase(3, 4, { pairs: 'best', reduction: 'sum', penalty: 'anchor' }),
  makeCase(1, 2, { penalty: 'none' }),
  makeCase(4, 3, { beta: 5 }, 300),
];
