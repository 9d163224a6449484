// The exact judge: MRHal-Bench's 0-6 scale from claims that are checked against the scene, without a model.
import { checkAnswer, type Check } from '../../data/scenes/check.ts';
import { claimRecords } from '../../data/scenes/claimText.ts';
import { sceneOf, type SceneTruth } from '../../data/scenes/scene.ts';
import type { BenchDialogue } from '../../protocol/bench.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import type { JudgeRecord } from '../../protocol/judge.ts';
import type { Claim } from '../../protocol/ladder.ts';
import { judged, type Rule, type Task } from '../task.ts';

export interface Judgement {
  /** 0-6; below 3 is a hallucination. */
  rating: number;
  claims: Claim[];
  check: Check;
}

/**
 * The rating of a checked answer. Recall is the share of the facts the question asked for that true claims state.
 *
 * | false claims | recall | rating | the scale's words |
 * |---|---|---|---|
 * | none | 1, of more than one fact | 6 | very informative with good analysis |
 * | none | 1 | 5 | very informative |
 * | none | at least 1/2 | 4 | somewhat informative |
 * | none | less | 3 | not informative |
 * | some | 1 | 2 | very informative, with hallucination |
 * | some | at least 1/2 | 1 | somewhat informative, with hallucination |
 * | some | less | 0 | not informative, with hallucination |
 *
 * An answer without any claim (empty, or not to be read) says nothing false: 3, not informative.
 */
export function ratingOf(check: Check): number {
  if (check.unparsed) return 3;
  const { recall, hallucinated, facts } = check;
  if (hallucinated) return recall === 1 ? 2 : recall >= 0.5 ? 1 : 0;
  if (recall === 1) return facts.length > 1 ? 6 : 5;
  return recall >= 0.5 ? 4 : 3;
}

/** Judges one answer to one of the scenes' questions. Never throws. */
export function judgeAnswer(truth: SceneTruth, question: string, answer: string): Judgement {
  const check = checkAnswer(truth, question, answer);
  return { rating: ratingOf(check), claims: claimRecords(check), check };
}

export const EXACT_JUDGE: JudgeRecord = { kind: 'exact', name: 'exact', version: 'exact/1' };

/** The exact judge of examples about scenes; it also counts the recall of the facts that were asked for. */
export const exactRule: Rule = ({ image, rounds }, answers) => {
  if (image.kind !== 'scene') throw new Error('internal: the exact judge knows scenes only.');
  const scene = sceneOf(image);
  return rounds.map(({ question }, r) => {
    const { rating, claims, check } = judgeAnswer(scene, question, answers[r] ?? '');
    return { rating, claims, counts: { recall: check.recall, recallOf: 1 } };
  });
};

/** Samples of a task from answers [examples][rounds] about scenes, judged exactly. */
export function judgedExactly(
  task: Task,
  examples: readonly BenchExample[],
  answers: readonly (readonly string[])[],
): BenchDialogue[] {
  return examples.map((example, i) =>
    judged(task, example, answers[i] ?? [], exactRule(example, answers[i] ?? [])),
  );
}
