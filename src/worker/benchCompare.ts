// Results beside each other: two models on the same samples, and judges of the same answers.
import { ConfigError } from '../base/errors.ts';
import { agreementOf } from '../bench/agreement.ts';
import { TASK } from '../bench/benchmarks.ts';
import { compare } from '../bench/scores.ts';
import type { Task } from '../bench/task.ts';
import { canonicalJson } from '../data/formats/canonical.ts';
import type { BenchResult, Comparison, JudgeAgreement } from '../protocol/bench.ts';
import type { LabStore } from '../store/store.ts';

/** Of the resamples: the same two results have the same intervals whenever they are compared. */
const SEED = 0;

/** What two results must share, and what to call it. */
const SAME: readonly [name: string, of: (result: BenchResult) => string][] = [
  ['benchmarks', ({ benchmark }) => benchmark],
  ['versions of the benchmark', ({ harnessVersion }) => harnessVersion],
  ['examples', ({ examplesHash, dialogues }) => `${dialogues.length} of hash ${examplesHash.slice(0, 12)}`],
  [
    'judges',
    ({ judge }) => [judge.kind, judge.name, judge.version, judge.endpoint].filter(Boolean).join(' '),
  ],
];

/** @throws ConfigError when there is no such result */
export async function resultById(store: LabStore, id: string): Promise<BenchResult> {
  const result = (await store.listResults()).find((one) => one.id === id);
  if (result === undefined) throw new ConfigError(`There is no result ${id}.`, 'Reload the list.');
  return result;
}

/** The task that made a result; undefined when the result is stale. */
export function taskOf({ harnessVersion }: BenchResult): Task | undefined {
  return Object.values(TASK).find(({ version }) => version === harnessVersion);
}

/** Second minus first. @throws ConfigError when they are not of the same samples, judged alike by this version */
export async function compareResults(store: LabStore, first: string, second: string): Promise<Comparison> {
  const [a, b] = [await resultById(store, first), await resultById(store, second)];
  for (const [name, of] of SAME) {
    if (of(a) === of(b)) continue;
    throw new ConfigError(
      `The two results are of different ${name}: ${of(a)}, and ${of(b)}.`,
      'Run the benchmark again for one of the two models, with the options of the other.',
    );
  }
  const task = taskOf(a);
  if (task === undefined) {
    throw new ConfigError(
      `Both results were scored by ${a.harnessVersion}, which is not this version of the lab.`,
      'Run the benchmark again for both models; their answers are kept.',
    );
  }
  return compare(task, a.dialogues, b.dialogues, SEED);
}

/** Every judge's agreement with the exact one, where both rated the same answers; newest results first. */
export async function judgeAgreements(store: LabStore): Promise<JudgeAgreement[]> {
  const rated = (await store.listResults()).filter(({ dialogues }) =>
    dialogues.some(({ rounds }) => rounds.some(({ rating }) => rating !== undefined)),
  );
  const exacts = new Map(
    rated.filter(({ judge }) => judge.kind === 'exact').map((result) => [answersOf(result), result]),
  );
  return rated.flatMap((result): JudgeAgreement[] => {
    const exact = exacts.get(answersOf(result));
    if (result.judge.kind === 'exact' || exact === undefined || !sharesRating(exact, result)) return [];
    return [agreementOf(exact, result, SEED)];
  });
}

/** What a result's answers depend on: two results of one key have the same ones. */
function answersOf({ benchmark, harnessVersion, examplesHash, weightsHash, decoding }: BenchResult): string {
  return canonicalJson([benchmark, harnessVersion, examplesHash, weightsHash, decoding]);
}

/** Whether some round was rated by both. */
function sharesRating(a: BenchResult, b: BenchResult): boolean {
  const others = new Map(b.dialogues.map((dialogue) => [dialogue.id, dialogue]));
  return a.dialogues.some(({ id, rounds }) =>
    rounds.some((round, r) => round.rating !== undefined && others.get(id)?.rounds[r]?.rating !== undefined),
  );
}
