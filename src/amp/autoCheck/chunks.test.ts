import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunking } from '../../protocol/ladder.ts';
import { chunksOf } from './chunks.ts';
import { loadTagger } from './english.ts';
import { STOP_NOUNS } from './stopList.ts';

const tag = await loadTagger();
const texts = (answer: string, chunking: Chunking = 'nouns'): string[] =>
  chunksOf(answer, tag, chunking).map((c) => c.text);

test("the paper's example: a noun with all that hangs on it", () => {
  expect(texts('The photo shows a white motorhome, which is parked on a street.')).toEqual([
    'a white motorhome, which is parked on a street',
    'a street',
  ]);
});

test.each([
  [
    'The image shows a red guitar, two green trumpets and two gray bells.',
    ['a red guitar', 'two green trumpets', 'two gray bells'],
    ['a red guitar', 'two green trumpets', 'two gray bells'],
  ],
  ['No, there is no dog in the image.', ['no dog in the image'], ['No', 'no dog in the image']],
  ['Yes, the balls are toys.', ['the balls', 'toys'], ['Yes', 'the balls are toys', 'toys']],
  ['No, the dress is not yellow.', ['the dress'], ['No', 'the dress is not yellow']],
  [
    'No, there are more pigs than axes.',
    ['more pigs than axes', 'axes'],
    ['No', 'more pigs than axes', 'axes'],
  ],
  [
    'The key is at the top left.',
    ['The key', 'the top left'],
    ['The key is at the top left', 'the top left'],
  ],
  [
    'The dog on the sofa is red.',
    ['The dog on the sofa', 'the sofa'],
    ['The dog on the sofa is red', 'the sofa'],
  ],
  [
    'The apples, the pear and the dress are red.',
    ['The apples', 'the pear', 'the dress'],
    ['The apples', 'the pear', 'the dress'],
  ],
  [
    'A man with a long beard is sitting down.',
    ['A man with a long beard', 'a long beard'],
    ['A man with a long beard is sitting', 'a long beard'],
  ],
  [
    'There are two kinds of animals.',
    ['two kinds of animals', 'animals'],
    ['two kinds of animals', 'animals'],
  ],
  ['No dogs are here.', ['No dogs'], ['No dogs are here']],
  ['Yes.', [], ['Yes']],
  ['Three.', [], ['Three.']],
  ['The atmosphere of this photograph is harmony.', [], []],
  ['', [], []],
])('%s', (answer, nouns, statements) => {
  expect(texts(answer, 'nouns')).toEqual(nouns);
  expect(texts(answer, 'statements')).toEqual(statements);
});

test('a chunk knows its characters and its sentence', () => {
  const answer = 'A dog  barks. Two cats sleep.';
  const cats = chunksOf(answer, tag, 'nouns').find((c) => c.text.includes('cats'));
  expect(answer.slice(cats?.start, cats?.end)).toBe(cats?.text);
  expect(answer.slice(cats?.sentence.start, cats?.sentence.end)).toBe('Two cats sleep.');
});

test.each([...STOP_NOUNS].filter((noun) => noun !== 'feel'))(
  'the stop list: "the %s" is no chunk',
  (noun) => {
    expect(texts(`The ${noun} is good.`)).toEqual([]);
  },
);

test('never throws, and every chunk is a part of the text inside its sentence', () => {
  const words =
    'the a no yes , . which is of in red dog dogs image two more than and that sitting "s \n é 狗 🐕'.split(
      ' ',
    );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((w) => w.join(' ')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom<Chunking>('nouns', 'statements'), (answer, chunking) => {
      for (const chunk of chunksOf(answer, tag, chunking)) {
        expect(chunk.text).toBe(answer.slice(chunk.start, chunk.end));
        expect(chunk.start).toBeLessThan(chunk.end);
        expect(chunk.sentence.start).toBeLessThanOrEqual(chunk.start);
        expect(chunk.sentence.end).toBeGreaterThanOrEqual(chunk.end);
      }
    }),
    { numRuns: 500 },
  );
});

test('a text without end takes no time without end', () => {
  expect(texts('a dog of '.repeat(3000)).length).toBeGreaterThan(100);
  expect(texts('the '.repeat(10_000))).toBeDefined();
});
