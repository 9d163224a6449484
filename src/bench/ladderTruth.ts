// Does the order of a ladder contradict the facts? The exact checker says how truthful each rung is; auto-check, which
// this measures, sees none of it. Pure.
import type { Random } from '../base/random.ts';
import { checkAnswer } from '../data/scenes/check.ts';
import type { SceneTruth } from '../data/scenes/scene.ts';
import type { Level } from '../protocol/ladder.ts';

/** How truthful a rung is. Compared in this order: clean rounds first, then recall. */
export interface RungTruth {
  /** Rounds whose answer makes no false claim. */
  readonly clean: number;
  /** Sum over the rounds of the share of the asked facts that true claims state. */
  readonly recall: number;
  /** False claims of all rounds. */
  readonly falseClaims: number;
}

/**
 * When one rung is more truthful than another.
 * - `judge`: more rounds without a hallucination, or as many and more of the asked facts. A total order, like the exact
 *   judge's rating: a hallucination outweighs any omission.
 * - `facts`: no more false claims, no fewer of the asked facts, and one of the two strictly better. A partial order: it
 *   does not say whether leaving out is worse than making up.
 */
export type TruthOrder = 'judge' | 'facts';

/** Checks every answer of a rung. Never throws. */
export function rungTruth(truth: SceneTruth, questions: readonly string[], level: Level): RungTruth {
  const checks = level.answers.map((answer, r) => checkAnswer(truth, questions[r] ?? '', answer));
  return {
    clean: checks.filter((c) => !c.hallucinated).length,
    recall: checks.reduce((sum, c) => sum + c.recall, 0),
    falseClaims: checks.reduce((sum, c) => sum + c.claims.filter((claim) => !claim.verdict).length, 0),
  };
}

/** Recalls are sums of fractions. */
const EPSILON = 1e-9;

/** Whether `a` is strictly more truthful than `b`. */
export function moreTruthful(a: RungTruth, b: RungTruth, order: TruthOrder): boolean {
  const recall = a.recall - b.recall;
  if (order === 'judge') return a.clean !== b.clean ? a.clean > b.clean : recall > EPSILON;
  const claims = b.falseClaims - a.falseClaims;
  return claims >= 0 && recall >= -EPSILON && (claims > 0 || recall > EPSILON);
}

/**
 * The pairs [upper, lower] of rungs in which the lower is strictly more truthful; level 0 is the truth and not looked at.
 * @param rungs truths in the ladder's order, best first, level 0 included
 */
export function contradictions(rungs: readonly RungTruth[], order: TruthOrder): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 1; i < rungs.length; i++) {
    for (let j = i + 1; j < rungs.length; j++) {
      if (moreTruthful(rungs[j] as RungTruth, rungs[i] as RungTruth, order)) found.push([i, j]);
    }
  }
  return found;
}

/**
 * A planted disorder: the generated rungs in an order that agrees with the facts, but for two of them that are not equally
 * truthful and stand swapped. Indices of `rungs` without level 0; undefined when all rungs are equally truthful.
 */
export function plantedDisorder(
  rungs: readonly RungTruth[],
  order: TruthOrder,
  random: Random,
): number[] | undefined {
  const left = rungs.map((_, i) => i).slice(1);
  const sorted: number[] = [];
  while (left.length > 0) {
    // Of a partial order: any rung that no other one left is more truthful than.
    const best = left.findIndex((i) =>
      left.every((j) => !moreTruthful(rungs[j] as RungTruth, rungs[i] as RungTruth, order)),
    );
    sorted.push(...left.splice(best, 1));
  }
  const unequal = sorted.flatMap((a, x) =>
    sorted.flatMap((b, y): [number, number][] =>
      y > x && moreTruthful(rungs[a] as RungTruth, rungs[b] as RungTruth, order) ? [[x, y]] : [],
    ),
  );
  if (unequal.length === 0) return undefined;
  const [x, y] = random.pick(unequal);
  [sorted[x], sorted[y]] = [sorted[y] as number, sorted[x] as number];
  return sorted;
}
