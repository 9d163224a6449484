import { expect, test } from 'vitest';
import { tokenSpans } from './tokenSpans.ts';

const cut = (text: string, pieces: string[]): string[] =>
  tokenSpans(text, pieces).map(([start, end]) => text.slice(start, end));

test('words of the lab’s tokenizer stand for themselves, with the space before them', () => {
  const pieces = ['The', ' goats', ' are', ' green', '.'];
  expect(cut('The goats are green.', pieces)).toEqual(pieces);
});

test('an unknown word is what lies between its neighbours', () => {
  expect(cut('The zebu is green.', ['The', '', ' is', ' green', '.'])).toEqual([
    'The',
    ' zebu',
    ' is',
    ' green',
    '.',
  ]);
  expect(cut('Zebus!', ['', '!'])).toEqual(['Zebus', '!']);
  expect(cut('A big zebu', ['A', '', ''])).toEqual(['A', '', ' big zebu']);
});

test('pieces of words, and the token that ends the answer', () => {
  expect(cut('unhappy cats', ['un', 'happy', ' cat', 's'])).toEqual(['un', 'happy', ' cat', 's']);
  expect(cut('Yes.', ['Yes', '.', ''])).toEqual(['Yes', '.', '']);
  expect(cut('', [''])).toEqual(['']);
});

test('the spans are the text, whatever the pieces say', () => {
  const text = 'One red goat and one red goat.';
  expect(cut(text, ['One', ' red', 'x', ' goat', ' and', ' goat', '.']).join('')).toBe(text);
});
