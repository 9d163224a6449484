// Objects that a text names, whether it says that they are there, and what it says of their number and colour. Nothing
// but words is looked at: no parse, no model. Pure.
import { NUMBERS } from '../../data/scenes/words.ts';
import { tokenise, type Token } from '../metrics/objectWords.ts';
import type { ObjectForms } from './everydayObjects.ts';

/** A number or a colour of an object, with the characters that say so. */
export interface Detail {
  /** A digit for a number: "two" is "2". */
  readonly value: string;
  readonly kind: 'number' | 'colour';
  readonly start: number;
  readonly end: number;
  /** "A dog" hints at one dog. */
  readonly hint?: true;
}

export interface ObjectMention {
  readonly object: string;
  readonly start: number;
  readonly end: number;
  /**
   * `there`: it is said or taken for granted that it is in the image. `denied`: that there is none. `open`: neither, as
   * in "it is not a dog", "no red car", "instead of a bus".
   */
  readonly stance: 'there' | 'denied' | 'open';
  readonly details: readonly Detail[];
}

const COLOURS = new Set(
  'red,orange,yellow,green,blue,purple,violet,pink,brown,gray,grey,black,white,beige,golden,silver'.split(
    ',',
  ),
);
const SAME_COLOUR: Readonly<Record<string, string>> = { grey: 'gray', violet: 'purple' };

/** Longest name, in words. */
const LONGEST = 3;
/** Words before a name that may deny it. */
const BEFORE = 7;

const DETERMINERS = '(?: (?:an?|any|the|other|more|visible|single))*';
/** What denies an object that follows at once. */
const DENIES = new RegExp(
  '(?:\\b(?:no|without|neither|nor|lacks?|lacking|absence of)|' +
    "\\bthere (?:is|are|was|were) (?:not|n't)|" +
    "\\b(?:(?:do|does|did|ca|could) (?:not|n't)|cannot) (?:see|show|contain|include|have|feature|depict)|" +
    `\\b(?:not|n't) any)${DETERMINERS}$`,
);
/** What leaves open whether an object is there that follows within three words. */
const OPEN = /\b(?:not|n't|never|no|instead of|rather than|unlike)(?: [\w-]+){0,3}$/;
const NOT_ONLY = /\bnot (?:only|just|merely)(?: [\w-]+){0,3}$/;
/** Between two names of one list; a determiner begins something new. */
const LIST = /^(?:,|, ?(?:or|and)|or|nor|and)(?: any)?$/;

/** The objects that a text names, in its order; the longest name that stands at a place. */
export function objectMentions(text: string, forms: ObjectForms): ObjectMention[] {
  const tokens = tokenise(text);
  const words = tokens.map(({ word }) => word.toLowerCase());
  const mentions: ObjectMention[] = [];
  let last = { end: 0, stance: 'there' as ObjectMention['stance'] };
  for (let i = 0; i < tokens.length; i++) {
    const found = nameAt(words, i, forms);
    if (found === undefined) continue;
    const end = i + found.length;
    if (found.object !== '' && !isColour(words, i, end, forms)) {
      const listed = last.stance === 'denied' && LIST.test(words.slice(last.end, i).join(' '));
      const stance = listed ? 'denied' : stanceOf(words, i);
      const details = stance === 'there' ? detailsOf(tokens, words, i, end, forms) : [];
      const [from, to] = [tokens[i] as Token, tokens[end - 1] as Token];
      mentions.push({ object: found.object, start: from.start, end: to.end, stance, details });
      last = { end, stance };
    }
    i = end - 1;
  }
  return mentions;
}

/** The numbers and colours of a text, whatever they belong to. */
export function looseDetails(text: string): Detail[] {
  return tokenise(text).flatMap((token) => detailOf(token) ?? []);
}

function nameAt(
  words: readonly string[],
  i: number,
  forms: ObjectForms,
): { object: string; length: number } | undefined {
  for (let length = Math.min(LONGEST, words.length - i); length > 0; length--) {
    const object = forms.get(words.slice(i, i + length).join(' '));
    if (object !== undefined) return { object, length };
  }
  return undefined;
}

/** "An orange" is an object, "orange" before a name or behind "is" a colour. */
function isColour(words: readonly string[], i: number, end: number, forms: ObjectForms): boolean {
  if (!COLOURS.has(words[i] ?? '')) return false;
  const article = /^(?:an?|one|the)$/.test(words[i - 1] ?? '');
  return !article || nameAt(words, end, forms) !== undefined || /^[a-z]/.test(words[end] ?? '');
}

function stanceOf(words: readonly string[], i: number): ObjectMention['stance'] {
  const own = words.slice(Math.max(0, i - BEFORE), i);
  const stop = own.findLastIndex((word) => /^[.;:!?]$|^but$/.test(word));
  const before = own.slice(stop + 1).join(' ');
  if (DENIES.test(before)) return 'denied';
  return OPEN.test(before) && !NOT_ONLY.test(before) ? 'open' : 'there';
}

/** Words that end a noun phrase to the left. */
const OUTSIDE =
  /^(?:[^a-z0-9].*|is|are|was|were|has|have|of|in|on|at|to|with|and|or|than|as|by|near|the|a|an|there)$/;

/** What stands before the name in its phrase, and behind it: "two red apples", "the apples are red". */
function detailsOf(
  tokens: readonly Token[],
  words: readonly string[],
  from: number,
  to: number,
  forms: ObjectForms,
): Detail[] {
  const details: Detail[] = [];
  let at = from - 1;
  for (; at >= Math.max(0, from - 4) && !OUTSIDE.test(words[at] as string); at--) {
    const detail = detailOf(tokens[at] as Token);
    if (detail !== undefined) details.unshift(detail);
  }
  if (/^an?$/.test(words[at] ?? '')) {
    const { start, end } = tokens[at] as Token;
    details.unshift({ value: '1', kind: 'number', start, end, hint: true });
  }
  if (/^(?:is|are|was|were)$/.test(words[to] ?? '')) {
    for (let i = to + 1; COLOURS.has(words[i] ?? '') || words[i] === 'and'; i++) {
      const detail = detailOf(tokens[i] as Token);
      if (detail?.kind === 'colour' && nameAt(words, i + 1, forms) === undefined) details.push(detail);
    }
  }
  return details;
}

function detailOf({ word, start, end }: Token): Detail | undefined {
  const lower = word.toLowerCase();
  const value = COLOURS.has(lower) ? (SAME_COLOUR[lower] ?? lower) : numberOf(lower);
  if (value === undefined) return undefined;
  return { value, kind: COLOURS.has(lower) ? 'colour' : 'number', start, end };
}

function numberOf(word: string): string | undefined {
  if (/^\d{1,3}$/.test(word)) return word;
  const n = (NUMBERS as readonly string[]).indexOf(word);
  return n > 0 ? String(n) : undefined;
}
