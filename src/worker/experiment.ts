// Runs an experiment: ladders for every seed, every arm trained on them, all benchmarked. A trial that is there is not
// made again, so that an experiment goes on where it stood.
import { assembleLadders, mostDistinct, type Generation } from '../amp/ladders.ts';
import { sha256 } from '../base/hash.ts';
import { judgedExactly } from '../bench/judges/exact.ts';
import { mrhal, mrhalScenes } from '../bench/tasks/mrhal.ts';
import { summarise, verdictsOf } from '../bench/experimentSummary.ts';
import { byTruth } from '../bench/truthOrder.ts';
import { LADDER_MIX, ladderSceneDialogues } from '../data/scenes/ladderSet.ts';
import type { Style } from '../data/scenes/scene.ts';
import { hashWeights, type Weights } from '../model/weights.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { Decoding } from '../protocol/decoding.ts';
import type {
  Arm,
  Experiment,
  ExperimentEvent,
  ExperimentSpec,
  LadderChoice,
  Trial,
  TrialBenchmark,
  TrialDialogue,
} from '../protocol/experiment.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LabStore } from '../store/store.ts';
import { loadAutoCheck } from './autoCheck.ts';
import { cachedAnswers } from './cachedAnswers.ts';
import { answerBenchmarks, questionsOf, trialPlans, type TrialPlan } from './experimentBenchmarks.ts';
import { armsOf, configOf, UNTRAINED } from './experimentFile.ts';
import type { JobDeps } from './jobDeps.ts';
import { endedBy } from './jobEnd.ts';
import { loadModel, type LoadedModel } from './models.ts';
import { sceneDecoding, SceneModel } from './sceneModel.ts';
import { ladderData } from './trainData.ts';
import { prepareTraining } from './trainModel.ts';
import { trialKey, untrainedKey } from './trialKey.ts';

type ExperimentDeps = JobDeps<ExperimentEvent>;

/** Rows that the generator answers at once. */
const ROWS = 48;

/** The experiment of a specification: the stored one when there is one that goes on, else one that has not begun. */
export async function newExperiment(
  spec: ExperimentSpec,
  adapter: string,
  store: LabStore,
): Promise<Experiment> {
  const id = `experiment-${(await sha256(JSON.stringify(spec))).slice(0, 16)}`;
  const known = (await store.listExperiments()).find((e) => e.id === id);
  if (known !== undefined) return known;
  return {
    id,
    spec,
    createdAt: new Date().toISOString(),
    status: 'running',
    adapter,
    codeVersion: __VERSION__,
    trials: [],
    total: 1 + armsOf(spec).length * spec.seeds.length,
    summary: [],
    verdicts: [],
  };
}

/** @throws ConfigError, CancelledError, DeviceLostError, StorageError; the record says so too */
export async function runExperiment(deps: ExperimentDeps, start: Experiment): Promise<Experiment> {
  let experiment: Experiment = { ...start, status: 'running' };
  delete (experiment as { error?: string }).error;
  const update = async (change: Partial<Experiment>): Promise<void> => {
    experiment = { ...experiment, ...change };
    await deps.store.putExperiment(experiment);
    deps.emit({ kind: 'experiment', experiment });
  };
  const keep = (trial: Trial): Promise<void> => {
    const trials = [...experiment.trials, trial];
    const { baseline, claims } = experiment.spec;
    return update({
      trials,
      summary: summarise(trials, baseline),
      verdicts: verdictsOf(trials, claims),
    });
  };
  try {
    await update({});
    await runTrials(deps, experiment, keep);
    await update({ status: 'finished' });
    return experiment;
  } catch (error) {
    await update(endedBy(error));
    throw error;
  }
}

async function runTrials(
  deps: ExperimentDeps,
  { spec, trials, total }: Experiment,
  keep: (trial: Trial) => Promise<void>,
): Promise<void> {
  const { emit, assets, store } = deps;
  const known = new Set(trials.map(({ arm, seed }) => `${arm}/${seed}`));
  const began = performance.now();
  let done = trials.length;
  const progress = (share: number): Promise<void> => {
    const made = done - trials.length + share;
    const each = (performance.now() - began) / 1000 / Math.max(made, 1e-6);
    const secondsLeft = made > 0.2 ? each * (total - done - share) : undefined;
    emit({ kind: 'progress', done: done + share, total, secondsLeft });
    return deps.control.checkpoint();
  };
  const finish = async (trial: Trial): Promise<void> => {
    await keep(trial);
    done++;
    await progress(0);
  };

  const finished = (await store.listExperiments()).flatMap((experiment) => experiment.trials);
  const takeOver = async (arm: string, seed: number, key: string): Promise<boolean> => {
    const same = finished.find((trial) => trial.key === key);
    if (same !== undefined) await finish({ ...same, arm, seed });
    return same !== undefined;
  };

  emit({ kind: 'stage', message: 'Loading the model.' });
  const model = await loadModel(assets, spec.model, store);
  const examples = mrhalScenes(spec.bench.dialogues, {}, spec.bench.first);
  const bench = { examples, plans: await trialPlans(deps, spec) };
  const untrained = await untrainedKey(spec, model, bench.plans);
  if (!known.has(`${UNTRAINED}/0`) && !(await takeOver(UNTRAINED, 0, untrained))) {
    emit({ kind: 'stage', message: 'The untrained model answers the benchmark.' });
    const started = performance.now();
    const results = await benchmarks(deps, model, model.weights, bench, progress);
    const seconds = (performance.now() - started) / 1000;
    await finish({
      key: untrained,
      arm: UNTRAINED,
      seed: 0,
      metrics: {},
      ...results,
      weightsHash: model.weightsHash,
      seconds,
    });
  }
  for (const seed of spec.seeds) {
    const open = armsOf(spec).filter(({ name }) => !known.has(`${name}/${seed}`));
    for (const arm of open) {
      const choice = { ...spec.ladders, ...arm.set.ladders };
      const key = await trialKey(spec, model, choice, configOf(spec, arm, seed), bench.plans);
      if (await takeOver(arm.name, seed, key)) continue;
      const ladders = await laddersOf(deps, spec, choice, seed);
      const trial = await runTrial(deps, spec, model, arm, seed, ladders, bench, progress);
      await finish({ key, ...trial });
    }
  }
}

async function runTrial(
  deps: ExperimentDeps,
  spec: ExperimentSpec,
  model: LoadedModel,
  arm: Arm,
  seed: number,
  ladders: readonly Ladder[],
  bench: Bench,
  progress: (share: number) => Promise<void>,
): Promise<Omit<Trial, 'key'>> {
  const { gpu, images, store, emit, control } = deps;
  const started = performance.now();
  const config = configOf(spec, arm, seed);
  const stage = (message: string): void =>
    emit({ kind: 'stage', message: `${arm.name}, seed ${seed}: ${message}` });
  const data = ladderData(ladders, config, model);
  const report = (): Promise<void> => control.checkpoint();
  const training = await prepareTraining({ gpu, images, store, stage, report }, model, data, config);
  const log: Record<string, number>[] = [];
  let weights: Weights;
  try {
    stage('training.');
    await training.run({
      between: () => progress((0.7 * log.length) / config.steps),
      onStep: (_step, metrics) => log.push(metrics),
    });
    weights = await training.trainer.merged();
  } finally {
    training.destroy();
  }
  stage('answering the benchmark.');
  const results = await benchmarks(deps, model, weights, bench, (share) => progress(0.7 + 0.3 * share));
  return {
    arm: arm.name,
    seed,
    metrics: lastMetrics(log),
    ...results,
    weightsHash: await hashWeights(weights),
    seconds: (performance.now() - started) / 1000,
  };
}

/** Means over the last tenth of the steps, and `tokens` of all of them. */
function lastMetrics(log: readonly Record<string, number>[]): Record<string, number> {
  const last = log.slice(-Math.max(1, Math.ceil(log.length / 10)));
  const names = Object.keys(last.at(-1) ?? {});
  const means = names.map((name): [string, number] => [
    name,
    last.reduce((n, metrics) => n + (metrics[name] ?? NaN), 0) / last.length,
  ]);
  const tokens = log.reduce((n, metrics) => n + (metrics.tokens ?? 0), 0);
  return { ...Object.fromEntries(means), tokens };
}

/** The dialogues of every experiment, and the benchmarks that this one names. */
interface Bench {
  readonly examples: readonly BenchExample[];
  readonly plans: readonly TrialPlan[];
}

/** A model's answers to all of it, judged. */
async function benchmarks(
  deps: ExperimentDeps,
  model: LoadedModel,
  weights: Weights,
  { examples, plans }: Bench,
  report: (share: number) => Promise<void>,
): Promise<{ dialogues: TrialDialogue[]; benchmarks?: TrialBenchmark[] }> {
  const own = examples.reduce((n, { rounds }) => n + rounds.length, 0);
  const all = own + questionsOf(plans);
  const dialogues = await benchmark(deps, model, weights, examples, (share) => report((share * own) / all));
  if (plans.length === 0) return { dialogues };
  const benchmarks = await answerBenchmarks(deps, plans, weights, (n) => report((own + n) / all));
  return { dialogues, benchmarks };
}

/** Greedy answers, judged exactly. */
async function benchmark(
  deps: ExperimentDeps,
  model: LoadedModel,
  weights: Weights,
  bench: readonly BenchExample[],
  report: (share: number) => Promise<void>,
): Promise<TrialDialogue[]> {
  const answers = await answered(deps, model, weights, bench, sceneDecoding(), report);
  return judgedExactly(mrhal, bench, answers).map(({ rounds }): TrialDialogue => {
    const sum = (name: string): number => rounds.reduce((n, { counts }) => n + (counts[name] ?? 0), 0);
    return {
      rounds: sum('rounds'),
      hallucinated: sum('hallucinated'),
      recall: sum('recall'),
      rating: sum('rating'),
    };
  });
}

/** Answers of a model with the given weights. */
async function answered(
  { gpu, images }: ExperimentDeps,
  { config, tokenizer }: LoadedModel,
  weights: Weights,
  dialogues: readonly BenchExample[],
  decoding: Decoding,
  report: (share: number) => Promise<void>,
): Promise<string[][]> {
  const scene = await SceneModel.create(gpu, { config, tokenizer }, weights, images);
  try {
    const rows = Math.min(ROWS, dialogues.length);
    return await scene.answer(dialogues, await scene.features(dialogues), rows, decoding, {
      done: (done, total) => report(done / total),
    });
  } finally {
    scene.destroy();
  }
}

/** The ladders of a seed: every source answers, the rungs are put in the arm's order. */
async function laddersOf(
  deps: ExperimentDeps,
  spec: ExperimentSpec,
  { sources, order }: LadderChoice,
  seed: number,
): Promise<Ladder[]> {
  const { count, rounds, style, priorDefying } = spec.questions;
  const asked = ladderSceneDialogues(count, seed, {
    rounds,
    mix: LADDER_MIX,
    style: style as Style,
    priorDefying,
  });
  const decoding = sceneDecoding({ temperature: spec.temperature, seed });
  const generations: Generation[] = [];
  for (const source of sources) {
    const model = await loadModel(deps.assets, source, deps.store);
    const answers = await cachedAnswers(deps.store, model.weightsHash, asked, decoding, (open) => {
      deps.emit({ kind: 'stage', message: `Seed ${seed}: ${source} answers ${open.length} dialogues.` });
      return answered(deps, model, model.weights, open, decoding, () => deps.control.checkpoint());
    });
    generations.push({ source, answers });
  }
  const made = assembleLadders(asked, generations);
  const ladders = mostDistinct(made, spec.ladderCount).map((i) => made[i] as Ladder);
  if (order === 'generated') return ladders;
  return order === 'truth' ? ladders.map(byTruth) : (await loadAutoCheck(deps.assets))(ladders);
}
