// CHAIR against the published code's own numbers (e2e/golden/chair.py) and against its rules by hand.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chairCounts, chairMentions, chairNodes, singular } from './chair.ts';

interface Golden {
  readonly synonyms: string;
  readonly cases: readonly {
    readonly chairS: number;
    readonly chairI: number;
    readonly images: readonly {
      readonly categories: readonly string[];
      readonly references: readonly string[];
      readonly caption: string;
      readonly objects: readonly string[];
      readonly mentions: readonly (readonly [string, string])[];
      readonly hallucinated: readonly (readonly [string, string])[];
      readonly chairS: number;
      readonly chairI: number;
    }[];
  }[];
}

const golden = JSON.parse(readFileSync('e2e/golden/chair.json', 'utf8')) as Golden;
const nodes = chairNodes(
  golden.synonyms
    .trim()
    .split('\n')
    .map((line) => line.split(', ')),
);
const objectsOf = (text: string): string[] => chairMentions(text, nodes).map(({ object }) => object);

test('words and node words of every caption, as caption_to_words finds them', () => {
  for (const { images } of golden.cases) {
    for (const { caption, mentions } of images) {
      const found = chairMentions(caption, nodes).map(({ word, object }) => [word, object]);
      expect([caption, found]).toEqual([caption, mentions]);
    }
  }
});

test('annotated objects: instances and what reference captions mention', () => {
  for (const { images } of golden.cases) {
    for (const { categories, references, objects } of images) {
      const own = [...categories.map((c) => nodes.get(c)), ...references.flatMap(objectsOf)];
      expect([...new Set(own)].sort()).toEqual(objects);
    }
  }
});

test('CHAIR_i and CHAIR_s of every caption and over all', () => {
  for (const { images, chairI, chairS } of golden.cases) {
    const counts = images.map(({ caption, objects }) =>
      chairCounts(chairMentions(caption, nodes), new Set(objects)),
    );
    counts.forEach((own, i) => {
      expect(own.hallucinated).toBe(images[i]?.chairS);
      expect(own.hallucinatedMentions).toBe(images[i]?.hallucinated.length);
      expect(own.hallucinatedMentions / (own.mentions || 1)).toBeCloseTo(images[i]?.chairI ?? NaN, 12);
    });
    const sum = (of: (c: (typeof counts)[number]) => number): number => counts.reduce((n, c) => n + of(c), 0);
    expect(sum((c) => c.hallucinatedMentions) / sum((c) => c.mentions)).toBeCloseTo(chairI, 12);
    expect(sum((c) => c.hallucinated) / sum((c) => c.captions)).toBeCloseTo(chairS, 12);
  }
});

test('a mention stands where its words stand', () => {
  const text = 'Two hot dogs, a man’s “bike” and the baby elephant.';
  const at = chairMentions(text, nodes).map(({ object, start, end }) => [object, text.slice(start, end)]);
  expect(at).toEqual([
    ['hot dog', 'hot dogs'],
    ['person', 'man'],
    ['bicycle', 'bike'],
    ['elephant', 'baby elephant'],
  ]);
});

test('object recall counts each annotated object once', () => {
  const counts = chairCounts(chairMentions('A dog, a puppy and a kite.', nodes), new Set(['dog', 'cat']));
  expect(counts).toEqual({
    captions: 1,
    mentions: 2,
    hallucinatedMentions: 0,
    hallucinated: 0,
    objects: 2,
    recalled: 1,
  });
});

test('singulars as pattern.en 3.6 forms them, its slips too', () => {
  // pattern.en.singularize, run for these words.
  const published = {
    bus: 'bu',
    buses: 'bus',
    canoes: 'cano',
    collies: 'collies',
    glasses: 'glass',
    gloves: 'glove',
    hives: 'hive',
    houses: 'house',
    knives: 'knife',
    mice: 'mouse',
    oranges: 'orange',
    people: 'person',
    scissors: 'scissors',
    shelves: 'shelve',
    skis: 'ski',
    stoves: 'stove',
    ties: 'ty',
    vases: 'vase',
    women: 'woman',
  };
  for (const [word, one] of Object.entries(published)) expect(singular(word)).toBe(one);
});
