// Whether an outcome, such as hallucination, grows with the rounds of a dialogue. Pure.
import type { BenchDialogue, Counts, Estimate } from '../protocol/bench.ts';
import { clustersOf } from './scores.ts';
import { clusteredBootstrap } from './statistics.ts';
import type { Task } from './task.ts';

const RESAMPLES = 10_000;

/**
 * Slope of the task's outcome over the rounds, as a share per round: least squares with an intercept for every
 * dialogue, sum((r - r_d)(y - y_d)) / sum((r - r_d)^2) with the dialogue's own means r_d and y_d. A dialogue is thus
 * compared with itself, and it does not matter that long dialogues may be harder ones. What it cannot tell apart: later
 * rounds, and questions that are asked late. The interval is of 95 %, over images.
 * @returns undefined when the task has no yes/no outcome, or no dialogue has two judged rounds
 */
export function trendOf(task: Task, dialogues: readonly BenchDialogue[], seed: number): Estimate | undefined {
  const { outcome } = task;
  if (outcome === undefined) return undefined;
  const clusters = clustersOf(
    dialogues.map((dialogue) => ({ ...dialogue, rounds: [], counts: slopeSums(dialogue, outcome) })),
  );
  if (!clusters.some(({ below = 0 }) => below > 0)) return undefined;
  return clusteredBootstrap(clusters, slope, { seed, resamples: RESAMPLES });
}

function slope(clusters: readonly Counts[]): number {
  let [above, below] = [0, 0];
  for (const sums of clusters) {
    above += sums.above ?? 0;
    below += sums.below ?? 0;
  }
  return above / below;
}

/** The dialogue's part above and below the slope's line. */
function slopeSums({ rounds }: BenchDialogue, outcome: string): Counts {
  const points = rounds.flatMap(({ counts }, r) => {
    const y = counts[outcome];
    return y === undefined ? [] : [{ r, y }];
  });
  const mean = (of: (point: { r: number; y: number }) => number): number =>
    points.reduce((n, point) => n + of(point), 0) / points.length;
  const [meanR, meanY] = [mean(({ r }) => r), mean(({ y }) => y)];
  return {
    above: points.reduce((n, { r, y }) => n + (r - meanR) * (y - meanY), 0),
    below: points.reduce((n, { r }) => n + (r - meanR) ** 2, 0),
  };
}
