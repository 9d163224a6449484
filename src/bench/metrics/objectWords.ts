// Words in a text: tokens with their places, plurals, and what a mention of an object is. Shared by CHAIR, AMBER and
// whatever else looks for objects by name. Pure.

export interface Token {
  /** As it stands in the text. */
  readonly word: string;
  /** Characters [start, end) of the text. */
  readonly start: number;
  readonly end: number;
}

/** A word of a text that names an object. */
export interface Mention {
  /** The object, as the list names it. */
  readonly object: string;
  /** The word (or words) of the list that stands there, in the singular. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A run of characters that no punctuation splits, or one other character. As in nltk's word_tokenize a word may hold
 * single points, hyphens, apostrophes and slashes, and commas and colons before a digit.
 */
const PIECE =
  /(?:[^\s;@#$%&?!*[\](){}<>"“”«»‘’„`\u2012-\u2015,:.-]|[,:](?=\d)|(?<!\.)\.(?!\.)|(?<!-)-(?!-))+|--+|\.\.+|[^\s]/gu;

/** "'s", "n't" and their like, which are words of their own. */
const CLITIC = /(?:'(?:s|m|d|ll|re|ve)|n't|')$/i;

/**
 * The words of an English text, as nltk's word_tokenize splits it after its sentences were told apart, in as far as it
 * decides which words stand there and which are neighbours. Every final point ends its word, also that of an
 * abbreviation; "cannot" and "gonna" stay whole.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    let [start, end] = [index, index + piece.length];
    const behind: Token[] = [];
    const cut = (at: number): void => {
      behind.unshift({ word: text.slice(at, end), start: at, end });
      end = at;
    };
    if (/[^.]\.$/.test(piece)) cut(end - 1);
    const clitic = CLITIC.exec(text.slice(start, end));
    if (clitic !== null && clitic.index > 0) cut(start + clitic.index);
    if (/^'\w/.test(text.slice(start, end)) && !/^'(?:re|ve|ll|m|t|s|d|n)\b/i.test(text.slice(start, end))) {
      tokens.push({ word: "'", start, end: start + 1 });
      start += 1;
    }
    tokens.push({ word: text.slice(start, end), start, end }, ...behind);
  }
  return tokens;
}

/** Plurals that no ending tells: the end of a word, and what stands for it. */
const IRREGULAR: readonly (readonly [RegExp, readonly string[]])[] = [
  [/child$/, ['children']],
  [/foot$/, ['feet']],
  [/^goose$/, ['geese']],
  [/(?<!ger|hu|ro)man$/i, ['men']],
  [/mouse$/, ['mice']],
  [/^ox$/, ['oxen']],
  [/person$/, ['people', 'persons']],
  [/tooth$/, ['teeth']],
];

/** By the end of a word, the first that fits: how much of it goes, and what stands for it. */
const ENDINGS: readonly (readonly [RegExp, number, readonly string[]])[] = [
  [/(?:ca|ha|she|wo)lf$/, 1, ['ves']],
  [/(?:lea|loa|scar|thie)f$/, 1, ['ves', 'fs']],
  [/(?:kni|li|wi)fe$/, 2, ['ves']],
  [/[^aeiou]y$/, 1, ['ies']],
  [/(?:ct|op)us$/, 2, ['i', 'uses']],
  [/us$/, 0, ['es', 'ses']],
  [/(?:s|x|z|ch|sh)$/, 0, ['es']],
  [/[^aeiou]o$/, 0, ['es', 's']],
  [/$/, 0, ['s']],
];

/** The plurals of a word; of the last one, where there are several. */
export function pluralsOf(words: string): string[] {
  for (const [pattern, plurals] of IRREGULAR) {
    if (pattern.test(words)) return plurals.map((plural) => words.replace(pattern, plural));
  }
  const [, cut, ends] = ENDINGS.find(([pattern]) => pattern.test(words)) as (typeof ENDINGS)[number];
  return ends.map((end) => words.slice(0, words.length - cut) + end);
}

/** Every word and its plurals, each with the word. A word of the list is never taken for the plural of another. */
export function wordForms(words: Iterable<string>): Map<string, string> {
  const all = [...words];
  const forms = new Map(all.flatMap((word) => pluralsOf(word).map((plural) => [plural, word] as const)));
  for (const word of all) forms.set(word, word);
  return forms;
}
