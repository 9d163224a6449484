// What running a benchmark will be: its examples, the model in memory, decoding and judge, all checked. The job, the
// estimate and the lists work from here.
import { ConfigError } from '../base/errors.ts';
import { bundledBenchmarks, importedBenchmark, type Benchmark } from '../bench/benchmarks.ts';
import { EXACT_JUDGE } from '../bench/judges/exact.ts';
import { LEXICAL_JUDGE } from '../bench/judges/lexical.ts';
import { checkTextJudge } from '../bench/judges/textJudgeSettings.ts';
import type { Rule } from '../bench/task.ts';
import { longestPrompt } from '../model/answer.ts';
import { imageTokens } from '../model/config.ts';
import type { BenchExample, BenchmarkInfo, BenchOptions } from '../protocol/benchmark.ts';
import { decodingOf, type Decoding } from '../protocol/decoding.ts';
import type { JudgeRecord, RuleJudge } from '../protocol/judge.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';
import { loadModel, type LoadedModel } from './models.ts';
import { sceneDecoding } from './sceneModel.ts';

/** An answer of fewer tokens than this says nothing: a context that leaves less room is refused. */
const SHORTEST_ANSWER = 8;

export interface BenchPlan {
  readonly benchmark: Benchmark;
  /** Those that are asked: all, or the first. */
  readonly examples: readonly BenchExample[];
  readonly model: LoadedModel;
  readonly decoding: Decoding;
  readonly judge: JudgeRecord;
  /** What the user should know before the start. */
  readonly warnings: readonly string[];
}

/** Made once: thousands of questions about hundreds of scenes. */
let bundled: readonly Benchmark[] | undefined;

/** The bundled ones, then the imported ones that this version of the lab can run. */
export async function allBenchmarks(store: LabStore): Promise<Benchmark[]> {
  bundled ??= bundledBenchmarks();
  const imported = await store.datasets.listBenchmarks();
  return [...bundled, ...imported.flatMap((stored) => importedBenchmark(stored) ?? [])];
}

export async function listBenchmarks(store: LabStore): Promise<BenchmarkInfo[]> {
  return (await allBenchmarks(store)).map(({ info }) => info);
}

/** @throws ConfigError when there is no such benchmark */
export async function benchmarkById(id: string, store: LabStore): Promise<Benchmark> {
  const all = await allBenchmarks(store);
  const found = all.find(({ info }) => info.id === id);
  if (found !== undefined) return found;
  throw new ConfigError(
    `There is no benchmark ${id}.`,
    `There are ${all.map(({ info }) => info.id).join(', ')}.`,
  );
}

/** @throws ConfigError naming the option that is wrong; FormatError when the model's files are broken */
export async function planBenchmark(
  assets: Assets,
  store: LabStore,
  options: BenchOptions,
): Promise<BenchPlan> {
  const benchmark = await benchmarkById(options.benchmark, store);
  const { limit = benchmark.examples.length } = options;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new ConfigError(
      `limit is ${limit}.`,
      'Use a whole number from 1, or leave it out for all examples.',
    );
  }
  const judge = judgeRecord(benchmark, options.judge);
  const model = await loadModel(assets, options.model, store);
  const examples = benchmark.examples.slice(0, limit);
  return { benchmark, examples, model, judge, ...decodingFor(benchmark, examples, model, options.decoding) };
}

/** A benchmark's judge without a model. @throws FormatError when a table that it needs did not come with the benchmark */
export function ruleOf({ info, task, tables }: Benchmark, judge: RuleJudge): Rule {
  const make = task.rules[judge];
  if (make === undefined) throw new Error(`internal: ${info.name} has no rule "${judge}".`);
  return make(tables);
}

/** Steps of the whole job: an example is answered, and where a model judges it, judged. */
export function progressTotal({ examples, judge }: BenchPlan): number {
  return judge.kind === 'text' ? 2 * examples.length : examples.length;
}

function judgeRecord({ info, task }: Benchmark, choice: BenchOptions['judge']): JudgeRecord {
  const wanted = choice.kind === 'rule' ? choice.rule : 'text';
  if (!info.judges.includes(wanted)) {
    throw new ConfigError(
      `The judge "${wanted}" cannot score ${info.name}.`,
      `Choose one of ${info.judges.join(', ')}.`,
    );
  }
  if (choice.kind === 'text') {
    checkTextJudge(choice.text);
    const { model, endpoint } = choice.text;
    return { kind: 'text', name: model, version: task.text?.version ?? '', endpoint };
  }
  if (choice.rule === 'exact') return EXACT_JUDGE;
  if (choice.rule === 'lexical') return LEXICAL_JUDGE;
  return { kind: choice.rule, name: choice.rule, version: task.version };
}

/**
 * The benchmark's own decoding with changes. Answers are no longer than the models of this lab ever need (their words are
 * those of the scenes), and than fits beside the longest dialogue into the model's context.
 */
function decodingFor(
  { info, task }: Benchmark,
  examples: readonly BenchExample[],
  model: LoadedModel,
  changes: Partial<Decoding> = {},
): Pick<BenchPlan, 'decoding' | 'warnings'> {
  const { room, example, tokens } = answerRoom(examples, model);
  const context = model.config.decoder.maxPositions;
  const where =
    `With its image, ${example.rounds.length} question(s) and as many answers of one length, example ${example.id} of ` +
    `${info.name} leaves ${Math.max(0, room)} tokens for an answer: its questions take ${tokens} of the ${context} ` +
    `that ${model.info.name} can take.`;
  const usual = Math.min(task.decoding.maxNew, sceneDecoding().maxNew);
  if (room < SHORTEST_ANSWER) {
    throw new ConfigError(
      where,
      'Leave it out of the benchmark’s file, or choose a model with a longer context.',
    );
  }
  if (changes.maxNew !== undefined && changes.maxNew > room) {
    throw new ConfigError(`maxNew is ${changes.maxNew}. ${where}`, `Use ${room} or less.`);
  }
  const maxNew = changes.maxNew ?? Math.min(usual, room);
  const decoding = decodingOf('greedy', { ...task.decoding, ...changes, maxNew });
  return {
    decoding,
    warnings:
      room < usual && changes.maxNew === undefined ? [`Answers end after ${room} tokens. ${where}`] : [],
  };
}

/**
 * The most tokens that every answer may have so that the whole dialogue stays within the model's context, and the example
 * that decides it.
 */
function answerRoom(
  examples: readonly BenchExample[],
  { config, tokenizer }: LoadedModel,
): { room: number; example: BenchExample; tokens: number } {
  const rooms = examples.map((example) => {
    const { rounds } = example;
    const tokens = longestPrompt(tokenizer, imageTokens(config), 0, [
      { questions: rounds.map(({ question }) => question) },
    ]);
    return { room: Math.floor((config.decoder.maxPositions - tokens) / rounds.length), example, tokens };
  });
  return rooms.reduce((least, one) => (one.room < least.room ? one : least));
}
