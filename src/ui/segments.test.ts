import { expect, test } from 'vitest';
import type { Claim } from '../protocol/ladder.ts';
import { countFalse, segments } from './segments.ts';

const claim = (start: number, end: number, verdict: Claim['verdict'], text = `${start}`): Claim => ({
  text,
  start,
  end,
  verdict,
});

test('false claims are cut out, the pieces together are the text', () => {
  const text = 'two brown goats and a pig';
  const pieces = segments(text, [claim(20, 25, 'false'), claim(0, 15, 'false'), claim(4, 15, 'true')]);
  expect(pieces.map((p) => [p.text, p.falseClaims.length])).toEqual([
    ['two brown goats', 1],
    [' and ', 0],
    ['a pig', 1],
  ]);
  expect(pieces.map((p) => p.text).join('')).toBe(text);
});

test('overlapping false claims share a piece and keep both notes', () => {
  const pieces = segments('two brown goats.', [claim(0, 15, 'false', 'a'), claim(4, 15, 'false', 'b')]);
  expect(pieces).toEqual([
    { text: 'two brown goats', falseClaims: ['a', 'b'] },
    { text: '.', falseClaims: [] },
  ]);
});

test('nothing false, nothing marked', () => {
  expect(segments('a pig', [claim(0, 5, 'true')])).toEqual([{ text: 'a pig', falseClaims: [] }]);
  expect(segments('', [])).toEqual([]);
  expect(countFalse([claim(0, 1, 'true'), claim(0, 1, 'false'), claim(0, 1, 'unknown')])).toBe(1);
});
