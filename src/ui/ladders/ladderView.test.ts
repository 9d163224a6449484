import { expect, test } from 'vitest';
import type { Claim, Ladder } from '../../protocol/ladder.ts';
import {
  countFilters,
  hasChanged,
  ladderRows,
  LADDER_SORTS,
  NO_SEARCH,
  NOTHING_KNOWN,
  rowsInSight,
  searchLadders,
  summarise,
  type LadderKnowledge,
  type LadderSearch,
} from './ladderView.ts';

const claim = (verdict: Claim['verdict']): Claim => ({ text: '', start: 0, end: 1, verdict });

/** A ladder of one round: per rung its rank as generated and the verdicts of its claims. */
function ladder(...rungs: [generated: number, claims?: Claim['verdict'][]][]): Ladder {
  return {
    id: 'a',
    image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' },
    questions: ['How many Goats?'],
    types: ['counting'],
    levels: rungs.map(([generated, verdicts], k) => ({
      answers: [`Answer ${generated}`],
      source: k === 0 ? 'truth' : 'model',
      ranks: { generated, autoCheck: k },
      ...(verdicts && { claims: [verdicts.map(claim)] }),
    })),
  };
}

test('a swap by auto-check shows, and so does what contradicts the facts', () => {
  const swapped = summarise(ladder([0, ['true']], [2, ['true']], [1, ['false', 'true']]), 7);
  expect(swapped).toMatchObject({ index: 7, order: [0, 2, 1], checked: true, contradicts: false });
  expect(hasChanged(swapped)).toBe(true);
  expect(swapped.claims).toEqual({ made: 1, all: 3 });

  const against = summarise(ladder([0, ['true']], [1, ['false']], [2, ['true']]), 0);
  expect(hasChanged(against)).toBe(false);
  expect(against.contradicts).toBe(true);
});

test('where truth is not known, nothing is said of it', () => {
  for (const unknown of [ladder([0], [1]), ladder([0, ['true']])]) {
    expect(summarise(unknown, 0).claims).toBeUndefined();
    expect(summarise(unknown, 0).contradicts).toBeUndefined();
  }
});

test('filters and words narrow the list together', () => {
  const all = ladderRows(
    [
      summarise(ladder([0, []], [1, ['true']], [2, ['false']]), 0),
      summarise(ladder([0, []], [2, ['true']], [1, ['false']]), 1),
      summarise(ladder([0, []], [2, ['true']], [1, ['true']]), 2),
    ],
    NOTHING_KNOWN,
  );
  const found = (filters: ('changed' | 'made' | 'contradicts')[], words = ''): number[] =>
    searchLadders(all, { ...NO_SEARCH, filters: new Set(filters), words }).map(
      ({ summary }) => summary.index,
    );
  expect(searchLadders(all, NO_SEARCH)).toBe(all);
  expect(found(['changed'])).toEqual([1, 2]);
  expect(found(['changed', 'made'])).toEqual([1]);
  expect(found([], 'GOATS many')).toEqual([0, 1, 2]);
  expect(found([], 'horse')).toEqual([]);
  expect(countFilters(all)).toEqual({ changed: 2, contradicts: 0, made: 2, violated: 0, said: 0 });
});

/** A ladder of two rungs of so many words. */
function worded(index: number, best: number, worst: number): ReturnType<typeof summarise> {
  const words = (n: number): string => Array.from({ length: n }, () => 'x').join(' ');
  const made = ladder([0], [1]);
  const levels = made.levels.map((level, k) => ({ ...level, answers: [words(k === 0 ? best : worst)] }));
  return summarise({ ...made, id: `ladder ${index}`, levels }, index);
}

const KNOWN: LadderKnowledge = {
  rewards: new Map([
    [0, [0.1, 0.4]],
    [1, [0.5, 0.1]],
    [2, [-0.2, 0.9]],
  ]),
  said: new Map([
    ['ladder 2', { dataset: 'd', ladder: 'ladder 2', ranks: [1, 0], note: '', updatedAt: '' }],
    ['ladder 3', { dataset: 'd', ladder: 'ladder 3', ranks: [], note: 'look again', updatedAt: '' }],
  ]),
};

test('violation, margin and length gap sort the list; what was not read stands last', () => {
  const rows = ladderRows([worded(0, 4, 4), worded(1, 9, 3), worded(2, 2, 8), worded(3, 6, 5)], KNOWN);
  const order = (change: Partial<LadderSearch>): number[] =>
    searchLadders(rows, { ...NO_SEARCH, ...change }).map(({ summary }) => summary.index);
  // Ladder 2 is in the order that a person gave it, 0 is not in its own.
  expect(rows.map(({ marks }) => marks?.violated)).toEqual([1, 0, 0, undefined]);
  expect(order({ sort: 'violated' })).toEqual([0, 1, 2, 3]);
  expect(order({ sort: 'margin' })).toEqual([0, 1, 2, 3]);
  expect(order({ sort: 'margin-high' })).toEqual([2, 1, 0, 3]);
  expect(order({ sort: 'longer' })).toEqual([1, 3, 0, 2]);
  expect(order({ sort: 'shorter' })).toEqual([2, 0, 3, 1]);
  expect(order({ filters: new Set(['violated']) })).toEqual([0]);
  expect(order({ filters: new Set(['said']), sort: 'longer' })).toEqual([3, 2]);
});

test('10,000 ladders are sorted and filtered within a frame or a few', () => {
  const summaries = Array.from({ length: 10_000 }, (_, i) => worded(i, 3 + (i % 7), 3 + (i % 5)));
  const rewards = new Map(summaries.map(({ index }) => [index, [Math.sin(index), Math.cos(index)]]));
  const started = performance.now();
  const rows = ladderRows(summaries, { rewards, said: KNOWN.said });
  for (const sort of LADDER_SORTS) {
    expect(searchLadders(rows, { ...NO_SEARCH, sort, words: 'how many' })).toHaveLength(10_000);
  }
  countFilters(rows);
  // 75 to 160 ms for all of it on two busy cores; a list that compared every pair would take minutes.
  expect(performance.now() - started).toBeLessThan(2000);
});

test('only rows in sight are drawn', () => {
  expect(rowsInSight(0, 400, 80, 10_000)).toEqual({ first: 0, last: 9 });
  expect(rowsInSight(8000, 400, 80, 10_000)).toEqual({ first: 96, last: 109 });
  expect(rowsInSight(0, 400, 80, 3)).toEqual({ first: 0, last: 3 });
});
