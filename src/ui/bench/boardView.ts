// The scoreboard: for each benchmark its results as rows and its scores as columns, each column on one axis; which
// results are stale, and what they lack. Pure.
import { formatChange, formatNumber } from '../../base/format.ts';
import type { BenchResult, Score, ScoreInfo } from '../../protocol/bench.ts';
import type { BenchmarkInfo, BenchOptions, TaskId } from '../../protocol/benchmark.ts';
import { defaultTextJudge, type TextJudge } from '../../protocol/judge.ts';
import { PUBLISHED, type Published, type PublishedRow } from './published.ts';

/** A score's column. */
export interface Column extends ScoreInfo {
  /** Where its axis ends; it starts at 0. */
  readonly end: number;
}

export interface Board {
  /** Id of the benchmark. */
  readonly id: string;
  readonly name: string;
  /** Undefined when the benchmark was deleted. */
  readonly info: BenchmarkInfo | undefined;
  readonly task: string;
  /** Newest first. */
  readonly results: readonly BenchResult[];
}

/** The benchmarks that have results, in the order in which they are listed; those that were deleted come last. */
export function boardsOf(benchmarks: readonly BenchmarkInfo[], results: readonly BenchResult[]): Board[] {
  const order = new Map(benchmarks.map(({ id }, i) => [id, i]));
  const ids = [...new Set(results.map(({ benchmark }) => benchmark))].sort(
    (a, b) => (order.get(a) ?? Infinity) - (order.get(b) ?? Infinity),
  );
  return ids.map((id) => {
    const own = results
      .filter(({ benchmark }) => benchmark === id)
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    const info = benchmarks.find((one) => one.id === id);
    return { id, name: info?.name ?? own[0]?.name ?? id, info, task: taskOf(own[0], info), results: own };
  });
}

function taskOf(result: BenchResult | undefined, info: BenchmarkInfo | undefined): string {
  return info?.task ?? result?.harnessVersion.split('/')[0] ?? '';
}

/** The scores that some result has, each with an axis that holds all of its values. */
export function columnsOf(results: readonly BenchResult[], published: readonly PublishedRow[]): Column[] {
  const columns = new Map<string, ScoreInfo>();
  const fullest = results.toSorted((a, b) => b.scores.length - a.scores.length); // has the task's own order
  for (const { scores } of fullest) for (const score of scores) columns.set(score.key, score);
  return [...columns.values()].map((info) => {
    const highs = results.flatMap(({ scores }) =>
      scores.filter(({ key }) => key === info.key).map(({ high }) => high),
    );
    const beside = published.flatMap(({ scores }) => scores[info.key] ?? []);
    return { ...info, end: axisEnd(info, Math.max(0, ...highs, ...beside)) };
  });
}

/** The end of an axis from 0 that holds `high`: the whole scale of a rating, else the next round number. */
export function axisEnd({ unit, max }: Pick<ScoreInfo, 'unit' | 'max'>, high: number): number {
  if (unit === 'rating') return max;
  const ends = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].map(
    (share) => share * 10 ** Math.max(0, powerOf(high)),
  );
  const end = ends.find((one) => one >= high - 1e-9) ?? high;
  return unit === 'share' ? Math.min(max, end) : end;
}

/** The power of ten that `high` is a share of. */
const powerOf = (high: number): number => Math.ceil(Math.log10(Math.max(high, 1e-9)) - 1e-9);

/** A value as its score is written: `32.5 %`, `4.07`, `12.4`. */
export function valueInWords({ unit }: Pick<ScoreInfo, 'unit'>, value: number): string {
  switch (unit) {
    case 'share':
      return `${formatNumber(value * 100, 1)} %`;
    case 'percent':
    case 'words':
      return formatNumber(value, 1);
    case 'rating':
      return formatNumber(value, 2);
  }
}

/** As `valueInWords`, without the unit: for the ends of intervals and axes. */
export function numberInWords({ unit }: Pick<ScoreInfo, 'unit'>, value: number): string {
  return unit === 'share' ? formatNumber(value * 100, 1) : valueInWords({ unit }, value);
}

/** `[28.1, 37.2]`. */
export function intervalInWords(
  info: Pick<ScoreInfo, 'unit'>,
  { low, high }: Pick<Score, 'low' | 'high'>,
): string {
  return `[${numberInWords(info, low)}, ${numberInWords(info, high)}]`;
}

/** A difference with its sign: `+3.2 points`, `−0.14`. */
export function changeInWords({ unit }: Pick<ScoreInfo, 'unit'>, value: number): string {
  return unit === 'share' ? formatChange(value * 100, 1) : formatChange(value, unit === 'rating' ? 2 : 1);
}

/** An axis's end without idle digits: `50 %`, `6`. */
export function endInWords({ unit, end }: Column): string {
  return unit === 'share' ? `${Number((end * 100).toFixed(1))} %` : String(Number(end.toFixed(1)));
}

/** Why a result cannot be compared with newer ones; empty when it can. */
export function staleReason({ harnessVersion }: BenchResult, info: BenchmarkInfo | undefined): string {
  if (info === undefined) return 'This lab has its benchmark no more: it cannot be run again.';
  if (harnessVersion === info.harnessVersion) return '';
  return `Scored by ${harnessVersion}; the benchmark is ${info.harnessVersion} now. Run it again to compare.`;
}

/** Samples that could not be judged. */
export function failedOf({ dialogues }: BenchResult): number {
  return dialogues.filter(({ error }) => error !== undefined).length;
}

/** `105 samples, 314 questions`, `first 12 of 300 samples`. */
export function samplesInWords({ dialogues }: BenchResult, info: BenchmarkInfo | undefined): string {
  const n = dialogues.length;
  if (info !== undefined && n < info.examples)
    return `first ${n} of ${info.examples.toLocaleString('en')} samples`;
  const rounds = dialogues.reduce((sum, dialogue) => sum + dialogue.rounds.length, 0);
  const samples = `${n.toLocaleString('en')} ${n === 1 ? 'sample' : 'samples'}`;
  return rounds === n ? samples : `${samples}, ${rounds.toLocaleString('en')} questions`;
}

/** Whether rows are not all of the same samples, so that their scores are not quite comparable. */
export function hasMixedSamples(results: readonly BenchResult[]): boolean {
  return new Set(results.map(({ examplesHash }) => examplesHash)).size > 1;
}

/** The paper's numbers for a task, if it has any. */
export function publishedOf(task: string): Published | undefined {
  return PUBLISHED[task as TaskId];
}

/**
 * What to run to have a result again, or what is missing of it: nothing known is asked for twice.
 * @param text settings of the text judge in the form, whose limits hold when it is the same
 */
export function optionsAgain(result: BenchResult, info: BenchmarkInfo, text: TextJudge): BenchOptions {
  const { benchmark, model, judge, dialogues, decoding } = result;
  const { kind, name, endpoint = '' } = judge;
  const same = text.model === name && text.endpoint === endpoint;
  const n = dialogues.length;
  return {
    benchmark,
    model,
    judge:
      kind === 'text'
        ? { kind, text: same ? text : { ...defaultTextJudge, endpoint, model: name } }
        : { kind: 'rule', rule: kind },
    ...(n < info.examples && { limit: n }),
    ...(JSON.stringify(decoding) !== JSON.stringify(info.decoding) && { decoding }),
  };
}
