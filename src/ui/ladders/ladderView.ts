// What the page's list knows of a ladder, and what it filters by. Short, so that the summaries of a whole dataset fit
// into memory while the ladders themselves stay in the store. Pure.
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder, Level } from '../../protocol/ladder.ts';
import { countFalse } from '../segments.ts';

export interface LadderSummary {
  /** Its place in the dataset, from 0. */
  readonly index: number;
  readonly image: ImageRef;
  readonly questions: readonly string[];
  /** Ranks as generated, in the order of the rungs now: [0, 2, 1] = auto-check has swapped the generated two. */
  readonly order: readonly number[];
  /** Whether auto-check has ranked it. */
  readonly checked: boolean;
  /** Claims of the generated rungs; absent where truth is not known. */
  readonly claims?: { readonly made: number; readonly all: number };
  /** Whether a rung stands above one that hallucinates in fewer rounds; absent where truth is not known. */
  readonly contradicts?: boolean;
  /** Questions and answers in lower case, for the search. */
  readonly text: string;
}

export function summarise(ladder: Ladder, index: number): LadderSummary {
  const { image, questions, levels } = ladder;
  const generated = levels.slice(1);
  const known = generated.length > 0 && generated.every((level) => level.claims !== undefined);
  return {
    index,
    image,
    questions,
    order: levels.map((level) => level.ranks.generated),
    checked: levels.some((level) => level.ranks.autoCheck !== undefined),
    text: [...questions, ...levels.flatMap((level) => level.answers)].join('\n').toLowerCase(),
    ...(known && { claims: claimsOf(generated), contradicts: contradictsFacts(generated) }),
  };
}

/** Whether the rungs stand in another order than they were generated in. */
export function hasChanged({ order }: Pick<LadderSummary, 'order'>): boolean {
  return order.some((rank, k) => k > 0 && rank < (order[k - 1] as number));
}

/** Made-up claims, and all claims, of some rungs. */
export function claimsOf(levels: readonly Level[]): { made: number; all: number } {
  const claims = levels.flatMap((level) => level.claims ?? []);
  return {
    made: claims.reduce((sum, of) => sum + countFalse(of), 0),
    all: claims.reduce((sum, of) => sum + of.length, 0),
  };
}

/**
 * Whether a lower rung hallucinates in fewer rounds than one above it. What a rung leaves out the page does not know;
 * src/bench/ladderTruth.ts weighs that too.
 */
function contradictsFacts(generated: readonly Level[]): boolean {
  const rounds = generated.map(({ claims = [] }) => claims.filter((of) => countFalse(of) > 0).length);
  return rounds.some((made, k) => k > 0 && made < (rounds[k - 1] as number));
}

export const LADDER_FILTERS = ['changed', 'contradicts', 'made'] as const;
export type LadderFilter = (typeof LADDER_FILTERS)[number];

export interface LadderSearch {
  /** All of them must hold. */
  readonly filters: ReadonlySet<LadderFilter>;
  /** Every word must stand somewhere in the questions or answers. */
  readonly words: string;
}

export const NO_SEARCH: LadderSearch = { filters: new Set(), words: '' };

export function passesFilter(summary: LadderSummary, filter: LadderFilter): boolean {
  switch (filter) {
    case 'changed':
      return hasChanged(summary);
    case 'contradicts':
      return summary.contradicts === true;
    case 'made':
      return (summary.claims?.made ?? 0) > 0;
  }
}

export function searchLadders(
  summaries: readonly LadderSummary[],
  { filters, words }: LadderSearch,
): readonly LadderSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (filters.size === 0 && wanted.length === 0) return summaries;
  return summaries.filter(
    (summary) =>
      [...filters].every((filter) => passesFilter(summary, filter)) &&
      wanted.every((word) => summary.text.includes(word)),
  );
}

/** How many ladders each filter finds on its own. */
export function countFilters(summaries: readonly LadderSummary[]): Record<LadderFilter, number> {
  const counts = { changed: 0, contradicts: 0, made: 0 };
  for (const summary of summaries) {
    for (const filter of LADDER_FILTERS) if (passesFilter(summary, filter)) counts[filter]++;
  }
  return counts;
}

/** Rows [first, last) of a list that are in sight, and some around them. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  rows: number,
  around = 4,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - around);
  return { first, last: Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + around) };
}
