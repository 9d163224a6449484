// AMBER against the published script's own numbers (e2e/golden/amber.py) and against its rules by hand.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  amberAnswer,
  amberCounts,
  amberMentions,
  amberVerdict,
  amberWords,
  dimensionOf,
  type AmberCounts,
} from './amber.ts';

interface Golden {
  readonly association: Record<string, string[]>;
  readonly safeWords: string[];
  readonly cases: readonly {
    readonly descriptions: readonly {
      readonly truth: string[];
      readonly hallu: string[];
      readonly response: string;
      readonly nouns: string[];
    }[];
    readonly printed: Record<string, Record<string, number>>;
  }[];
}

const golden = JSON.parse(readFileSync('e2e/golden/amber.json', 'utf8')) as Golden;
const words = amberWords(golden.association, golden.safeWords);

/** As the script prints a ratio: its sums begin at 0.001, and it rounds to a decimal. */
const printed = (above: number, below: number): number => Math.round((above / (below + 0.001)) * 1000) / 10;

test('CHAIR, Cover, Hal and Cog as the script prints them, of the nouns that it finds', () => {
  for (const { descriptions, printed: expected } of golden.cases) {
    const counts = descriptions.map(({ nouns, truth, hallu }) => amberCounts(nouns, truth, hallu, words));
    const sum = (name: keyof AmberCounts): number => counts.reduce((n, own) => n + own[name], 0);
    const all = descriptions.length;
    expect({
      CHAIR: printed(sum('hallucinatedMentions'), sum('mentions')),
      Cover: printed(sum('covered'), sum('objects')),
      Hal: Math.round((100 - (100 * (all - sum('hallucinated'))) / (all + 0.001)) * 10) / 10,
      Cog: printed(sum('named'), sum('prone')),
    }).toEqual(expected['Generative Task']);
  }
});

test('its nouns are found in every response; what is found besides, its tagger takes for adjectives', () => {
  const more: string[] = [];
  for (const { descriptions } of golden.cases) {
    for (const { response, nouns } of descriptions) {
      const left = [...nouns];
      for (const { object } of amberMentions(response, words)) {
        const at = left.indexOf(object);
        if (at >= 0) left.splice(at, 1);
        else more.push(`${object}: ${response}`);
      }
      expect([response, left]).toEqual([response, []]);
    }
  }
  expect(more).toEqual([
    'girl: A woman and a girl sit on a chair.',
    'screen: A TV and two TVs with a screen stand on tables. The hot tea is in a glass.',
  ]);
});

test('what covers which object: the first that a word is associated with, else the first of its name', () => {
  const of = (nouns: string[], truth: string[], prone: string[] = []) =>
    amberCounts(nouns, truth, prone, words);
  // "girl" is associated with both; the first takes it, however often it is said.
  expect(of(['girl', 'girl'], ['child', 'person'])).toMatchObject({ mentions: 2, covered: 1, objects: 2 });
  // Of two ships one is covered by the name, and none else.
  expect(of(['ship', 'ship'], ['ship', 'ship'])).toMatchObject({ covered: 1, objects: 2 });
  // A safe word counts as a mention, is not hallucinated, and covers nothing.
  expect(of(['orange'], ['orange'])).toMatchObject({ mentions: 1, hallucinatedMentions: 0, covered: 0 });
  // What is both there and prone is there.
  expect(of(['dog'], ['dog'], ['dog'])).toMatchObject({ hallucinated: 0, covered: 1, named: 0 });
  // A word of the lists that is in neither is hallucinated.
  expect(of(['boat', 'vase'], ['dog'], ['ship'])).toMatchObject({
    hallucinatedMentions: 2,
    named: 1,
    prone: 1,
  });
});

test('verdicts: there, not there, and safe words that nobody annotated', () => {
  expect(['sand', 'vase', 'light'].map((noun) => amberVerdict(noun, ['beach'], words))).toEqual([
    'true',
    'false',
    'unknown',
  ]);
});

test('a verb is no mention, nor is "can"; capitals are not looked for, as published', () => {
  const found = (text: string): string[] => amberMentions(text, words).map(({ object }) => object);
  expect(found('They watch a dog that can swim; a watch lies next to it.')).toEqual(['dog', 'watch']);
  expect(found('Dogs and cats')).toEqual(['cat']);
  expect(found('a light green bench in the light')).toEqual(['bench', 'light']);
});

test('answers: that very word, else neither', () => {
  expect(['Yes', 'No', 'yes', 'No.', ''].map(amberAnswer)).toEqual([
    'yes',
    'no',
    'unclear',
    'unclear',
    'unclear',
  ]);
});

test('dimensions: whatever is not existence or attribute is a relation', () => {
  expect(dimensionOf('discriminative-hallucination')).toBe('existence');
  expect(dimensionOf('discriminative-attribute-number')).toBe('attribute');
  expect(dimensionOf('discriminative-relation')).toBe('relation');
  expect(dimensionOf('relation')).toBe('relation');
});
