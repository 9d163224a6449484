import { expect, test } from 'vitest';
import {
  aboveStandard,
  dropped,
  moveBy,
  moveTo,
  orderOf,
  ownOrder,
  placeInWords,
  ranksOf,
  toggleTie,
  type Order,
} from './orderView.ts';

const own = ownOrder(4);
const tied: Order = [[0], [1, 2], [3]];

test('ranks and orders are the same thing', () => {
  expect(own).toEqual([[0], [1], [2], [3]]);
  expect(orderOf([0, 5, 2, 2])).toEqual([[0], [2, 3], [1]]);
  expect(ranksOf(orderOf([0, 5, 2, 2]))).toEqual([0, 2, 1, 1]);
});

test('arrows move one place, and first out of a tie', () => {
  expect(moveBy(own, 2, -1)).toEqual([[0], [2], [1], [3]]);
  expect(moveBy(own, 2, 1)).toEqual([[0], [1], [3], [2]]);
  expect(moveBy(own, 0, -1)).toEqual(own);
  expect(moveBy(own, 3, 1)).toEqual(own);
  expect(moveBy(tied, 2, -1)).toEqual([[0], [2], [1], [3]]);
  expect(moveBy(tied, 1, 1)).toEqual([[0], [2], [1], [3]]);
  expect(moveBy(tied, 3, -1)).toEqual([[0], [3], [1, 2]]);
  expect(moveBy([[0, 1]], 0, 1)).toEqual([[1], [0]]);
});

test('digits put a rung at a place of its own', () => {
  expect(moveTo(own, 3, 1)).toEqual([[3], [0], [1], [2]]);
  expect(moveTo(own, 0, 9)).toEqual([[1], [2], [3], [0]]);
  expect(moveTo(tied, 2, 2)).toEqual([[0], [2], [1], [3]]);
  expect(moveTo(own, 1, 2)).toEqual(own);
});

test('a rung is dropped between others, or onto one', () => {
  expect(dropped(own, 0, { kind: 'before', group: 4 })).toEqual([[1], [2], [3], [0]]);
  expect(dropped(own, 3, { kind: 'before', group: 1 })).toEqual([[0], [3], [1], [2]]);
  expect(dropped(own, 1, { kind: 'before', group: 1 })).toEqual(own);
  expect(dropped(own, 3, { kind: 'onto', group: 1 })).toEqual([[0], [1, 3], [2]]);
  expect(dropped(own, 3, { kind: 'onto', group: 3 })).toEqual(own);
});

test('a tie is made with the rung above, and undone', () => {
  const made = toggleTie(own, 2);
  expect(made).toEqual([[0], [1, 2], [3]]);
  expect(toggleTie(made, 2)).toEqual(own);
  expect(toggleTie(own, 0)).toEqual(own);
});

test('the place in words, and what stands above the standard answer', () => {
  expect(placeInWords(tied, 2)).toBe('Level 2 is now at place 2 of 4, tied with level 1.');
  expect(placeInWords(tied, 3)).toBe('Level 3 is now at place 4 of 4.');
  expect(aboveStandard([[2], [0, 1], [3]])).toEqual([2]);
  expect(aboveStandard(tied)).toEqual([]);
});
