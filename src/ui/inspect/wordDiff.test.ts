import { expect, test } from 'vitest';
import { wordDiff, type DiffPart } from './wordDiff.ts';

/** `+added+`, `-removed-`. */
const shown = (above: string, text: string): string =>
  wordDiff(above, text)
    .map(({ kind, text: part }) => (kind === 'same' ? part : kind === 'added' ? `+${part}+` : `-${part}-`))
    .join('');

test('a word that is another stands beside the one that it replaces', () => {
  expect(shown('The goats are green.', 'The goats are brown.')).toBe('The goats are -green-+brown+.');
  expect(shown('There are five horses.', 'There are four brown horses.')).toBe(
    'There are -five-+four brown+ horses.',
  );
});

test('what is added, and what is gone', () => {
  expect(shown('A pig.', 'A pink pig and a cow.')).toBe('A +pink+ pig +and a cow+.');
  expect(shown('Yes, there is a green goat.', 'Yes.')).toBe('Yes-, there is a green goat-.');
  expect(shown('', 'Two.')).toBe('+Two.+');
  expect(shown('Two.', '')).toBe('-Two.-');
});

test('the same text, but for its case, is the same', () => {
  expect(wordDiff('No tractor.', 'no tractor.')).toEqual([{ kind: 'same', text: 'no tractor.' }]);
  expect(wordDiff('', '')).toEqual([]);
});

test('what is not removed is the text, whatever it is', () => {
  const texts = [
    '',
    'a',
    ' a  b ',
    'b a, a!',
    'It’s a red-brown cow; 3 of 12?',
    'été 東京 🐐 goat',
    'a b a b a',
  ];
  const stays = (parts: readonly DiffPart[], drop: DiffPart['kind']): string =>
    parts.flatMap(({ kind, text }) => (kind === drop ? [] : [text])).join('');
  for (const above of texts) {
    for (const text of texts) expect(stays(wordDiff(above, text), 'removed')).toBe(text);
  }
});
