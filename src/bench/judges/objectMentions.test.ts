import { expect, test } from 'vitest';
import { NOUNS } from '../../data/scenes/nouns.ts';
import { EVERYDAY, objectForms } from './everydayObjects.ts';
import { looseDetails, objectMentions } from './objectMentions.ts';

const forms = objectForms(EVERYDAY);
/** "dog", "no cat" where it is denied, "?bus" where it is left open. */
const named = (text: string): string[] =>
  objectMentions(text, forms).map(({ object, stance }) =>
    stance === 'there' ? object : stance === 'denied' ? `no ${object}` : `?${object}`,
  );

test.each([
  ['A man walks two dogs past a parked taxi.', ['person', 'dog', 'car']],
  ['Children play with a Frisbee; their MOTHER watches.', ['person', 'frisbee']],
  ['There is a hot dog and a tennis racket on the dining table.', ['hot dog', 'tennis racket', 'table']],
  ['A teddy bear, not a bear.', ['teddy bear', '?bear']],
  ['The train station is empty; the train has left.', ['train']],
  ['Knives, wolves, geese and mice.', ['knife', 'bird', 'computer mouse']],
  // Denials, and how far they reach.
  ['No, there is no dog in the image.', ['no dog']],
  ['No, there is a dog.', ['dog']],
  ['There are no dogs, cats or birds.', ['no dog', 'no cat', 'no bird']],
  ['There is no dog, but a cat sleeps on the couch.', ['no dog', 'cat', 'couch']],
  ['There is no dog, a cat sleeps.', ['no dog', 'cat']],
  ["There isn't a bus. A car waits.", ['no bus', 'car']],
  ['I do not see any bicycles or a bench.', ['no bicycle', 'bench']],
  ['I can’t say.', []],
  ["The image doesn't show a clock.", ['no clock']],
  ['A street without cars and people.', ['no car', 'no person']],
  ['Neither a fork nor a knife is there.', ['no fork', 'no knife']],
  ['It is not a cat, it is a dog.', ['?cat', 'dog']],
  ['There is no red car.', ['?car']],
  ['Not only a cat but also a dog.', ['cat', 'dog']],
  ['A cup instead of a bottle.', ['cup', '?bottle']],
  ['The dog is not black.', ['dog']],
  // A colour and a fruit.
  ['An orange truck. The truck is orange.', ['truck', 'truck']],
  ['He peels an orange. Three oranges are left.', ['orange', 'orange']],
] as const)('%s', (text, objects) => {
  expect(named(text)).toEqual(objects);
});

test('places in the text, numbers and colours with their own', () => {
  const text = 'Two large red apples; the cars are blue and grey, a dog.';
  const mentions = objectMentions(text, forms);
  expect(mentions.map(({ start, end }) => text.slice(start, end))).toEqual(['apples', 'cars', 'dog']);
  expect(mentions.map(({ details }) => details.map(({ value }) => value))).toEqual([
    ['2', 'red'],
    ['blue', 'gray'],
    ['1'],
  ]);
  expect(mentions[2]?.details[0]?.hint).toBe(true);
  expect(mentions[0]?.details.map(({ start, end }) => text.slice(start, end))).toEqual(['Two', 'red']);
  expect(looseDetails('Three. 12 of them, white; no more').map(({ value }) => value)).toEqual([
    '3',
    '12',
    'white',
  ]);
});

test('a number or colour belongs to its own object alone', () => {
  const details = (text: string): string[][] =>
    objectMentions(text, forms).map((mention) => mention.details.map(({ value }) => value));
  expect(details('three cats and dogs')).toEqual([['3'], []]);
  expect(details('the cat with two balls')).toEqual([[], ['2']]);
  expect(details('The bus is red car wash')).toEqual([[], ['red']]);
});

test('every noun of the scenes is an object of its own', () => {
  const objects = NOUNS.map(({ word, plural }) => {
    expect(forms.get(plural)).toBe(forms.get(word));
    return forms.get(word);
  });
  expect(new Set(objects).size).toBe(NOUNS.length);
});

test('no word stands on two lines', () => {
  const words = EVERYDAY.flat();
  expect(words.filter((word, i) => words.indexOf(word) < i)).toEqual([]);
});
