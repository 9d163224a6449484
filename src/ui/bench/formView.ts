// The form that starts a benchmark, as one record: what it remembers, what is wrong with it, what it stands for. Pure.
import { ConfigError } from '../../base/errors.ts';
import type { BenchEstimate, BenchmarkInfo, BenchOptions } from '../../protocol/benchmark.ts';
import { checkDecoding, type Decoding } from '../../protocol/decoding.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import { defaultTextJudge, type JudgeChoice, type TextJudge } from '../../protocol/judge.ts';
import { originOf, type JudgeKind } from './judgeView.ts';

export interface BenchForm {
  readonly benchmark: string;
  readonly model: string;
  readonly judge: JudgeKind;
  /** The first n samples; undefined = all. */
  readonly limit: number | undefined;
  /** What differs from the benchmark's own decoding. */
  readonly decoding: Partial<Decoding>;
  readonly text: TextJudge;
}

export const emptyForm: BenchForm = {
  benchmark: '',
  model: '',
  judge: 'exact',
  limit: undefined,
  decoding: {},
  text: defaultTextJudge,
};

/** The form as it was kept; whatever is not as it should be is left out. */
export function readForm(text: string | null): BenchForm {
  const kept = objectOf(text);
  const { benchmark, model, judge, limit } = kept;
  return {
    benchmark: typeof benchmark === 'string' ? benchmark : '',
    model: typeof model === 'string' ? model : '',
    judge: typeof judge === 'string' ? (judge as JudgeKind) : 'exact', // settled with the benchmark
    limit: typeof limit === 'number' ? limit : undefined,
    decoding: sameTypes(DECODING_FIELDS, kept.decoding),
    text: { ...defaultTextJudge, ...sameTypes(defaultTextJudge, kept.text) },
  };
}

/** As `readForm` takes it. */
export function keptForm(form: BenchForm): string {
  return JSON.stringify(form);
}

const DECODING_FIELDS = { temperature: 0, beams: 0, maxNew: 0 } satisfies Partial<Decoding>;

/** The fields of `kept` that the pattern has too, with a value of the same type. */
function sameTypes<T extends object>(pattern: T, kept: unknown): Partial<T> {
  if (typeof kept !== 'object' || kept === null) return {};
  const values = Object.entries(kept).filter(
    ([key, value]) => key in pattern && typeof value === typeof pattern[key as keyof T],
  );
  return Object.fromEntries(values) as Partial<T>;
}

function objectOf(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The form on what there is: a benchmark, model or judge that is gone gives way to the first one. */
export function settleForm(
  form: BenchForm,
  benchmarks: readonly BenchmarkInfo[],
  models: readonly ModelInfo[],
): BenchForm {
  const info = benchmarks.find(({ id }) => id === form.benchmark) ?? benchmarks[0];
  const model = models.find(({ id }) => id === form.model) ?? models[0];
  const settled = {
    ...form,
    benchmark: info?.id ?? form.benchmark,
    model: model?.id ?? form.model,
    judge:
      info === undefined || info.judges.includes(form.judge) ? form.judge : (info.judges[0] ?? form.judge),
  };
  const same =
    settled.benchmark === form.benchmark && settled.model === form.model && settled.judge === form.judge;
  return same ? form : settled;
}

/** With another benchmark: its own decoding, its default judge, all its samples. */
export function withBenchmark(form: BenchForm, info: BenchmarkInfo): BenchForm {
  const judge = info.judges.includes(form.judge) ? form.judge : (info.judges[0] ?? form.judge);
  return { ...form, benchmark: info.id, judge, limit: undefined, decoding: {} };
}

/** With a changed number; what is as the benchmark has it is no change. */
export function withDecoding(form: BenchForm, info: BenchmarkInfo, change: Partial<Decoding>): BenchForm {
  const decoding = Object.fromEntries(
    Object.entries({ ...form.decoding, ...change }).filter(
      ([key, value]) => value !== info.decoding[key as keyof Decoding],
    ),
  ) as Partial<Decoding>;
  return { ...form, decoding };
}

export function optionsOf(form: BenchForm): BenchOptions {
  const { benchmark, model, limit, decoding } = form;
  return {
    benchmark,
    model,
    judge: choiceOf(form),
    ...(limit !== undefined && { limit }),
    ...(Object.keys(decoding).length > 0 && { decoding }),
  };
}

/** The form that stands for these options; what they do not say is as in `form`. */
export function formOf(
  { benchmark, model, judge, limit, decoding = {} }: BenchOptions,
  form: BenchForm,
): BenchForm {
  const kind = judge.kind === 'text' ? 'text' : judge.rule;
  const text = judge.kind === 'text' ? judge.text : form.text;
  return { benchmark, model, judge: kind, limit, decoding, text };
}

function choiceOf({ judge, text }: BenchForm): JudgeChoice {
  return judge === 'text' ? { kind: 'text', text } : { kind: 'rule', rule: judge };
}

export type FaultyField =
  | 'limit'
  | 'decoding'
  | 'endpoint'
  | 'model'
  | 'requestsPerMinute'
  | 'concurrency'
  | 'timeout'
  | 'attempts'
  | 'prices';

/** What is wrong with the form, by field, with what to do about it. */
export function formFaults(form: BenchForm, info: BenchmarkInfo): Partial<Record<FaultyField, string>> {
  const { limit, decoding, judge, text } = form;
  const faults: Partial<Record<FaultyField, string>> = {};
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1))
    faults.limit = 'A whole number from 1.';
  try {
    checkDecoding({ ...info.decoding, ...decoding });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.decoding = error.message;
  }
  if (judge !== 'text') return faults;
  const endpoint = endpointFault(text.endpoint);
  if (endpoint !== undefined) faults.endpoint = endpoint;
  if (text.model.trim() === '') faults.model = 'The name by which the server knows the model.';
  if (!(text.requestsPerMinute > 0)) faults.requestsPerMinute = 'A number above 0.';
  if (!(Number.isInteger(text.concurrency) && text.concurrency >= 1))
    faults.concurrency = 'A whole number from 1.';
  if (!(text.timeout > 0)) faults.timeout = 'Seconds above 0.';
  if (!(Number.isInteger(text.attempts) && text.attempts >= 1)) faults.attempts = 'A whole number from 1.';
  if (!(text.priceIn >= 0 && text.priceOut >= 0)) faults.prices = 'Prices from 0; 0 is free.';
  return faults;
}

function endpointFault(endpoint: string): string | undefined {
  if (originOf(endpoint) === '') return 'An address such as http://localhost:11434/v1.';
  const { username, password } = new URL(endpoint);
  return username + password === '' ? undefined : 'Without a name and password: the key has its own field.';
}

/** `greedy, at most 64 tokens`, `4 beams, no 5 tokens repeated, at most 512 tokens`. */
export function decodingInWords({
  beams,
  temperature,
  topK,
  topP,
  repetitionPenalty,
  noRepeatNgram,
  maxNew,
}: Decoding): string {
  return [
    beams > 1 ? `${beams} beams` : temperature === 0 ? 'greedy' : '',
    temperature > 0 ? `temperature ${temperature}` : '',
    temperature > 0 && topK > 0 ? `top k ${topK}` : '',
    temperature > 0 && topP < 1 ? `top p ${topP}` : '',
    repetitionPenalty === 1 ? '' : `repetition penalty ${repetitionPenalty}`,
    noRepeatNgram > 0 ? `no ${noRepeatNgram} tokens repeated` : '',
    `at most ${maxNew} tokens`,
  ]
    .filter(Boolean)
    .join(', ');
}

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** `105 samples, 314 questions`. */
export function sizeInWords({ examples, rounds }: Pick<BenchEstimate, 'examples' | 'rounds'>): string {
  return examples === rounds
    ? count(rounds, 'question')
    : `${count(examples, 'sample')}, ${count(rounds, 'question')}`;
}

/** What a run will take: questions, what is known of them, and the judge's calls with their price. */
export function estimateInWords(
  estimate: BenchEstimate,
  { judge, text }: Pick<BenchForm, 'judge' | 'text'>,
): string[] {
  const { examples, answered, calls, tokensIn, tokensOut, cost } = estimate;
  const words = [`${sizeInWords(estimate)}.`];
  if (answered === examples)
    words.push(`All answers are known already${judge === 'text' ? '' : ': only judging is left'}.`);
  else if (answered > 0)
    words.push(`${count(answered, 'sample')} answered already, ${examples - answered} to go.`);
  if (judge !== 'text') return words;
  if (calls === 0) return [...words, 'Every reply of the judge is known too: nothing is sent.'];
  const free = text.priceIn === 0 && text.priceOut === 0;
  return [
    ...words,
    `${count(calls, 'call')} to ${text.model}: about ${roundly(tokensIn)} tokens in, ${roundly(tokensOut)} out.`,
    free ? 'Free, by the prices given.' : `About ${priceOf(cost)}, in the currency of the prices.`,
  ];
}

/** `480`, `12 thousand`, `1.4 million`. */
function roundly(n: number): string {
  if (n < 1000) return String(Math.round(n));
  return n < 1e6 ? `${Math.round(n / 1000)} thousand` : `${(n / 1e6).toFixed(1)} million`;
}

function priceOf(cost: number): string {
  return cost >= 0.01 ? cost.toFixed(2) : cost.toPrecision(1);
}
