// One entry to every preference loss: options and presets, the GPU's loss from log-probabilities, and the same in
// float64. The formulas stand in mdpo.ts and rivals.ts.
import { ConfigError } from '../base/errors.ts';
import { sub } from '../ops/binary.ts';
import { checkListwiseOptions, listwise, type ListwiseOptions } from '../ops/listwise.ts';
import { mdpo } from '../ops/mdpo.ts';
import { checkMdpoOptions, oneOf } from '../ops/mdpoRule.ts';
import type { Tensor } from '../ops/op.ts';
import { MDPO_PRESETS, mdpoLoss, type MdpoOptions } from './mdpo.ts';
import { plackettLuce, pro } from './rivals.ts';

/** The losses over pairs (`mdpo` is DPO's logistic one), then those over the whole order. */
export const PREFERENCE_OBJECTIVES = [
  'mdpo',
  'hinge',
  'ipo',
  'lipo',
  'plackett-luce',
  'kwise-mle',
  'pro',
] as const;

export type PreferenceObjective = (typeof PREFERENCE_OBJECTIVES)[number];

/** Everything that decides a preference loss, as a flat record. */
export interface PreferenceOptions {
  readonly objective: PreferenceObjective;
  /** Inverse temperature: of the implicit reward beta r_k, or (`kwise-mle`, `pro`) of the policy's log-probability. */
  readonly beta: number;
  /** Levels that are compared: all i < j, neighbours only, or the best against each other. Pairwise losses only. */
  readonly pairs: MdpoOptions['pairs'];
  /** What every pair (0, j) adds to hold up the best answer's likelihood (`penalty` in mdpo.ts). Pairwise only. */
  readonly penalty: MdpoOptions['penalty'];
  readonly penaltyWeight: number;
  /** `sum`: a ladder's terms summed, ladders averaged. `mean`: average over terms and ladders. */
  readonly reduction: 'sum' | 'mean';
  /** The share eps of wrong orders that is reckoned with, 0 for none. Pairwise losses only. */
  readonly labelSmoothing: number;
  /** What labelSmoothing does (`pairLoss` in rivals.ts). */
  readonly smoothing: NonNullable<MdpoOptions['smoothing']>;
  /** PRO's temperatures from ranks; `pro` only. */
  readonly rankTemperatures: boolean;
}

/**
 * Named losses: AMP's (see MDPO_PRESETS), then one per rival with its paper's or TRL's settings.
 * `ipo` wants log-probabilities averaged over tokens, as TRL averages them, and so does `pro`, as its paper does: that
 * is up to the weights of the tokens, before the loss. `pro` has no temperature in its paper: beta = 1.
 */
export const PRESETS = {
  paper: mdpoPreset('paper'),
  'published-code': mdpoPreset('published-code'),
  dpo: mdpoPreset('dpo'),
  dpop: mdpoPreset('dpop'),
  hinge: rival('hinge'),
  ipo: rival('ipo'),
  lipo: rival('lipo', { reduction: 'sum' }),
  'plackett-luce': rival('plackett-luce', { reduction: 'sum' }),
  'kwise-mle': rival('kwise-mle', { reduction: 'sum' }),
  pro: rival('pro', { reduction: 'sum', beta: 1, rankTemperatures: true }),
} as const satisfies Record<string, PreferenceOptions>;

export type PresetName = keyof typeof PRESETS;

function mdpoPreset(name: keyof typeof MDPO_PRESETS): PreferenceOptions {
  return {
    objective: 'mdpo',
    ...MDPO_PRESETS[name],
    smoothing: 'published-code',
    rankTemperatures: false,
  };
}

function rival(objective: PreferenceObjective, change: Partial<PreferenceOptions> = {}): PreferenceOptions {
  return { ...mdpoPreset('dpo'), objective, smoothing: 'cdpo', ...change };
}

/**
 * The loss's fields of a larger record, such as a training configuration; what is not given is as in `published-code`.
 * @throws ConfigError when the objective is none of these losses
 */
export function preferenceOptions(
  given: Partial<Omit<PreferenceOptions, 'objective'>> & { readonly objective: string },
): PreferenceOptions {
  oneOf('objective', given.objective, PREFERENCE_OBJECTIVES);
  const { beta, pairs, penalty, penaltyWeight, reduction, labelSmoothing, smoothing, rankTemperatures } = {
    ...PRESETS['published-code'],
    ...given,
  };
  return {
    objective: given.objective as PreferenceObjective,
    beta,
    pairs,
    penalty,
    penaltyWeight,
    reduction,
    labelSmoothing,
    smoothing,
    rankTemperatures,
  };
}

/** Whether the loss compares with a reference; without, the reference's log-probabilities need not be computed. */
export function usesReference({ objective }: Pick<PreferenceOptions, 'objective'>): boolean {
  return objective !== 'kwise-mle' && objective !== 'pro';
}

/** Whether the loss has a term per compared pair, or (listwise) one per stage k < K - 1 of the order. */
export function isPairwise({ objective }: Pick<PreferenceOptions, 'objective'>): boolean {
  return objective === 'mdpo' || objective === 'hinge' || objective === 'ipo' || objective === 'lipo';
}

/**
 * @param levels K of the ladders that are trained on
 * @throws ConfigError on an unknown name, a number out of range, or a setting that the objective would ignore
 */
export function checkPreferenceOptions(options: PreferenceOptions, levels: number): void {
  const { objective, pairs, penalty, labelSmoothing, rankTemperatures } = options;
  oneOf('objective', objective, PREFERENCE_OBJECTIVES);
  if (!(levels >= 2)) {
    throw new ConfigError(`A ladder has ${levels} level(s).`, 'A preference needs two answers or more.');
  }
  if (isPairwise(options)) {
    checkMdpoOptions(pairwiseOptions(options));
  } else {
    checkListwiseOptions(listwiseOptions(options));
    if (pairs !== 'all') ignored(`pairs is '${pairs}'`, objective, "'all'");
    if (penalty !== 'none') ignored(`penalty is '${penalty}'`, objective, "'none'");
    if (labelSmoothing !== 0) ignored(`labelSmoothing is ${labelSmoothing}`, objective, '0');
  }
  if (rankTemperatures && objective !== 'pro') ignored('rankTemperatures is true', objective, 'false');
}

function ignored(setting: string, objective: string, neutral: string): never {
  throw new ConfigError(`${setting}, which objective '${objective}' does not have.`, `Set it to ${neutral}.`);
}

function pairwiseOptions(options: PreferenceOptions): MdpoOptions {
  const { objective, beta, pairs, penalty, penaltyWeight, reduction, labelSmoothing, smoothing } = options;
  const link = objective === 'hinge' || objective === 'ipo' || objective === 'lipo' ? objective : 'logistic';
  return { beta, pairs, penalty, penaltyWeight, reduction, labelSmoothing, smoothing, link };
}

function listwiseOptions({ beta, rankTemperatures, reduction }: PreferenceOptions): ListwiseOptions {
  return { beta, rankTemperatures, reduction };
}

export interface PreferenceResult {
  /** [1] */
  readonly loss: Tensor;
  /** [pairs, B] as `comparedPairs` orders them, or [K - 1, B] per stage (`isPairwise`). No gradient flows from here. */
  readonly pairLosses: Tensor;
  /** [B, K] beta r_k, or beta log pi(y_k | x) without reference. No gradient flows from here. */
  readonly rewards: Tensor;
}

/**
 * The chosen loss of a batch, as part of a graph.
 * @param logps [B, K] log-probabilities of the answers under the policy, best level first
 * @param reference [B, K] the same under the reference, which gets no gradient; see `usesReference`
 * @throws ConfigError as `checkPreferenceOptions`
 */
export function preferenceLoss(
  logps: Tensor,
  reference: Tensor,
  options: PreferenceOptions,
): PreferenceResult {
  checkPreferenceOptions(options, logps.shape[1] ?? 0);
  if (isPairwise(options)) return mdpo(logps, reference, pairwiseOptions(options));
  const scores = usesReference(options) ? sub(logps, reference) : logps; // [B, K]
  const { loss, stageLosses, rewards } = listwise(scores, listwiseOptions(options));
  return { loss, pairLosses: stageLosses, rewards };
}

/**
 * The same in float64, from the papers' formulas.
 * @param policy [B][K] log pi(y_k | x), y_0 the best answer
 * @param reference [B][K] log ref(y_k | x)
 * @throws ConfigError as `checkPreferenceOptions`
 */
export function preferenceValue(
  policy: readonly (readonly number[])[],
  reference: readonly (readonly number[])[],
  options: PreferenceOptions,
): number {
  checkPreferenceOptions(options, policy[0]?.length ?? 0);
  if (isPairwise(options)) return mdpoLoss(policy, reference, pairwiseOptions(options));
  const { objective, beta, rankTemperatures, reduction } = options;
  const terms = policy.flatMap((logps, b) => {
    const scores = logps.map((logp) => beta * logp);
    if (objective === 'pro') return pro(scores, rankTemperatures);
    if (objective === 'kwise-mle') return plackettLuce(scores);
    return plackettLuce(logps.map((logp, k) => beta * (logp - (reference[b]?.[k] as number))));
  });
  const total = terms.reduce((sum, term) => sum + term, 0);
  return total / (reduction === 'mean' ? terms.length : policy.length);
}
