// A person's order of rungs: groups of levels from best to worst, more than one level in a group where they are tied.
// Every move gives a new order. Pure.

/** Levels by index; every level stands in one group. */
export type Order = readonly (readonly number[])[];

/** The ladder's own order. */
export function ownOrder(K: number): Order {
  return Array.from({ length: K }, (_, k) => [k]);
}

/** @param ranks per level, ties share one */
export function orderOf(ranks: readonly number[]): Order {
  const distinct = [...new Set(ranks)].sort((a, b) => a - b);
  return distinct.map((rank) => ranks.flatMap((own, k) => (own === rank ? [k] : [])));
}

/** Ranks per level from 0, without gaps. */
export function ranksOf(order: Order): number[] {
  const ranks: number[] = [];
  order.forEach((group, rank) => group.forEach((level) => (ranks[level] = rank)));
  return ranks;
}

export function sameOrder(a: Order, b: Order): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function groupOf(order: Order, level: number): number {
  return order.findIndex((group) => group.includes(level));
}

function without(order: Order, level: number): Order {
  return order.map((group) => group.filter((one) => one !== level));
}

const tidy = (order: Order): Order =>
  order.filter((group) => group.length > 0).map((group) => group.toSorted((a, b) => a - b));

/** One place up (-1) or down (1): out of its tie first, else past its neighbour with all that are tied to it. */
export function moveBy(order: Order, level: number, by: -1 | 1): Order {
  const at = groupOf(order, level);
  const tied = (order[at]?.length ?? 0) > 1;
  const target = tied ? at + (by === 1 ? 1 : 0) : at + by;
  if (target < 0 || (!tied && target >= order.length)) return order;
  const rest = without(order, level).map((group) => [...group]);
  if (tied) rest.splice(target, 0, [level]);
  else {
    rest.splice(at, 1);
    rest.splice(target, 0, [level]);
  }
  return tidy(rest);
}

/** To place p from 1 = best, alone there; beyond the last it becomes the last. */
export function moveTo(order: Order, level: number, place: number): Order {
  const rest = tidy(without(order, level)).map((group) => [...group]);
  rest.splice(Math.max(0, Math.min(rest.length, place - 1)), 0, [level]);
  return tidy(rest);
}

/** Where a dragged rung is dropped: between groups (before number `group`), or onto a group, to be tied with it. */
export interface Drop {
  readonly kind: 'before' | 'onto';
  /** Index in the order as it is shown; for `before` up to its length. */
  readonly group: number;
}

export function dropped(order: Order, level: number, { kind, group }: Drop): Order {
  const rest = without(order, level).map((one) => [...one]);
  if (kind === 'onto') rest[group]?.push(level);
  else rest.splice(group, 0, [level]);
  return tidy(rest);
}

/** Ties a rung with the one above it, or, where they are tied, parts it from the others, below them. */
export function toggleTie(order: Order, level: number): Order {
  const at = groupOf(order, level);
  const group = order[at] ?? [];
  if (group.length > 1) return moveBy(order, level, 1);
  return at === 0 ? order : dropped(order, level, { kind: 'onto', group: at - 1 });
}

/** In words, for those who do not see it move: `Level 2 is now second of 4, tied with level 1.` */
export function placeInWords(order: Order, level: number): string {
  const at = groupOf(order, level);
  const K = order.flat().length;
  const place = order.slice(0, at).flat().length + 1;
  const others = (order[at] ?? []).filter((one) => one !== level);
  const tied = others.length === 0 ? '' : `, tied with level ${others.join(' and ')}`;
  return `Level ${level} is now at place ${place} of ${K}${tied}.`;
}

/** Levels that a person puts above the standard answer, level 0; tied ones are not above it. */
export function aboveStandard(order: Order): number[] {
  return order.slice(0, Math.max(0, groupOf(order, 0))).flat();
}
