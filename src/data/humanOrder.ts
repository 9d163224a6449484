// A person's order of a ladder: written into the record for files, and taken as the order to learn from. Pure.
import { humanRanks, type LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';

/** The ladder with what a person says of it in `ranks.human` and `note`; its levels keep their order. */
export function annotated(ladder: Ladder, annotation: LadderAnnotation | undefined): Ladder {
  const ranks = humanRanks(ladder, annotation);
  const { note = ladder.note ?? '' } = annotation ?? {};
  const record: { note?: string } & Ladder = {
    ...ladder,
    ...(ranks !== undefined && { levels: ladder.levels.map((level, k) => ranked(level, ranks[k])) }),
  };
  if (note.trim() === '') delete record.note;
  else record.note = note;
  return record;
}

function ranked(level: Level, human: number | undefined): Level {
  return human === undefined ? level : { ...level, ranks: { ...level.ranks, human } };
}

/**
 * The ladder in a person's order, best first. Of rungs that share a rank only the first stays: a loss over pairs would
 * learn an order between them that nobody meant. Where nobody said anything the ladder stays as it is.
 */
export function inHumanOrder(ladder: Ladder, annotation?: LadderAnnotation): Ladder {
  const ranks = humanRanks(ladder, annotation);
  if (ranks === undefined) return ladder;
  const order = [...new Set(ranks)].sort((a, b) => a - b);
  return { ...ladder, levels: order.map((rank) => ladder.levels[ranks.indexOf(rank)] as Level) };
}
