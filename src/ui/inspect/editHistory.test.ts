import { expect, test } from 'vitest';
import { edited, newHistory, redone, undone } from './editHistory.ts';

test('what was done is undone and redone, until something else is done', () => {
  const start = newHistory('a');
  const three = edited(edited(start, 'b'), 'c');
  expect(undone(three).now).toBe('b');
  expect(undone(undone(undone(three))).now).toBe('a');
  expect(redone(undone(three))).toEqual(three);
  expect(redone(three)).toBe(three);
  const other = edited(undone(three), 'd');
  expect(redone(other).now).toBe('d');
  expect(undone(other).now).toBe('b');
  expect(undone(start)).toBe(start);
});
