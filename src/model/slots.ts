// Where sequences lie in the cache. A sequence owns one slot (a row of every cache); which slots a prompt's beams have
// is of no meaning, so that as few as possible move. Pure.

/** The cache's row `to` becomes a copy of row `from`. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

export interface Placement {
  /** Slots of each prompt's sequences, in the order of its parents. */
  readonly slots: readonly (readonly number[])[];
  /** No `from` is a `to`, so the moves may be made in any order, all at once, in place. */
  readonly moves: readonly Move[];
}

/**
 * Gives every sequence a slot below `count`. The first child of a parent stays where the parent was, if that is below
 * `count`; the others are copied to slots that nobody holds any more.
 * @param parents for each prompt, the slots of its sequences' parents; at most `count` altogether
 */
export function placeSequences(parents: readonly (readonly number[])[], count: number): Placement {
  const kept = new Set<number>();
  const stays = parents.map((row) =>
    row.map((slot) => {
      if (slot >= count || kept.has(slot)) return false;
      kept.add(slot);
      return true;
    }),
  );
  const moves: Move[] = [];
  let free = 0;
  const slots = parents.map((row, r) =>
    row.map((from, i) => {
      if (stays[r]?.[i]) return from;
      while (kept.has(free)) free++;
      if (free >= count) throw new Error(`internal: more sequences than ${count} slots.`);
      moves.push({ from, to: free });
      return free++;
    }),
  );
  return { slots, moves };
}
