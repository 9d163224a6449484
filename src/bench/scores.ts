// From counts to scores: sums over samples, figures of the sums, 95 % intervals over images, groups by type and by
// round, and the paired comparison of two models. Pure.
import { deriveSeed, Random } from '../base/random.ts';
import type {
  BenchDialogue,
  BenchRound,
  Comparison,
  Counts,
  Difference,
  Estimate,
  Mcnemar,
  Score,
  ScoreGroup,
  ScoreInfo,
} from '../protocol/bench.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import { designEffect, nForDifference } from './power.ts';
import { mcnemarExact, percentiles, wilson } from './statistics.ts';
import type { Figure, Task } from './task.ts';

const RESAMPLES = 10_000;
const GROUP_RESAMPLES = 2_000;
/** The difference that a comparison's power estimate asks for. */
const TWO_POINTS = 0.02;

/** All scores of a task; those without observations are left out. */
export function scoresOf(task: Task, dialogues: readonly BenchDialogue[], seed: number): Score[] {
  return scoreFigures(task.figures, clustersOf(dialogues), seed, RESAMPLES);
}

/** The task's grouped scores by type, and by round where some dialogue has several. */
export function groupsOf(task: Task, dialogues: readonly BenchDialogue[], seed: number): ScoreGroup[] {
  const figures = task.figures.filter(({ key }) => task.grouped.includes(key));
  const part = (
    by: ScoreGroup['by'],
    name: string,
    of: (round: BenchRound, r: number) => boolean,
  ): ScoreGroup => {
    const own = dialogues.map((d) => ({ ...d, counts: {}, rounds: d.rounds.filter(of) }));
    const clusters = clustersOf(own.filter(({ rounds }) => rounds.length > 0));
    return {
      by,
      name,
      scores: scoreFigures(figures, clusters, deriveSeed(seed, `${by} ${name}`), GROUP_RESAMPLES),
    };
  };
  const types = [...new Set(dialogues.flatMap((d) => d.rounds.map(({ type }) => type)))].sort();
  const rounds = Math.max(0, ...dialogues.map((d) => d.rounds.length));
  return [
    ...types.map((type) => part('type', type, (round) => round.type === type)),
    ...(rounds < 2
      ? []
      : Array.from({ length: rounds }, (_, r) => part('round', String(r + 1), (_round, at) => at === r))),
  ].filter(({ scores }) => scores.length > 0);
}

/**
 * Second minus first, on the samples that both have judged, images drawn together.
 * @throws RangeError when the two are not of the same samples
 */
export function compare(
  task: Task,
  first: readonly BenchDialogue[],
  second: readonly BenchDialogue[],
  seed: number,
): Comparison {
  const pairs = pairsOf(first, second);
  const [one, other] = [clustersOf(pairs.map((pair) => pair[0])), clustersOf(pairs.map((pair) => pair[1]))];
  const differences = compareFigures(task.figures, one, other, seed, RESAMPLES);
  const { outcome } = task;
  return { differences, ...(outcome !== undefined && { mcnemar: mcnemar(pairs, outcome) }) };
}

/** Second minus first from the sums of the same images, which are drawn together. */
export function compareFigures(
  figures: readonly Figure[],
  first: readonly Counts[],
  second: readonly Counts[],
  seed: number,
  resamples: number,
): Difference[] {
  const [a, b] = [tableOf(first), tableOf(second)];
  const drawn = resample(first.length, resamples, seed);
  const [sumsA, sumsB] = [drawn.map((at) => sumOf(a, at)), drawn.map((at) => sumOf(b, at))];
  const [wholeA, wholeB] = [sumOf(a), sumOf(b)];
  return figures.flatMap((figure): Difference[] => {
    const value = figure.of(wholeB) - figure.of(wholeA);
    if (!Number.isFinite(value)) return [];
    const values = sumsA.map((sums, i) => figure.of(sumsB[i] as Counts) - figure.of(sums));
    return [{ ...infoOf(figure), value, ...percentiles(values.filter(Number.isFinite)) }];
  });
}

function mcnemar(pairs: readonly (readonly [BenchDialogue, BenchDialogue])[], outcome: string): Mcnemar {
  /** Second minus first of the rounds of each image: -1, 0 or 1. */
  const clusters = new Map<string, number[]>();
  for (const [one, other] of pairs) {
    const key = imageKey(one.image);
    const own = clusters.get(key) ?? [];
    clusters.set(key, own);
    for (const [r, { counts }] of one.rounds.entries()) {
      const [a, b] = [counts[outcome], other.rounds[r]?.counts[outcome]];
      if (a !== undefined && b !== undefined) own.push(b - a);
    }
  }
  const rounds = [...clusters.values()].flat();
  const onlyFirst = rounds.filter((d) => d < 0).length;
  const onlySecond = rounds.filter((d) => d > 0).length;
  const effect = designEffect([...clusters.values()]);
  return {
    outcome,
    n: rounds.length,
    onlyFirst,
    onlySecond,
    p: mcnemarExact(onlyFirst, onlySecond),
    designEffect: effect,
    nForTwoPoints: Math.ceil(nForDifference(TWO_POINTS, (onlyFirst + onlySecond) / rounds.length) * effect),
  };
}

/** Samples by id; those that either judge failed on are left out of both. */
export function pairsOf(
  first: readonly BenchDialogue[],
  second: readonly BenchDialogue[],
): (readonly [BenchDialogue, BenchDialogue])[] {
  const others = new Map(second.map((dialogue) => [dialogue.id, dialogue]));
  if (first.length !== second.length || first.some(({ id }) => !others.has(id))) {
    throw new RangeError(`${first.length} and ${second.length} samples are not the same ones.`);
  }
  return first
    .map((one) => [one, others.get(one.id) as BenchDialogue] as const)
    .filter(([one, other]) => one.error === undefined && other.error === undefined);
}

/** Sums of the samples of each image: what belongs together is drawn together. */
export function clustersOf(dialogues: readonly BenchDialogue[]): Counts[] {
  const clusters = new Map<string, Record<string, number>>();
  for (const { image, counts, rounds, error } of dialogues) {
    if (error !== undefined) continue;
    const key = imageKey(image);
    const sums = clusters.get(key) ?? {};
    clusters.set(key, sums);
    for (const added of [counts, ...rounds.map((round) => round.counts)]) {
      for (const [name, n] of Object.entries(added)) sums[name] = (sums[name] ?? 0) + n;
    }
  }
  return [...clusters.values()];
}

function imageKey(image: ImageRef): string {
  return image.kind === 'file' ? image.sha256 : `${image.split} ${image.style} ${image.seed}`;
}

/** Figures from the sums of each image; those without observations are left out. */
export function scoreFigures(
  figures: readonly Figure[],
  clusters: readonly Counts[],
  seed: number,
  resamples: number,
): Score[] {
  const table = tableOf(clusters);
  const whole = sumOf(table);
  const defined = figures.filter((figure) => Number.isFinite(figure.of(whole)));
  const wilsons = new Set(defined.filter((figure) => isWilson(figure, clusters)));
  const drawn = wilsons.size === defined.length ? [] : resample(clusters.length, resamples, seed);
  const sums = drawn.map((at) => sumOf(table, at));
  return defined.map((figure): Score => {
    const info = { ...infoOf(figure), n: whole[figure.n] ?? 0 };
    if (wilsons.has(figure)) return { ...info, ...wilsonOf(figure, whole), interval: 'wilson' };
    const value = figure.of(whole);
    // One image says nothing of others.
    if (clusters.length < 2) return { ...info, value, low: 0, high: figure.max, interval: 'bootstrap' };
    if (figure.share !== undefined && (value === 0 || value === 1)) {
      // No resample of such clusters ever differs. An image that adds several observations counts as one.
      const images = clusters.filter((sums) => (sums[figure.n] ?? 0) > 0).length;
      return { ...info, ...wilson(value * images, images), interval: 'wilson' };
    }
    const values = sums.map(figure.of).filter(Number.isFinite);
    return { ...info, value, ...percentiles(values), interval: 'bootstrap' };
  });
}

/** Whether a share is one of independent observations: at most one an image. */
function isWilson({ share }: Figure, clusters: readonly Counts[]): boolean {
  if (share === undefined) return false;
  const [above, below] = share;
  return clusters.every((sums) => {
    const [a, b] = [sums[above] ?? 0, sums[below] ?? 0];
    return (b === 0 || b === 1) && (a === 0 || a === b);
  });
}

function wilsonOf({ share }: Figure, whole: Counts): Estimate {
  const [above, below] = share as readonly [string, string];
  return wilson(whole[above] ?? 0, whole[below] ?? 0);
}

/** [resamples][clusters]: which clusters are drawn. */
function resample(clusters: number, resamples: number, seed: number): Uint32Array[] {
  const random = new Random(seed);
  return Array.from({ length: resamples }, () =>
    Uint32Array.from({ length: clusters }, () => random.int(clusters)),
  );
}

/** Sums as a table: a row for each cluster, so that thousands of resamples cost no object each. */
interface Table {
  readonly names: readonly string[];
  readonly rows: readonly Float64Array[];
}

function tableOf(clusters: readonly Counts[]): Table {
  const names = [...new Set(clusters.flatMap((counts) => Object.keys(counts)))];
  return { names, rows: clusters.map((counts) => Float64Array.from(names, (name) => counts[name] ?? 0)) };
}

/** The sums of the rows at these places; of all rows without them. */
function sumOf({ names, rows }: Table, at: ArrayLike<number> = rows.map((_, i) => i)): Counts {
  const sums = new Float64Array(names.length);
  for (let i = 0; i < at.length; i++) {
    const row = rows[at[i] as number] as Float64Array;
    for (let n = 0; n < row.length; n++) sums[n] = (sums[n] as number) + (row[n] as number);
  }
  return Object.fromEntries(names.map((name, n) => [name, sums[n] as number]));
}

function infoOf({ key, title, explanation, unit, better, max }: ScoreInfo): ScoreInfo {
  return { key, title, explanation, unit, better, max };
}
