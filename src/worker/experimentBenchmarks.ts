// Benchmarks that an experiment's trials answer: planned once, answered with every trial's weights, judged by rule.
import { bundledBenchmarks } from '../bench/benchmarks.ts';
import { trialBenchmark } from '../bench/experimentBenchmarks.ts';
import { examplesHash, judgedByRule, type Rule } from '../bench/task.ts';
import type { Weights } from '../model/weights.ts';
import type { RuleJudge } from '../protocol/judge.ts';
import type { ExperimentSpec, TrialBenchmark } from '../protocol/experiment.ts';
import { BenchModel } from './benchModel.ts';
import { planBenchmark, ruleOf, type BenchPlan } from './benchPlan.ts';
import type { JobDeps } from './jobDeps.ts';

export interface TrialPlan extends BenchPlan {
  readonly rule: Rule;
  /** All that decides the scores beside the weights, as text. */
  readonly key: string;
}

/** @throws ConfigError when a benchmark does not exist, or has no judge that needs no model, or does not fit the model */
export async function trialPlans(
  { assets, store }: Pick<JobDeps<never>, 'assets' | 'store'>,
  { model, benchmarks = [] }: Pick<ExperimentSpec, 'model' | 'benchmarks'>,
): Promise<TrialPlan[]> {
  const known = benchmarks.length === 0 ? [] : bundledBenchmarks();
  return Promise.all(
    benchmarks.map(async ({ id, limit }): Promise<TrialPlan> => {
      const first = known.find(({ info }) => info.id === id)?.info.judges[0] as RuleJudge; // the file was checked
      const plan = await planBenchmark(assets, store, {
        benchmark: id,
        model,
        judge: { kind: 'rule', rule: first },
        ...(limit !== undefined && { limit }),
      });
      const { task } = plan.benchmark;
      const rule = ruleOf(plan.benchmark, first);
      const key = [id, task.version, await examplesHash(plan.examples), plan.decoding, plan.judge];
      return { ...plan, rule, key: JSON.stringify(key) };
    }),
  );
}

/** Questions of all plans, as a measure of how long answering takes. */
export function questionsOf(plans: readonly TrialPlan[]): number {
  return plans.reduce((n, { examples }) => n + examples.reduce((m, { rounds }) => m + rounds.length, 0), 0);
}

/**
 * Answers and judges every benchmark with these weights.
 * @param report questions answered so far; awaited, so it may pause or cancel
 */
export async function answerBenchmarks(
  { gpu, images }: Pick<JobDeps<never>, 'gpu' | 'images'>,
  plans: readonly TrialPlan[],
  weights: Weights,
  report: (questions: number) => Promise<void>,
): Promise<TrialBenchmark[]> {
  const results: TrialBenchmark[] = [];
  let before = 0;
  for (const plan of plans) {
    const { benchmark, examples, decoding, rule, judge } = plan;
    const model = await BenchModel.create(gpu, { ...plan.model, weights }, images, examples, decoding);
    try {
      const answers = await model.answer(examples, (rounds) => report(before + rounds));
      const dialogues = examples.map((example, i) =>
        judgedByRule(benchmark.task, example, answers[i] ?? [], rule),
      );
      const { id, name, task, harnessVersion: version } = benchmark.info;
      results.push(trialBenchmark({ id, name, task, version, judge }, dialogues));
    } finally {
      model.destroy();
    }
    before += questionsOf([plan]);
  }
  return results;
}
