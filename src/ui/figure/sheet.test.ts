import { expect, test } from 'vitest';
import { wrap } from './sheet.ts';

test('lines break between words, and a word longer than a line has one of its own', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('unbreakable a', 4)).toEqual(['unbreakable', 'a']);
  expect(wrap('', 4)).toEqual([]);
});
