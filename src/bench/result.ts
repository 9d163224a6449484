// A benchmark's record from its judged samples: the one place where scores, groups and trend are put together. Pure.
import type { BenchDialogue, BenchResult } from '../protocol/bench.ts';
import { groupsOf, scoresOf } from './scores.ts';
import type { Task } from './task.ts';
import { trendOf } from './trend.ts';

/** Who answered what, how, and who judged: all that the samples do not say. */
export type ResultFacts = Omit<BenchResult, 'harnessVersion' | 'dialogues' | 'scores' | 'groups' | 'trend'>;

/** @param seed of the resamples */
export function scoredResult(
  task: Task,
  facts: ResultFacts,
  dialogues: readonly BenchDialogue[],
  seed = 0,
): BenchResult {
  const trend = trendOf(task, dialogues, seed);
  return {
    ...facts,
    harnessVersion: task.version,
    dialogues,
    scores: scoresOf(task, dialogues, seed),
    groups: groupsOf(task, dialogues, seed),
    ...(trend !== undefined && { trend }),
  };
}
