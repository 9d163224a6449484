import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { bagOfWords, dot } from './encoder.ts';
import { loadTagger } from './english.ts';
import { LEXICON, parseLexicon } from './lexicon.ts';
import { lexiconEncoder } from './lexiconEncoder.ts';

const table: unknown = JSON.parse(
  readFileSync(new URL(`../../../public/${LEXICON}`, import.meta.url), 'utf8'),
);
const encoder = lexiconEncoder(parseLexicon(table), await loadTagger());

async function cosine(a: string, b: string): Promise<number> {
  const [x, y] = await encoder.encode([a, b]);
  return dot(x as Float32Array, y as Float32Array);
}

test.each([
  ['two red apples', 'three red apples', 'two red pears', 'a wrong number is nearer than a wrong thing'],
  ['two dogs', 'a dog', 'three dogs', '"a" is vague, "three" is wrong'],
  ['a puppy', 'a dog', 'a car', 'concepts are shared'],
  ['a bicycle', 'a bike', 'a bell', 'synonyms are near'],
  ['Three.', 'There are three dogs.', 'There are four dogs.', 'a bare number'],
  ['The dog is red.', 'The dog is crimson.', 'The dog is blue.', 'a predicate is an attribute'],
  [
    'There are more pigs than axes.',
    'There are more pigs than axes.',
    'There are more axes than pigs.',
    'roles',
  ],
  [
    'The cat is above the dog.',
    'The dog is below the cat.',
    'The dog is above the cat.',
    'a relation from its other side',
  ],
  [
    'The violin is not left of the bell.',
    'The violin is not left of the bell.',
    'The violin is left of the bell.',
    'denial',
  ],
  [
    'No, there is no dog.',
    'No, there is no dog in the image.',
    'Yes, there is a dog in the image.',
    'polarity',
  ],
  [
    'a red car and a blue dog',
    'a blue dog and a red car',
    'a blue car and a red dog',
    'attributes stay with their nouns',
  ],
])('%s: "%s" is nearer than "%s" (%s)', async (text, near, far) => {
  expect(await cosine(text, near)).toBeGreaterThan((await cosine(text, far)) + 0.05);
});

test.each([
  ['two red apples', 'three red apples'],
  ['a red apple', 'a blue apple'],
  ['no dog', 'a dog'],
  ['the top left', 'the top right'],
  ['Yes', 'No'],
])('"%s" is no hit of "%s" at 0.85', async (a, b) => {
  expect(await cosine(a, b)).toBeLessThan(0.85);
});

test.each([
  ['the apples', 'the apple'],
  ['a grey horse', 'a gray horse'],
  ['a large couch', 'a big couch'],
])('"%s" is a hit of "%s"', async (a, b) => {
  expect(await cosine(a, b)).toBeGreaterThan(0.85);
});

test.each([encoder, bagOfWords])('vectors have length 1, or 0 for what says nothing', async (each) => {
  const texts = fc.sample(fc.string({ unit: 'grapheme' }), { numRuns: 200, seed: 3 });
  const vectors = await each.encode([...texts, 'A dog.', '']);
  expect(vectors).toHaveLength(202);
  for (const v of vectors) expect([0, 1]).toContain(Number(Math.sqrt(dot(v, v)).toFixed(5)));
  expect(dot(vectors[201] as Float32Array, vectors[201] as Float32Array)).toBe(0);
});

test('the bag of words knows no order', async () => {
  const [a, b] = await bagOfWords.encode(['more pigs than axes', 'more axes than pigs']);
  expect(dot(a as Float32Array, b as Float32Array)).toBeCloseTo(1, 6);
});

test('another JSON is refused with what to do', () => {
  expect(() => parseLexicon({ version: 1 })).toThrow(FormatError);
});
