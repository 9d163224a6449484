// What identifies a trial of an experiment: trials with the same key, of whatever experiments, are one trial.
import { sha256 } from '../base/hash.ts';
import type { ExperimentSpec, LadderChoice } from '../protocol/experiment.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { TrialPlan } from './experimentBenchmarks.ts';
import type { LoadedModel } from './models.ts';

/** Of questions and judge: a trial of another version is another trial. */
const BENCH_VERSION = 'mrhal-scenes/1';

/** Options that decide nothing of the outcome; neither does `baseStorage` at f32, which is what its absence means. */
const IDLE: readonly string[] = ['preset', 'snapshots'] satisfies (keyof TrainConfig)[];

/** The untrained model's trial, as one hash. */
export function untrainedKey(
  { bench }: ExperimentSpec,
  { weightsHash }: Pick<LoadedModel, 'weightsHash'>,
  plans: readonly Pick<TrialPlan, 'key'>[],
): Promise<string> {
  return sha256(JSON.stringify([BENCH_VERSION, weightsHash, bench, ...plans.map(({ key }) => key)]));
}

/**
 * The model, its ladders, the run and the benchmarks, as one hash; names do not count. Without further benchmarks it is
 * what it was before there were any, so that older results are still shared.
 */
export function trialKey(
  { questions, ladderCount, temperature, bench }: ExperimentSpec,
  { weightsHash }: Pick<LoadedModel, 'weightsHash'>,
  choice: LadderChoice,
  config: TrainConfig,
  plans: readonly Pick<TrialPlan, 'key'>[],
): Promise<string> {
  const decisive = Object.fromEntries(
    Object.entries(config).filter(
      ([name, value]) => !IDLE.includes(name) && !(name === 'baseStorage' && value === 'f32'),
    ),
  );
  return sha256(
    JSON.stringify([
      BENCH_VERSION,
      weightsHash,
      questions,
      ladderCount,
      temperature,
      bench,
      choice,
      decisive,
      ...plans.map(({ key }) => key),
    ]),
  );
}
