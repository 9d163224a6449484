// Words and plurals, by hand; how nltk splits is held to by chair.test.ts and amber.test.ts as well.
import { expect, test } from 'vitest';
import { pluralsOf, tokenise, wordForms } from './objectWords.ts';

test('tokens as nltk 3.10.4 splits these texts', () => {
  // nltk.word_tokenize, run for them; quotes as they stand.
  const texts: readonly (readonly [string, readonly string[]])[] = [
    ["The man's dogs' toys don't fit.", ['The', 'man', "'s", 'dogs', "'", 'toys', 'do', "n't", 'fit', '.']],
    [
      'A stop-light, a phone/tablet (red).',
      ['A', 'stop-light', ',', 'a', 'phone/tablet', '(', 'red', ')', '.'],
    ],
    ['3,500 cats: one--two—three', ['3,500', 'cats', ':', 'one', '--', 'two', '—', 'three']],
    ["'dog' and “cat”", ["'", 'dog', "'", 'and', '“', 'cat', '”']],
  ];
  for (const [text, words] of texts) {
    const tokens = tokenise(text);
    expect(tokens.map(({ word }) => word)).toEqual(words);
    for (const { word, start, end } of tokens) expect(text.slice(start, end)).toBe(word);
  }
});

test('plurals', () => {
  const plurals = {
    apple: ['apples'],
    bench: ['benches'],
    bus: ['buses', 'busses'],
    cactus: ['cacti', 'cactuses'],
    cherry: ['cherries'],
    German: ['Germans'],
    grandchild: ['grandchildren'],
    key: ['keys'],
    knife: ['knives'],
    ox: ['oxen'],
    box: ['boxes'],
    scarf: ['scarves', 'scarfs'],
    shelf: ['shelves'],
    'teddy bear': ['teddy bears'],
    tomato: ['tomatoes', 'tomatos'],
    woman: ['women'],
  };
  for (const [word, many] of Object.entries(plurals)) expect(pluralsOf(word)).toEqual(many);
});

test('a word of the list is not the plural of another one', () => {
  const forms = wordForms(['person', 'people', 'glass', 'glasses']);
  expect(forms.get('people')).toBe('people');
  expect(forms.get('glasses')).toBe('glasses');
  expect(forms.get('persons')).toBe('person');
});
