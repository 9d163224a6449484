import { expect, test } from 'vitest';
import type { Claim, Ladder } from '../../protocol/ladder.ts';
import { countFilters, hasChanged, NO_SEARCH, rowsInSight, searchLadders, summarise } from './ladderView.ts';

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
  const all = [
    summarise(ladder([0, []], [1, ['true']], [2, ['false']]), 0),
    summarise(ladder([0, []], [2, ['true']], [1, ['false']]), 1),
    summarise(ladder([0, []], [2, ['true']], [1, ['true']]), 2),
  ];
  const found = (filters: ('changed' | 'made' | 'contradicts')[], words = ''): number[] =>
    searchLadders(all, { filters: new Set(filters), words }).map(({ index }) => index);
  expect(searchLadders(all, NO_SEARCH)).toBe(all);
  expect(found(['changed'])).toEqual([1, 2]);
  expect(found(['changed', 'made'])).toEqual([1]);
  expect(found([], 'GOATS many')).toEqual([0, 1, 2]);
  expect(found([], 'horse')).toEqual([]);
  expect(countFilters(all)).toEqual({ changed: 2, contradicts: 0, made: 2 });
});

test('only rows in sight are drawn', () => {
  expect(rowsInSight(0, 400, 80, 10_000)).toEqual({ first: 0, last: 9 });
  expect(rowsInSight(8000, 400, 80, 10_000)).toEqual({ first: 96, last: 109 });
  expect(rowsInSight(0, 400, 80, 3)).toEqual({ first: 0, last: 3 });
});
