// What the page's list knows of a ladder, and what it filters and sorts by. Short, so that the summaries of a whole dataset
// fit into memory while the ladders themselves stay in the store. Pure.
import type { ImageRef } from '../../protocol/dialogue.ts';
import { humanRanks, type LadderAnnotation } from '../../protocol/inspect.ts';
import type { Ladder, Level } from '../../protocol/ladder.ts';
import { pairMarks, type PairMarks } from '../inspect/scoreView.ts';
import { countFalse } from '../segments.ts';

export interface LadderSummary {
  /** Its place in the dataset, from 0. */
  readonly index: number;
  readonly id: string;
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
  /** (words of the best - words of the worst) / their mean: above 0 the best answer is the longer one. */
  readonly lengthGap: number;
  /** A person's ranks that the ladder came with. */
  readonly human?: readonly number[];
  /** Questions and answers in lower case, for the search. */
  readonly text: string;
}

export function summarise(ladder: Ladder, index: number): LadderSummary {
  const { id, image, questions, levels } = ladder;
  const human = humanRanks(ladder);
  const generated = levels.slice(1);
  const known = generated.length > 0 && generated.every((level) => level.claims !== undefined);
  return {
    index,
    id,
    image,
    questions,
    order: levels.map((level) => level.ranks.generated),
    checked: levels.some((level) => level.ranks.autoCheck !== undefined),
    lengthGap: gapOf(levels),
    ...(human !== undefined && { human }),
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

/** As the card of a dataset has it (src/data/formats/card.ts). */
function gapOf(levels: readonly Level[]): number {
  const words = ({ answers }: Level): number =>
    answers.reduce((n, answer) => n + (answer.match(/\S+/g)?.length ?? 0), 0);
  const [best, worst] = [levels[0], levels.at(-1)].map((level) => (level === undefined ? 0 : words(level)));
  const mean = ((best ?? 0) + (worst ?? 0)) / 2;
  return mean === 0 ? 0 : ((best ?? 0) - (worst ?? 0)) / mean;
}

/** What is known of the ladders beside themselves: who read them, and what a person said of them. */
export interface LadderKnowledge {
  /** Implicit rewards per level, by the ladder's place. */
  readonly rewards: ReadonlyMap<number, readonly number[]>;
  /** By the ladder's id. */
  readonly said: ReadonlyMap<string, LadderAnnotation>;
}

export const NOTHING_KNOWN: LadderKnowledge = { rewards: new Map(), said: new Map() };

/** A ladder in the list, with what is known of it. */
export interface LadderRow {
  readonly summary: LadderSummary;
  /** How its order stands against the rewards; undefined where nobody has read it. */
  readonly marks: PairMarks | undefined;
  /** Whether a person ordered it or wrote about it. */
  readonly said: boolean;
}

export function ladderRows(
  summaries: readonly LadderSummary[],
  { rewards, said }: LadderKnowledge,
): LadderRow[] {
  return summaries.map((summary): LadderRow => {
    const own = rewards.get(summary.index);
    const word = said.get(summary.id);
    const ranks = word !== undefined && word.ranks.length > 0 ? word.ranks : summary.human;
    return {
      summary,
      marks: own && pairMarks(own, ranks),
      said: word !== undefined || summary.human !== undefined,
    };
  });
}

export const LADDER_FILTERS = ['changed', 'contradicts', 'made', 'violated', 'said'] as const;
export type LadderFilter = (typeof LADDER_FILTERS)[number];

export const LADDER_SORTS = ['place', 'violated', 'margin', 'margin-high', 'longer', 'shorter'] as const;
export type LadderSort = (typeof LADDER_SORTS)[number];

export interface LadderSearch {
  /** All of them must hold. */
  readonly filters: ReadonlySet<LadderFilter>;
  /** Every word must stand somewhere in the questions or answers. */
  readonly words: string;
  readonly sort: LadderSort;
}

export const NO_SEARCH: LadderSearch = { filters: new Set(), words: '', sort: 'place' };

export function passesFilter({ summary, marks, said }: LadderRow, filter: LadderFilter): boolean {
  switch (filter) {
    case 'changed':
      return hasChanged(summary);
    case 'contradicts':
      return summary.contradicts === true;
    case 'made':
      return (summary.claims?.made ?? 0) > 0;
    case 'violated':
      return (marks?.violated ?? 0) > 0;
    case 'said':
      return said;
  }
}

/** The rows that pass, sorted; ladders of which the sort knows nothing stand last, and ties in the dataset's order. */
export function searchLadders(
  rows: readonly LadderRow[],
  { filters, words, sort }: LadderSearch,
): readonly LadderRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    filters.size === 0 && wanted.length === 0
      ? rows
      : rows.filter(
          (row) =>
            [...filters].every((filter) => passesFilter(row, filter)) &&
            wanted.every((word) => row.summary.text.includes(word)),
        );
  if (sort === 'place') return found;
  const keyed = found.map((row) => ({ row, key: sortKey(row, sort) }));
  // The sort is stable: ties stay in the dataset's order. (Infinity - Infinity is no number.)
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key - b.key));
  return keyed.map(({ row }) => row);
}

/** The smaller, the further up. */
function sortKey({ summary, marks }: LadderRow, sort: Exclude<LadderSort, 'place'>): number {
  switch (sort) {
    case 'violated':
      // Most pairs first, and of as many the smallest margin; margins lie far below a thousand.
      return marks?.margin === undefined ? Infinity : -1000 * marks.violated + marks.margin;
    case 'margin':
      return marks?.margin ?? Infinity;
    case 'margin-high':
      return marks?.margin === undefined ? Infinity : -marks.margin;
    case 'longer':
      return -summary.lengthGap;
    case 'shorter':
      return summary.lengthGap;
  }
}

/** How many ladders each filter finds on its own. */
export function countFilters(rows: readonly LadderRow[]): Record<LadderFilter, number> {
  const counts = { changed: 0, contradicts: 0, made: 0, violated: 0, said: 0 };
  for (const row of rows) {
    for (const filter of LADDER_FILTERS) if (passesFilter(row, filter)) counts[filter]++;
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
