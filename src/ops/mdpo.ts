// The pairwise losses (MDPO, DPO and their rivals) and their gradient as ops. The rule is in mdpoRule.ts; what the
// options mean, in the paper's order: src/amp/mdpo.ts, src/amp/rivals.ts.
import kernel from '../../shaders/mdpo.wgsl?raw';
import { linearGrid, type Shader } from '../gpu/dispatch.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import { call, f32, spread } from './call.ts';
import {
  checkMdpoOptions,
  comparedPairs,
  ladderSizes,
  mdpoUniforms,
  normOf,
  pairOf,
  penaltyOf,
  type MdpoOptions,
} from './mdpoRule.ts';
import type { Op, OpCase, Tensor } from './op.ts';

export { comparedPairs, type MdpoOptions };

const shader: Shader = { name: 'mdpo', code: kernel };

/** r [B][K] = policy - reference */
function logRatios(policy: Float64Array, reference: Float64Array, K: number): Float64Array[] {
  const r = policy.map((p, i) => p - reference[i]!);
  return Array.from({ length: r.length / K }, (_, b) => r.subarray(b * K, (b + 1) * K));
}

export const mdpoOp: Op<MdpoOptions> = {
  kind: 'op',
  name: 'mdpo',
  doc:
    'From policy and reference log-probabilities [B, K], r = policy - reference: loss [1], pair losses [pairs, B] ' +
    'l_ij = link(r_i - r_j) (+ penalty(r_0) if i = 0), rewards [B, K] beta r; the logistic link is ' +
    '-log sigmoid(beta (r_i - r_j)), others are hinge, ipo and lipo.',
  infer(inputs, attrs) {
    if (inputs.length !== 2) throw shapeError('mdpo', 'wants policy and reference', ...inputs);
    const { B, K } = ladderSizes('mdpo', inputs);
    checkMdpoOptions(attrs);
    return [f32(1), f32(comparedPairs(K, attrs.pairs).length, B), f32(B, K)];
  },
  reference([policy, reference], specs, attrs) {
    const { B, K } = ladderSizes('mdpo', specs);
    const r = logRatios(policy!, reference!, K);
    const losses = comparedPairs(K, attrs.pairs).flatMap(([i, j]) =>
      r.map((ladder) => {
        const held = i === 0 ? penaltyOf(attrs, ladder[0]!).value : 0;
        return pairOf(attrs, ladder, i, j).value + held;
      }),
    );
    const total = losses.reduce((sum, l) => sum + l, 0);
    return [
      Float64Array.of(normOf(attrs, B, K) * total),
      Float64Array.from(losses),
      policy!.map((p, i) => attrs.beta * (p - reference![i]!)),
    ];
  },
  gradient({ inputs: [policy, reference], grads: [dloss], attrs }) {
    return [dloss && call(mdpoGradOp, [policy!, reference!, dloss], attrs), undefined];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = ladderSizes('mdpo', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'ladders',
          operands: [{ in: 0 }, { in: 1 }, { out: 1 }, { out: 2 }, { scratch: 0 }],
          ...mdpoUniforms(attrs, B, K),
          workgroups: linearGrid(B, 64),
          work: 60 * B * K * K,
        },
        {
          shader,
          entry: 'loss',
          operands: [{ scratch: 0 }, { out: 0 }],
          ...mdpoUniforms(attrs, B, K),
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
    const { B, K } = ladderSizes('mdpoGrad', inputs);
    if (inputs.length !== 3 || !sameShape(inputs[2]!.shape, [1])) {
      throw shapeError('mdpoGrad', 'wants dloss [1]', ...inputs);
    }
    return [f32(B, K)];
  },
  reference([policy, reference, dloss], specs, attrs) {
    const { B, K } = ladderSizes('mdpoGrad', specs);
    const dr = new Float64Array(B * K);
    for (const [b, r] of logRatios(policy!, reference!, K).entries()) {
      for (const [i, j] of comparedPairs(K, attrs.pairs)) {
        const { slope } = pairOf(attrs, r, i, j);
        dr[b * K + i]! += slope;
        dr[b * K + j]! -= slope;
        if (i === 0) dr[b * K]! += penaltyOf(attrs, r[0]!).slope;
      }
    }
    return [dr.map((x) => dloss![0]! * normOf(attrs, B, K) * x)];
  },
  launch(inputs, _outputs, attrs) {
    const { B, K } = ladderSizes('mdpoGrad', inputs);
    return {
      dispatches: [
        {
          shader,
          entry: 'backward',
          operands: [{ in: 0 }, { in: 1 }, { in: 2 }, { out: 0 }],
          ...mdpoUniforms(attrs, B, K),
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
 * A loss over the pairs of a ladder.
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
  ...[2, 3, 4, 5].flatMap((K) => [
    makeCase(3, K, { link: 'hinge', penalty: 'none', beta: 0.31 }),
    makeCase(5, K, { link: 'ipo', penalty: 'none' }),
    makeCase(2, K, { link: 'lipo', penalty: 'none', beta: 0.3 }),
  ]),
  makeCase(1, 4, { link: 'hinge', pairs: 'adjacent', penalty: 'anchor', reduction: 'sum' }),
  makeCase(66, 3, { link: 'lipo', pairs: 'best', penalty: 'dpop', penaltyWeight: 0.5, reduction: 'sum' }),
  makeCase(3, 4, { smoothing: 'cdpo', labelSmoothing: 0.2 }),
  makeCase(3, 4, { smoothing: 'robust', labelSmoothing: 0.2, penalty: 'none' }),
  makeCase(2, 3, { smoothing: 'cdpo', labelSmoothing: 0.1, link: 'ipo', penalty: 'none' }),
  makeCase(4, 3, { link: 'lipo', beta: 5, smoothing: 'cdpo', labelSmoothing: 0.1 }, 300),
];
