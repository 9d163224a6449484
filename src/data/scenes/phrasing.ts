// The wordings of every question, and the way back from a question's text to its meaning.
// Slots: {a A} noun a with article, singular or plural; {b B} the same of noun b; {colour} {rel};
// {g G} category with article or plural. {n} is noun a as many as the scene shows, {is} its verb.
import type { Random } from '../../base/random.ts';
import { COLOURS } from './colours.ts';
import type { Colour } from './colours.ts';
import { RELATIONS } from './facts.ts';
import type { Relation } from './facts.ts';
import { CATEGORIES, NOUNS, noun } from './nouns.ts';
import type { Category } from './nouns.ts';
import type { Query } from './query.ts';
import { withArticle } from './words.ts';

export const PHRASINGS: Record<Query['kind'], readonly string[]> = {
  exists: [
    'Is there {a} in the image?',
    'Do you see {a} in the image?',
    'Are there any {A} in the image?',
    'Can you see any {A}?',
    'Does the image show {a}?',
  ],
  count: [
    'How many {A} are there?',
    'How many {A} are in the image?',
    'How many {A} can you see?',
    'What is the number of {A} in the image?',
  ],
  colour: [
    'What color {is} the {n}?',
    'What is the color of the {n}?',
    'Which color {is} the {n} in the image?',
  ],
  isColour: [
    '{Is} the {n} {colour}?',
    '{Is} the {n} in the image {colour}?',
    'Is the color of the {n} {colour}?',
  ],
  where: [
    'Where is the {n}?',
    'Where in the image is the {n}?',
    'In which part of the image is the {n}?',
    'Where can you see the {n}?',
  ],
  relation: [
    'Is the {n} {rel} the {m}?',
    'Do you see the {n} {rel} the {m}?',
    'Is the {n} in the image {rel} the {m}?',
  ],
  more: [
    'Are there more {A} than {B}?',
    'Do you see more {A} than {B}?',
    'Does the image show more {A} than {B}?',
  ],
  which: [
    'Are there more {A} or more {B}?',
    'Which are there more of, {A} or {B}?',
    'What do you see more of, {A} or {B}?',
  ],
  category: ['Is there {g} in the image?', 'Do you see any {G}?', 'Does the image show {g}?'],
  kinds: [
    'How many kinds of {G} are there?',
    'How many kinds of {G} are in the image?',
    'How many kinds of {G} can you see?',
  ],
  total: [
    'How many objects are there in total?',
    'How many objects are in the image?',
    'What is the number of objects in the image?',
  ],
  describe: [
    'Describe the image.',
    'What is in the image?',
    'What does the image show?',
    'What can you see in the image?',
  ],
};

/** Extra wordings of a category question, where a category is also what one does with its things. */
export const USE_PHRASINGS: Partial<Record<Category, readonly string[]>> = {
  food: ['Is there something to eat?', 'Can anything in the image be eaten?'],
  clothing: ['Is there something to wear?', 'Can anything in the image be worn?'],
};

/** A category with an article, and in the plural; "food" and "clothing" are said as things. */
export const CATEGORY_WORDS: Record<Category, readonly [string, string]> = {
  animal: ['an animal', 'animals'],
  food: ['a food', 'foods'],
  vehicle: ['a vehicle', 'vehicles'],
  toy: ['a toy', 'toys'],
  instrument: ['an instrument', 'instruments'],
  tool: ['a tool', 'tools'],
  household: ['a household item', 'household items'],
  clothing: ['a clothing item', 'clothing items'],
  plant: ['a plant', 'plants'],
};

/** Words a question; `count` says how many of noun a there are, for "What color are the dogs?". */
export function phrase(query: Query, count: number, random: Random): string {
  const options = [
    ...PHRASINGS[query.kind],
    ...(query.kind === 'category' ? (USE_PHRASINGS[query.category] ?? []) : []),
  ];
  return fill(random.pick(options), query, count);
}

function fill(template: string, query: Query, count: number): string {
  const slots: Record<string, string> = {};
  if ('a' in query) {
    const { word, plural } = noun(query.a);
    const many = count !== 1;
    Object.assign(slots, { a: withArticle(word), A: plural, n: many ? plural : word });
    Object.assign(slots, { is: many ? 'are' : 'is', Is: many ? 'Are' : 'Is' });
  }
  if ('b' in query) Object.assign(slots, { B: noun(query.b).plural, m: noun(query.b).word });
  if ('colour' in query) slots['colour'] = query.colour;
  if ('relation' in query) slots['rel'] = query.relation;
  if ('category' in query) [slots['g'], slots['G']] = CATEGORY_WORDS[query.category];
  return template.replace(/\{(\w+)\}/g, (_, name: string) => slots[name] ?? '');
}

/** The meaning of a question worded here (or the same words in another case); undefined for any other. */
export function parseQuestion(text: string): Query | undefined {
  const plain = text.trim().replace(/\s+/g, ' ');
  for (const { kind, pattern, category } of patterns()) {
    const match = pattern.exec(plain);
    if (match) return build(kind, match.groups ?? {}, category);
  }
  return undefined;
}

interface Pattern {
  kind: Query['kind'];
  pattern: RegExp;
  category?: Category;
}
let compiled: Pattern[] | undefined;

function patterns(): Pattern[] {
  if (compiled) return compiled;
  const nounWords = NOUNS.flatMap((n) => [n.plural, n.word]).join('|');
  const groupWords = CATEGORIES.flatMap((c) => CATEGORY_WORDS[c])
    .map((w) => w.replace(/^an? /, ''))
    .join('|');
  const slot: Record<string, string> = {
    a: `(?:an?) (?<a>${nounWords})`,
    A: `(?<a>${nounWords})`,
    n: `(?<a>${nounWords})`,
    B: `(?<b>${nounWords})`,
    m: `(?<b>${nounWords})`,
    is: '(?:is|are)',
    Is: '(?:is|are)',
    colour: `(?<colour>${COLOURS.join('|')})`,
    rel: `(?<rel>${RELATIONS.join('|')})`,
    g: `(?:an?) (?<g>${groupWords})`,
    G: `(?<g>${groupWords})`,
  };
  const compile = (template: string): RegExp =>
    new RegExp(
      `^${template.replace(/[?.]$/, '').replace(/\{(\w+)\}/g, (_, s: string) => slot[s] ?? '')}[?.]?$`,
      'i',
    );
  compiled = [];
  for (const [category, texts] of Object.entries(USE_PHRASINGS)) {
    for (const text of texts) {
      compiled.push({ kind: 'category', pattern: compile(text), category: category as Category });
    }
  }
  for (const [kind, texts] of Object.entries(PHRASINGS)) {
    for (const text of texts) compiled.push({ kind: kind as Query['kind'], pattern: compile(text) });
  }
  return compiled;
}

function build(
  kind: Query['kind'],
  groups: Record<string, string | undefined>,
  category: Category | undefined,
): Query | undefined {
  const find = (word = ''): number => {
    const lower = word.toLowerCase();
    return NOUNS.findIndex((n) => n.word === lower || n.plural === lower);
  };
  const a = find(groups['a']);
  const b = find(groups['b']);
  const group =
    category ??
    CATEGORIES.find((c) =>
      CATEGORY_WORDS[c].some((w) => w.replace(/^an? /, '') === groups['g']?.toLowerCase()),
    );
  switch (kind) {
    case 'isColour':
      return { kind, a, colour: groups['colour']?.toLowerCase() as Colour };
    case 'relation':
      return { kind, a, relation: groups['rel']?.toLowerCase() as Relation, b };
    case 'more':
    case 'which':
      return { kind, a, b };
    case 'category':
    case 'kinds':
      return group && { kind, category: group };
    case 'total':
    case 'describe':
      return { kind };
    default:
      return { kind, a };
  }
}
