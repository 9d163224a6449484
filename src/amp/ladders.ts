// From answers to ladders: what several models said about the same images, stacked below the standard answer.
import type { Dialogue } from '../protocol/dialogue.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';

/** What one model answered: [dialogues][rounds]. */
export interface Generation {
  /** Such as `sft-2of3` or `expert-M`. */
  readonly source: string;
  readonly answers: readonly (readonly string[])[];
}

/**
 * Ladders of K = generations + 1 levels: level 0 is the standard answer (paper, section 2), then the generations.
 * @param generations best first: MEG from the largest model to the smallest (meg.ts), IG from most data to least (ig.ts)
 */
export function assembleLadders(
  dialogues: readonly Dialogue[],
  generations: readonly Generation[],
): Ladder[] {
  return dialogues.map((dialogue, d) => {
    const truth: Level = {
      answers: dialogue.rounds.map((r) => r.answer),
      source: 'truth',
      ranks: { generated: 0 },
    };
    const generated = generations.map(({ source, answers }, g): Level => ({
      answers: answers[d] as readonly string[],
      source,
      ranks: { generated: g + 1 },
    }));
    return {
      id: dialogue.id,
      image: dialogue.image,
      questions: dialogue.rounds.map((r) => r.question),
      types: dialogue.rounds.map((r) => r.type),
      levels: [truth, ...generated],
    };
  });
}

/** How many different texts a ladder has. */
export function distinctLevels(ladder: Ladder): number {
  return new Set(ladder.levels.map((level) => level.answers.join('\n'))).size;
}

/** Indices of the n ladders with most different levels, those first: equal rungs teach nothing about their order. */
export function mostDistinct(ladders: readonly Ladder[], n: number): number[] {
  return ladders
    .map((ladder, index) => ({ index, distinct: distinctLevels(ladder) }))
    .sort((a, b) => b.distinct - a.distinct || a.index - b.index)
    .slice(0, n)
    .map(({ index }) => index);
}
