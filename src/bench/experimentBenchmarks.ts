// Benchmarks within an experiment: what a trial keeps of them, and an arm's scores over its seeds. Pure.
import { deriveSeed } from '../base/random.ts';
import type { BenchDialogue, Counts } from '../protocol/bench.ts';
import type { ArmBenchmark, Trial, TrialBenchmark } from '../protocol/experiment.ts';
import { TASK } from './benchmarks.ts';
import { clustersOf, compareFigures, scoreFigures } from './scores.ts';

const RESAMPLES = 2000;

/** The judged samples of a trial as sums by image. */
export function trialBenchmark(
  named: Pick<TrialBenchmark, 'id' | 'name' | 'task' | 'version' | 'judge'>,
  dialogues: readonly BenchDialogue[],
): TrialBenchmark {
  const clusters = clustersOf(dialogues);
  const counts = [...new Set(clusters.flatMap((sums) => Object.keys(sums)))].sort();
  return { ...named, counts, images: clusters.map((sums) => counts.map((name) => sums[name] ?? 0)) };
}

/**
 * Scores of an arm on every benchmark that its trials answered, in their order. What was answered under another version
 * of the task is left out: `staleBenchmarks` names it.
 * @param own the arm's trials
 * @param pairs the baseline's trial and the arm's, for each seed that both have; none for the baseline itself
 * @throws RangeError when trials answered different images
 */
export function armBenchmarks(
  own: readonly Trial[],
  pairs: readonly (readonly [Trial, Trial])[],
): ArmBenchmark[] {
  return (own[0]?.benchmarks ?? []).flatMap(({ id, name, task }): ArmBenchmark[] => {
    const figures = TASK[task]?.figures ?? [];
    const seed = deriveSeed(0, `${own[0]?.arm ?? ''} ${id}`);
    const sums = sumsOf(own, id);
    if (sums === undefined) return [];
    const scores = scoreFigures(figures, sums, seed, RESAMPLES);
    const [before, after] = [0, 1].map((side) => {
      const trials = pairs.map((pair) => pair[side] as Trial);
      return sumsOf(trials, id);
    });
    if (before === undefined || after === undefined) return [{ id, name, scores }];
    return [{ id, name, scores, against: compareFigures(figures, before, after, seed, RESAMPLES) }];
  });
}

/** Names of benchmarks with how they were asked and judged, where that is not how this version of the lab does it. */
export function staleBenchmarks(trials: readonly Trial[]): string[] {
  const stale = trials.flatMap(({ benchmarks = [] }) => benchmarks).filter((b) => !isCurrent(b));
  return [...new Set(stale.map(({ name, version }) => `${name} (${version})`))];
}

/** Scores of one trial by key, without intervals. */
export function trialScores({
  task,
  ...benchmark
}: TrialBenchmark): (readonly [key: string, value: number])[] {
  const sums: Record<string, number> = {};
  for (const image of countsOf(benchmark)) {
    for (const [name, n] of Object.entries(image)) sums[name] = (sums[name] ?? 0) + n;
  }
  const figures = TASK[task]?.figures ?? [];
  return figures.map(({ key, of }) => [key, of(sums)] as const).filter(([, value]) => Number.isFinite(value));
}

function isCurrent({ task, version }: TrialBenchmark): boolean {
  return TASK[task]?.version === version;
}

/** Sums over the trials, image by image; undefined without trials, or when one has no sums of this version. */
function sumsOf(trials: readonly Trial[], id: string): Counts[] | undefined {
  const tables = trials.map(({ benchmarks = [] }) => benchmarks.find((b) => b.id === id && isCurrent(b)));
  if (tables[0] === undefined) return undefined;
  const sums = tables[0].images.map((): Record<string, number> => ({}));
  for (const table of tables) {
    if (table === undefined) return undefined;
    if (table.images.length !== sums.length) {
      throw new RangeError(
        `Trials answered ${sums.length} and ${table.images.length} images of ${id}: they cannot be compared.`,
      );
    }
    for (const [i, image] of countsOf(table).entries()) {
      const own = sums[i] as Record<string, number>;
      for (const [name, n] of Object.entries(image)) own[name] = (own[name] ?? 0) + n;
    }
  }
  return sums;
}

function countsOf({ counts, images }: Pick<TrialBenchmark, 'counts' | 'images'>): Counts[] {
  return images.map((row) => Object.fromEntries(counts.map((name, c) => [name, row[c] ?? 0])));
}
