// The rule of the pairwise losses, shared by mdpo and mdpoGrad: options, compared pairs, a pair's value and slope, and
// the numbers that the kernels are given. What the options mean, as formulas: src/amp. No op lives here.
import { ConfigError } from '../base/errors.ts';
import { sameShape, shapeError } from '../base/shape.ts';
import type { Spec } from './op.ts';

export const PAIRS = ['all', 'adjacent', 'best'] as const;
export const PENALTIES = ['none', 'paper', 'dpop', 'anchor'] as const;
export const LINKS = ['logistic', 'hinge', 'ipo', 'lipo'] as const;
export const SMOOTHINGS = ['published-code', 'cdpo', 'robust'] as const;

/** The loss as a flat record; src/amp/mdpo.ts and src/amp/rivals.ts have the formulas and src/amp the presets. */
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
  /** The share eps of wrong orders that is reckoned with; `smoothing` says how. */
  readonly labelSmoothing: number;
  /** How a pair's margin becomes a loss; default `logistic`. */
  readonly link?: (typeof LINKS)[number];
  /** What labelSmoothing does; default `published-code`, which only scales by 1 - eps. */
  readonly smoothing?: (typeof SMOOTHINGS)[number];
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

/** B ladders of K levels, from policy [B, K] and reference [B, K]. */
export function ladderSizes(op: string, inputs: readonly Spec[]): { B: number; K: number } {
  const [policy, reference] = inputs;
  if (policy?.shape.length !== 2 || !reference || !sameShape(policy.shape, reference.shape)) {
    throw shapeError(op, 'wants policy [B, K] and reference [B, K]', ...inputs);
  }
  const [B, K] = policy.shape as [number, number];
  if (K < 2 || B < 1) throw shapeError(op, 'wants at least one ladder of at least two levels', ...inputs);
  return { B, K };
}

/** @throws ConfigError on a setting out of range, with its value and what would do */
export function checkMdpoOptions(options: MdpoOptions): void {
  const { beta, penaltyWeight, labelSmoothing, smoothing = 'published-code', link = 'logistic' } = options;
  oneOf('pairs', options.pairs, PAIRS);
  oneOf('penalty', options.penalty, PENALTIES);
  oneOf('link', link, LINKS);
  oneOf('smoothing', smoothing, SMOOTHINGS);
  oneOf('reduction', options.reduction, ['sum', 'mean']);
  checkBeta(beta);
  if (!(penaltyWeight >= 0 && penaltyWeight < Infinity)) {
    throw new ConfigError(`penaltyWeight is ${penaltyWeight}; it must be 0 or more.`, 'Eq. 7 has 1.');
  }
  const below = smoothing === 'robust' ? 0.5 : 1;
  if (!(labelSmoothing >= 0 && labelSmoothing < below)) {
    throw new ConfigError(
      `labelSmoothing is ${labelSmoothing}; with smoothing ${smoothing} it must be in [0, ${below}).`,
      'Use 0 to trust every order.',
    );
  }
}

/** @throws ConfigError unless beta is above 0 */
export function checkBeta(beta: number): void {
  if (!(beta > 0 && beta < Infinity)) {
    throw new ConfigError(`beta is ${beta}; it must be above 0.`, 'The paper’s code uses 0.1.');
  }
}

/** @throws ConfigError unless the value of a setting is one of the known names */
export function oneOf(setting: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) {
    throw new ConfigError(`${setting} is '${value}'.`, `Use one of ${known.join(', ')}.`);
  }
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const minusLogSigmoid = (x: number): number => Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** A function's value and its derivative. */
interface Sloped {
  readonly value: number;
  readonly slope: number;
}

function linked({ link, beta }: MdpoOptions, margin: number): Sloped {
  const x = beta * margin;
  if (link === 'hinge') return { value: Math.max(0, 1 - x), slope: x < 1 ? -beta : 0 };
  if (link === 'ipo') {
    const miss = margin - 0.5 / beta;
    return { value: miss ** 2, slope: 2 * miss };
  }
  return { value: minusLogSigmoid(x), slope: -beta * sigmoid(-x) };
}

/** Factors of l(D) and l(-D). */
function smoothingFactors({ labelSmoothing: eps, smoothing }: MdpoOptions): { keep: number; flip: number } {
  if (smoothing === 'cdpo') return { keep: 1 - eps, flip: eps };
  if (smoothing === 'robust') return { keep: (1 - eps) / (1 - 2 * eps), flip: -eps / (1 - 2 * eps) };
  return { keep: 1 - eps, flip: 0 };
}

/** LambdaLoss's weight of the pair (i, j) of a ladder with log-ratios r [K]; a constant for the gradient. */
function lambdaWeight(r: ArrayLike<number>, i: number, j: number): number {
  const K = r.length;
  const gain = (k: number): number => 2 ** ((K - 1 - k) / (K - 1)) - 1;
  const discount = (k: number): number => {
    let rank = 1;
    for (let m = 0; m < K; m++) if (r[m]! > r[k]! || (r[m] === r[k] && m < k)) rank++;
    return Math.log2(1 + rank);
  };
  return Math.abs(gain(i) - gain(j)) * Math.abs(1 / discount(i) - 1 / discount(j));
}

/** The pair (i, j) of a ladder with log-ratios r [K]: its loss without penalty, and the slope in r_i - r_j. */
export function pairOf(options: MdpoOptions, r: ArrayLike<number>, i: number, j: number): Sloped {
  const { keep, flip } = smoothingFactors(options);
  const right = linked(options, r[i]! - r[j]!);
  const wrong = linked(options, r[j]! - r[i]!);
  const weight = options.link === 'lipo' ? lambdaWeight(r, i, j) : 1;
  return {
    value: weight * (keep * right.value + flip * wrong.value),
    slope: weight * (keep * right.slope - flip * wrong.slope),
  };
}

/** What a pair (0, j) adds, and its slope in r_0. */
export function penaltyOf({ penalty, penaltyWeight, beta }: MdpoOptions, r0: number): Sloped {
  switch (penalty) {
    case 'none':
      return { value: 0, slope: 0 };
    case 'paper':
      return { value: -penaltyWeight * r0, slope: -penaltyWeight };
    case 'dpop':
      return { value: penaltyWeight * Math.max(0, -r0), slope: r0 < 0 ? -penaltyWeight : 0 };
    case 'anchor':
      return {
        value: penaltyWeight * minusLogSigmoid(beta * r0),
        slope: -penaltyWeight * beta * sigmoid(-beta * r0),
      };
  }
}

/** Factor on the sum of all pair losses. */
export function normOf({ reduction, pairs }: MdpoOptions, B: number, K: number): number {
  return 1 / (reduction === 'mean' ? B * comparedPairs(K, pairs).length : B);
}

/** The kernels' Params: names become their places in the lists above, as shaders/mdpo.wgsl has them. */
export function mdpoUniforms(options: MdpoOptions, B: number, K: number): { u32: number[]; f32: number[] } {
  const { pairs, penalty, link = 'logistic', beta, penaltyWeight } = options;
  const { keep, flip } = smoothingFactors(options);
  return {
    u32: [B, K, PAIRS.indexOf(pairs), PENALTIES.indexOf(penalty), LINKS.indexOf(link)],
    f32: [beta, penaltyWeight, keep, flip, normOf(options, B, K)],
  };
}
