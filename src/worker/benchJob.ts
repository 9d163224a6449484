// Runs a benchmark: the model answers, the judge judges, the result is stored. What was answered or judged before a stop,
// a crash or a reload is found again under its hash, so nothing is asked twice.
import { sha256 } from '../base/hash.ts';
import { TextJudgeClient } from '../bench/judges/textJudge.ts';
import { scoredResult } from '../bench/result.ts';
import { examplesHash, judgedByRule } from '../bench/task.ts';
import { canonicalJson } from '../data/formats/canonical.ts';
import type { BenchDialogue, BenchResult } from '../protocol/bench.ts';
import type { BenchEvent, BenchJob, BenchOptions } from '../protocol/benchmark.ts';
import { answerAll } from './benchAnswers.ts';
import { planBenchmark, progressTotal, ruleOf, type BenchPlan } from './benchPlan.ts';
import { judgeByText } from './benchTextJudge.ts';
import type { JobDeps } from './jobDeps.ts';
import { endedBy } from './jobEnd.ts';
import { stopwatch } from './stopwatch.ts';

type BenchDeps = JobDeps<BenchEvent>;

type Update = (change: Partial<BenchJob>) => Promise<void>;

/**
 * Runs the job of these options, or goes on with it; examples that its judge failed on before are judged again.
 * Options that cannot be run leave no record.
 * @param key of a text judge's endpoint; it is stored nowhere
 * @throws ConfigError, CancelledError, DeviceLostError, OutOfMemoryError, StorageError; the job says so too
 */
export async function runBenchmark(
  deps: BenchDeps,
  options: BenchOptions,
  key: string | undefined,
): Promise<BenchJob> {
  const { store, emit } = deps;
  emit({ kind: 'stage', message: 'Loading the benchmark and the model.' });
  const plan = await planBenchmark(deps.assets, store, options);
  const judge = judgeOf(options, plan, key);
  const id = await benchJobId(options);
  const before = (await store.listBenchJobs()).find((job) => job.id === id);
  let job: BenchJob = {
    id,
    options,
    createdAt: before?.createdAt ?? new Date().toISOString(),
    status: 'running',
    total: plan.examples.length,
    answered: 0,
    judged: 0,
    failed: 0,
    ...(before?.result !== undefined && { result: before.result }),
  };
  const update: Update = async (change) => {
    job = { ...job, ...change };
    await store.putBenchJob(job);
    emit({ kind: 'job', job });
  };
  try {
    await update({});
    for (const message of plan.warnings) emit({ kind: 'warning', message });
    const answers = await answerAll(deps, plan, judgingTime(options, plan), update);
    const dialogues = await judge(deps, answers, update);
    const result = await resultOf(plan, dialogues);
    await store.putResult(result);
    emit({ kind: 'result', result });
    const failed = dialogues.filter(({ error }) => error !== undefined).length;
    await update({ status: 'finished', result: result.id, failed });
    return job;
  } catch (error) {
    await update(endedBy(error));
    throw error;
  }
}

/** The same options are the same job. */
async function benchJobId(options: BenchOptions): Promise<string> {
  return `bench-${(await sha256(canonicalJson(options))).slice(0, 16)}`;
}

/** Judges answers [examples][rounds]. */
type JudgeAnswers = (
  deps: BenchDeps,
  answers: readonly (readonly string[])[],
  update: Update,
) => Promise<BenchDialogue[]>;

/** @throws ConfigError or FormatError when the judge cannot be made, before anything is answered */
function judgeOf({ judge }: BenchOptions, plan: BenchPlan, key: string | undefined): JudgeAnswers {
  const { examples, benchmark } = plan;
  const { task } = benchmark;
  if (judge.kind === 'rule') {
    const rule = ruleOf(benchmark, judge.rule);
    return async (_deps, answers, update) => {
      const dialogues = examples.map((example, i) => judgedByRule(task, example, answers[i] ?? [], rule));
      await update({ judged: examples.length });
      return dialogues;
    };
  }
  const { text } = judge;
  const client = new TextJudgeClient(text, key);
  return (deps, answers, update) => {
    deps.emit({ kind: 'stage', message: `${text.model} judges ${examples.length} examples.` });
    let timeLeft: ReturnType<typeof stopwatch> | undefined;
    return judgeByText(deps, task, text, client, examples, answers, async (done, asked, open) => {
      timeLeft ??= stopwatch(open);
      const [all, total] = [examples.length + done, progressTotal(plan)];
      deps.emit({ kind: 'progress', done: all, total, secondsLeft: timeLeft(asked) });
      await update({ judged: done });
    });
  };
}

/** The least that a text judge can need for all examples, in seconds: how fast it may be asked. */
function judgingTime({ judge }: BenchOptions, { examples }: BenchPlan): number {
  return judge.kind === 'text' ? (60 * examples.length) / judge.text.requestsPerMinute : 0;
}

async function resultOf(
  { benchmark, examples, model, decoding, judge }: BenchPlan,
  dialogues: readonly BenchDialogue[],
): Promise<BenchResult> {
  const { info, task } = benchmark;
  const hash = await examplesHash(examples);
  const id = await sha256(canonicalJson([info.id, hash, model.weightsHash, decoding, judge]));
  return scoredResult(
    task,
    {
      id: `${info.id}-${id.slice(0, 16)}`,
      benchmark: info.id,
      name: info.name,
      examplesHash: hash,
      model: model.info.id,
      modelName: model.info.name,
      weightsHash: model.weightsHash,
      decoding,
      judge,
      createdAt: new Date().toISOString(),
    },
    dialogues,
  );
}
