// Every word that a question or standard answer can hold, as tokens of the bundled models' tokenizer:
// a word carries its leading space (" dog"), so decoding is joining. From templates, hence complete.
import type { SpecialTokens } from '../../protocol/tokens.ts';
import { CATEGORIES, NOUNS } from './nouns.ts';
import { COLOURS } from './colours.ts';
import { QUADRANTS, RELATIONS } from './facts.ts';
import { CATEGORY_WORDS, PHRASINGS, USE_PHRASINGS } from './phrasing.ts';
import { NUMBERS } from './words.ts';

/** Special tokens; their place is their id. */
export const SPECIAL_TOKENS = [
  '<pad>',
  '<bos>',
  '<image>',
  '<user>',
  '<assistant>',
  '<eos>',
  '<unk>',
] as const;
export type SpecialToken = (typeof SPECIAL_TOKENS)[number];

export const SPECIAL_IDS = Object.fromEntries(SPECIAL_TOKENS.map((t, i) => [t, i])) as Record<
  SpecialToken,
  number
>;

/** The special tokens of the bundled models' chat format. */
export const CHAT_TOKENS: SpecialTokens = {
  pad: SPECIAL_IDS['<pad>'],
  bos: SPECIAL_IDS['<bos>'],
  image: SPECIAL_IDS['<image>'],
  user: SPECIAL_IDS['<user>'],
  assistant: SPECIAL_IDS['<assistant>'],
  eos: SPECIAL_IDS['<eos>'],
};

/** How text is cut: a word with the space before it, or one mark. */
export const TOKEN_PATTERN = ' ?[A-Za-z]+|[.,?!]';

/** The frames of the standard answers; their slots are filled with the word lists below. */
const ANSWER_FRAMES = [
  'Yes, there is a in the image.',
  'No, there is no in the image.',
  'There are one kind of kinds of objects object.',
  'The is at the an',
  'The image shows and ,',
  'Nothing can be eaten worn',
  'Yes, the not as many as more than',
];

/** All tokens in id order: specials, marks, words, filled up to a multiple of 32. */
export function vocabulary(): string[] {
  const words = new Set<string>();
  const take = (text: string): void => {
    for (const [token] of text.matchAll(new RegExp(TOKEN_PATTERN, 'g'))) words.add(token);
  };
  take('.,?!');
  for (const n of NOUNS) take(` ${n.word} ${n.plural}`);
  for (const list of [COLOURS, NUMBERS, QUADRANTS, RELATIONS]) for (const w of list) take(` ${w}`);
  for (const c of CATEGORIES) for (const w of CATEGORY_WORDS[c]) take(` ${w}`);
  for (const text of Object.values(PHRASINGS).flat()) take(text.replace(/ ?\{(?!Is)\w+\}/g, ''));
  for (const text of Object.values(USE_PHRASINGS).flat()) take(text);
  take('Is');
  take('Are');
  take(' is are');
  for (const text of ANSWER_FRAMES) take(text);
  const all = [...SPECIAL_TOKENS, ...words] as string[];
  while (all.length % 32 !== 0) all.push(`<unused${all.length}>`);
  return all;
}

/** Token to id. */
export function vocabularyIds(): Map<string, number> {
  return new Map(vocabulary().map((token, id) => [token, id]));
}

/** Encodes plain text as the tokenizer file does; unknown words become <unk>. */
export function encodeText(text: string, ids: ReadonlyMap<string, number>): number[] {
  const out: number[] = [];
  for (const [token] of text.matchAll(new RegExp(TOKEN_PATTERN, 'g'))) {
    out.push(ids.get(token) ?? SPECIAL_IDS['<unk>']);
  }
  return out;
}
