// Reads the claims out of any answer made of the scenes' vocabulary. Every word gets a one-letter tag and
// claims are found by patterns over the tags, so broken sentences still say what they say. Never throws.
import { COLOURS } from './colours.ts';
import type { Colour } from './colours.ts';
import type { Claim } from './claims.ts';
import type { Relation } from './facts.ts';
import { CATEGORIES, NOUNS } from './nouns.ts';
import type { Category } from './nouns.ts';
import { CATEGORY_WORDS } from './phrasing.ts';
import type { Query } from './query.ts';
import { NUMBERS } from './words.ts';

/** A claim and the characters [start, end) of the answer that make it. */
export interface SaidClaim {
  claim: Claim;
  start: number;
  end: number;
}

interface Token {
  word: string;
  /** One letter; see TAGS and tagOf. */
  tag: string;
  start: number;
  end: number;
}

const TAGS: Record<string, string> = {
  ...Object.fromEntries(COLOURS.map((c) => [c, 'c'])),
  ...Object.fromEntries(NUMBERS.map((n) => [n, 'k'])),
  ...Object.fromEntries(NOUNS.flatMap((n) => [n.word, n.plural]).map((w) => [w, 'n'])),
  ...Object.fromEntries(CATEGORIES.flatMap((c) => CATEGORY_WORDS[c]).map((w) => [categoryStem(w), 'g'])),
  ...{ yes: 'Y', no: 'X', not: '!', nothing: '0', there: 't', is: 'i', are: 'i', a: 'a', an: 'a' },
  ...{ the: 'd', more: 'm', than: 'h', as: 's', many: 'M', left: 'l', right: 'l', top: 'v' },
  ...{ bottom: 'v', above: 'r', below: 'r', of: 'o', and: '&', ',': ',', '.': '.', '?': '.' },
  ...{ '!': '.', at: 'p', in: 'p', on: 'p', to: 'p', kind: 'K', kinds: 'K', object: 'O' },
  ...{ objects: 'O', eaten: 'Z', worn: 'Z', can: 'x', be: 'x' },
};

/** The word that names a category: "a household item" -> "household". */
function categoryStem(words: string): string {
  return words.replace(/^an? /, '').replace(/ items?$/, '');
}

const NP = '[adk]*c?n';
type Make = (tokens: Token[], query: Query) => (Claim | undefined)[];

/** In order: the first that matches at a place makes the claims and the reading goes on behind it. */
const PATTERNS: readonly [RegExp, Make][] = [
  [/mnhn/y, (t) => [compare(t, 'more')]],
  [/sMnsn/y, (t) => [compare(t, 'equal')]],
  [new RegExp(`${NP}i!?p?d?(?:r|lo)${NP}`, 'y'), (t, q) => [...phrases(t, q), relation(t)]],
  [new RegExp(`${NP}i?!?p?d?(?:vl|v|l)(?!o)`, 'y'), (t, q) => [...phrases(t, q), where(t)]],
  [new RegExp(`${NP}i!?c(?:&c)*(?!n)`, 'y'), (t, q) => [...phrases(t, q), ...colours(t)]],
  [new RegExp(`${NP}(?:,?&?${NP})*(?:ia?g|x*Z)`, 'y'), (t, q) => [...phrases(t, q), ...members(t)]],
  [/[kX]Ko?g/y, (t) => [{ kind: 'kinds', category: category(t), count: number(t) }]],
  [/[kX]O/y, (t) => [{ kind: 'total', count: number(t) }]],
  [/Xg|0x*Z/y, (t) => [{ kind: 'some', category: category(t), present: false }]],
  [/[ak]g/y, (t) => [{ kind: 'some', category: category(t), present: true }]],
  [/Xc?n/y, (t) => none(t)],
  [new RegExp(NP, 'y'), (t, q) => phrases(t, q)],
  [/Y/y, () => [{ kind: 'polarity', yes: true }]],
  [/X/y, (_, q) => (q.kind === 'count' ? [] : [{ kind: 'polarity', yes: false }])],
  [/v?l|v|c|k/y, (t, q) => [bare(t, q)]],
];

/** All claims of an answer in reading order. A word said twice in a row counts once. */
export function readClaims(answer: string, query: Query): SaidClaim[] {
  const tokens = tokenise(answer);
  const tags = tokens.map((t) => t.tag).join('');
  const said: SaidClaim[] = [];
  let at = 0;
  while (at < tokens.length) {
    let next = at + 1;
    for (const [pattern, make] of PATTERNS) {
      pattern.lastIndex = at;
      const match = pattern.exec(tags);
      if (!match) continue;
      next = at + match[0].length;
      const part = tokens.slice(at, next);
      const [start, end] = [(part[0] as Token).start, (part[part.length - 1] as Token).end];
      for (const claim of make(part, query)) if (claim) said.push({ claim, start, end });
      break;
    }
    at = next;
  }
  return said;
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[A-Za-z]+|[^\sA-Za-z]/g)) {
    const word = match[0].toLowerCase();
    if (word === 'item' || word === 'items') continue;
    const end = match.index + word.length;
    const last = tokens[tokens.length - 1];
    if (last?.word === word) last.end = end;
    else tokens.push({ word, tag: tagOf(word), start: match.index, end });
  }
  return tokens;
}

function tagOf(word: string): string {
  return Object.hasOwn(TAGS, word) ? (TAGS[word] as string) : 'u';
}

const nounIndex = (t: Token): number => NOUNS.findIndex((n) => n.word === t.word || n.plural === t.word);
const nounsIn = (tokens: Token[]): number[] => tokens.filter((t) => t.tag === 'n').map(nounIndex);
const has = (tokens: Token[], tag: string): boolean => tokens.some((t) => t.tag === tag);

function number(tokens: Token[]): number {
  const words = tokens.filter((t) => t.tag === 'k' || t.tag === 'X').map((t) => t.word);
  return NUMBERS.findIndex((n) => n === words[words.length - 1]);
}

function category(tokens: Token[]): Category {
  if (has(tokens, 'Z')) return tokens.some((t) => t.word === 'eaten') ? 'food' : 'clothing';
  const word = tokens.find((t) => t.tag === 'g')?.word;
  return CATEGORIES.find((c) => CATEGORY_WORDS[c].some((w) => categoryStem(w) === word)) ?? 'animal';
}

/** What the noun phrases themselves claim: "two red apples" is three claims. */
function phrases(tokens: Token[], query: Query): Claim[] {
  const claims: Claim[] = [];
  let before: Token[] = [];
  for (const token of tokens) {
    if (token.tag === 'n') claims.push(...phrase(before, nounIndex(token), query));
    if ('adkc'.includes(token.tag)) before.push(token);
    else before = [];
  }
  return claims;
}

function phrase(before: Token[], a: number, query: Query): Claim[] {
  const claims: Claim[] = [{ kind: 'exists', a, present: true }];
  if (has(before, 'k')) claims.push({ kind: 'count', a, count: number(before) });
  // "There is a dog" is not false of three dogs when the question was whether there is one.
  else if (has(before, 'a') && query.kind !== 'exists') claims.push({ kind: 'count', a, count: 1 });
  for (const t of before) {
    if (t.tag === 'c') claims.push({ kind: 'colour', a, colour: t.word as Colour, is: true });
  }
  return claims;
}

function none(tokens: Token[]): Claim[] {
  const [a] = nounsIn(tokens) as [number];
  const colour = tokens.find((t) => t.tag === 'c');
  return colour
    ? [{ kind: 'colour', a, colour: colour.word as Colour, is: false }]
    : [{ kind: 'exists', a, present: false }];
}

function compare(tokens: Token[], sign: 'more' | 'equal'): Claim {
  const [a, b] = nounsIn(tokens) as [number, number];
  return { kind: 'compare', a, sign, b };
}

function relation(tokens: Token[]): Claim {
  const [a, b] = nounsIn(tokens) as [number, number];
  const word = tokens.find((t) => t.tag === 'r' || t.tag === 'l')?.word ?? 'above';
  const name = (word === 'left' || word === 'right' ? `${word} of` : word) as Relation;
  return { kind: 'relation', a, relation: name, b, is: !has(tokens, '!') };
}

function where(tokens: Token[]): Claim {
  const [a] = nounsIn(tokens) as [number];
  return { kind: 'where', a, place: place(tokens), is: !has(tokens, '!') };
}

function place(tokens: Token[]): string {
  return tokens
    .filter((t) => t.tag === 'v' || t.tag === 'l')
    .map((t) => t.word)
    .join(' ');
}

/** The colours behind "is": those before the noun belong to its phrase. */
function colours(tokens: Token[]): Claim[] {
  const [a] = nounsIn(tokens) as [number];
  const behind = tokens.slice(tokens.findIndex((t) => t.tag === 'n'));
  return behind
    .filter((t) => t.tag === 'c')
    .map((t) => ({ kind: 'colour', a, colour: t.word as Colour, is: !has(tokens, '!') }));
}

function members(tokens: Token[]): Claim[] {
  const name = category(tokens);
  return nounsIn(tokens).map((a) => ({ kind: 'member', a, category: name }));
}

/** A word without a subject is about the question's subject: "Blue.", "Three.", "Top left." */
function bare(tokens: Token[], query: Query): Claim | undefined {
  const word = tokens[0]?.word as Colour;
  const tag = tokens[0]?.tag;
  if (tag === 'c' && (query.kind === 'colour' || query.kind === 'isColour')) {
    return { kind: 'colour', a: query.a, colour: word, is: true };
  }
  if (tag === 'k' && query.kind === 'count') return { kind: 'count', a: query.a, count: number(tokens) };
  if (tag === 'k' && query.kind === 'total') return { kind: 'total', count: number(tokens) };
  if (tag === 'k' && query.kind === 'kinds') return { ...query, count: number(tokens) };
  if ((tag === 'v' || tag === 'l') && query.kind === 'where') {
    return { kind: 'where', a: query.a, place: place(tokens), is: true };
  }
  return undefined;
}
