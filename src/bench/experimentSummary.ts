// An experiment's table: every arm over its seeds, with 95 % intervals, and paired against the baseline. Pure.
import { deriveSeed } from '../base/random.ts';
import type { Estimate } from '../protocol/bench.ts';
import type { ArmSummary, Claim, Trial, TrialDialogue, Verdict } from '../protocol/experiment.ts';
import { armBenchmarks } from './experimentBenchmarks.ts';
import { clusteredBootstrap, pairedBootstrap } from './statistics.ts';

const RESAMPLES = 4000;

/** One dialogue of the benchmark under all seeds: what belongs together is drawn together. */
type Cluster = TrialDialogue;

/**
 * Summaries in the order in which the arms first appear. An arm is compared with the baseline over the seeds that both
 * have; a baseline with one trial (the untrained model has no seed) stands against every seed.
 * @param baseline an arm's name
 */
export function summarise(trials: readonly Trial[], baseline: string): ArmSummary[] {
  const names = [...new Set(trials.map(({ arm }) => arm))];
  const of = (arm: string): Trial[] => trials.filter((trial) => trial.arm === arm);
  return names.map((arm): ArmSummary => {
    const own = of(arm);
    const pairs = arm === baseline ? [] : pairsOf(own, of(baseline));
    const against = comparison(pairs, arm);
    const benchmarks = armBenchmarks(own, pairs);
    const clusters = clustersOf(own);
    const estimate = (name: keyof typeof STATISTICS): Estimate =>
      clusteredBootstrap(clusters, STATISTICS[name], options(arm, name));
    return {
      arm,
      seeds: own.length,
      hallucination: estimate('hallucination'),
      recall: estimate('recall'),
      rating: estimate('rating'),
      ...overSeeds(own, 'chosenChange', 'logps/chosen_change'),
      ...overSeeds(own, 'accuracy', 'rewards/accuracies'),
      ...overSeeds(own, 'ordered', 'rewards/ordered'),
      ...overSeeds(own, 'tokens', 'tokens'),
      ...(against && { against }),
      ...(benchmarks.length > 0 && { benchmarks }),
    };
  });
}

/** What the trials say of each claim; claims about arms without trials are left out. */
export function verdictsOf(trials: readonly Trial[], claims: readonly Claim[]): Verdict[] {
  const of = (arm: string): Trial[] => trials.filter((trial) => trial.arm === arm);
  return claims.flatMap((claim): Verdict[] => {
    const against = comparison(pairsOf(of(claim.better), of(claim.worse)), claim.better);
    if (against === undefined) return [];
    const difference = against[claim.measure];
    return [{ claim, difference, outcome: outcomeOf(claim, difference) }];
  });
}

function outcomeOf({ measure, margin }: Claim, { low, high }: Estimate): Verdict['outcome'] {
  // How much worse, at the least and at the most.
  const [least, most] = measure === 'hallucination' ? [low, high] : [-high, -low];
  if (margin === undefined) return most < 0 ? 'held' : least > 0 ? 'reversed' : 'undecided';
  const allowed = measure === 'rating' ? margin : margin / 100;
  return most <= allowed ? 'held' : least > allowed ? 'reversed' : 'undecided';
}

/** The baseline's trial and the arm's, for each seed that both have. */
function pairsOf(own: readonly Trial[], base: readonly Trial[]): [Trial, Trial][] {
  const single = base.length === 1 ? base[0] : undefined;
  return own.flatMap((trial): [Trial, Trial][] => {
    const other = single ?? base.find(({ seed }) => seed === trial.seed);
    return other === undefined ? [] : [[other, trial]];
  });
}

function comparison(pairs: readonly (readonly [Trial, Trial])[], arm: string): ArmSummary['against'] {
  if (pairs.length === 0) return undefined;
  const before = clustersOf(pairs.map(([other]) => other));
  const after = clustersOf(pairs.map(([, trial]) => trial));
  const difference = (name: keyof typeof STATISTICS): Estimate =>
    pairedBootstrap(before, after, STATISTICS[name], options(arm, name));
  const both = before.map((cluster, i): readonly [Cluster, Cluster] => [cluster, after[i] as Cluster]);
  const relative = clusteredBootstrap(
    both,
    (drawn) => {
      const [a, b] = [0, 1].map((side) => hallucination(drawn.map((pair) => pair[side] as Cluster)));
      return a === 0 ? 0 : ((b as number) - (a as number)) / (a as number);
    },
    options(arm, 'relative'),
  );
  return {
    hallucination: difference('hallucination'),
    relative,
    recall: difference('recall'),
    rating: difference('rating'),
  };
}

/** Sums over the trials, dialogue by dialogue. @throws RangeError when they are not of the same benchmark */
function clustersOf(trials: readonly Trial[]): Cluster[] {
  const first = trials[0]?.dialogues ?? [];
  if (trials.some(({ dialogues }) => dialogues.length !== first.length)) {
    throw new RangeError('Trials of different benchmarks cannot be compared.');
  }
  return first.map((_, d) => {
    const sum = (of: (dialogue: TrialDialogue) => number): number =>
      trials.reduce((n, { dialogues }) => n + of(dialogues[d] as TrialDialogue), 0);
    return {
      rounds: sum((x) => x.rounds),
      hallucinated: sum((x) => x.hallucinated),
      recall: sum((x) => x.recall),
      rating: sum((x) => x.rating),
    };
  });
}

const perRound =
  (of: (cluster: Cluster) => number) =>
  (clusters: readonly Cluster[]): number =>
    clusters.reduce((n, c) => n + of(c), 0) / clusters.reduce((n, c) => n + c.rounds, 0);

const hallucination = perRound((c) => c.hallucinated);
const STATISTICS = {
  hallucination,
  recall: perRound((c) => c.recall),
  rating: perRound((c) => c.rating),
};

const options = (arm: string, name: string): { seed: number; resamples: number } => ({
  seed: deriveSeed(0, `${arm} ${name}`),
  resamples: RESAMPLES,
});

/** Mean over the seeds, from the smallest to the largest: three runs have no other interval worth the name. */
function overSeeds(
  trials: readonly Trial[],
  name: 'chosenChange' | 'accuracy' | 'ordered' | 'tokens',
  metric: string,
): Partial<ArmSummary> {
  const values = trials.flatMap(({ metrics }) => metrics[metric] ?? []);
  if (values.length === 0) return {};
  const value = values.reduce((n, x) => n + x, 0) / values.length;
  return { [name]: { value, low: Math.min(...values), high: Math.max(...values) } };
}
