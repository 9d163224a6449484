// The lab's own text encoder: a sum of what a text says, part by part. A noun is a vector built from pictured concepts;
// an attribute, a number, a place or a role in a relation is a code of signs that multiplies the vector of its noun
// (multiply-add-permute; R. Gayler, 1998), so that "two red apples" and "a blue dog" stay apart in a sentence's sum.
//
//   e(text) = [ sqrt(2/3) normalise [ sum h(n) | sum a * k(n) | sum c * k(n) | sum r * k(n) | words ] | sqrt(1/3) polarity ],
//   h and k: nounVectors.ts; a, c, r: codes of signs; * elementwise
//
// Repeating what is said adds nothing: every part counts once.
import { SYMMETRIC } from './closedWords.ts';
import { hashWord, normalised, type SentenceEncoder } from './encoder.ts';
import type { Tagger } from './token.ts';
import type { Lexicon } from './lexicon.ts';
import { readMeaning, type Meaning, type Thing } from './meaning.ts';
import { DIMENSION as D, NounVectors } from './nounVectors.ts';

/** Slots of the words that are no part of anything else, and what one weighs. */
const WORDS = 128;
const LOOSE = 0.3;
/** Squared share of a yes or no in its sentence, however long that is. */
const POLARITY = 1 / 3;
/** "a dog" says one dog, but less so than "one dog". */
const ARTICLE = 0.5;

/** @param tag finds the parts of speech */
export function lexiconEncoder(lexicon: Lexicon, tag: Tagger): SentenceEncoder {
  const nouns = new NounVectors(lexicon);
  return {
    name: 'lexicon',
    version: `1.${lexicon.version}`,
    encode: async (texts) => texts.map((text) => embed(readMeaning(tag(text)), nouns)),
  };
}

/** The subspaces in order; each has D numbers. Polarity and loose words follow. */
const [HEADS, ATTRIBUTES, COUNTS, PLACES] = [0, 1, 2, 3];

function embed(meaning: Meaning, nouns: NounVectors): Float32Array {
  const out = new Float32Array(4 * D + 1 + WORDS);
  const said = new Set<string>();
  const add = (block: number, part: string, vector: Float32Array, weight: number): void => {
    const key = `${block} ${part}`;
    if (said.has(key)) return;
    said.add(key);
    for (let i = 0; i < D; i++) {
      out[block * D + i] = (out[block * D + i] as number) + weight * (vector[i] as number);
    }
  };
  const bind: Bind = (block, code, noun, weight) =>
    add(block, `${code} of ${noun}`, nouns.bound(code, noun), weight);
  for (const thing of meaning.things) {
    if (thing.noun !== '') add(HEADS, thing.noun, nouns.head(thing.noun), 1);
    bindThing(thing, bind);
  }
  for (const { name, subject, object } of meaning.relations) {
    const [a, b] = [meaning.things[subject]?.noun ?? '', meaning.things[object]?.noun ?? ''];
    bind(PLACES, `${name}/1`, a, Math.SQRT1_2);
    bind(PLACES, SYMMETRIC.has(name.replace(/^not /, '')) ? `${name}/1` : `${name}/2`, b, Math.SQRT1_2);
  }
  for (const word of meaning.words) out[4 * D + 1 + (hashWord(word) % WORDS)] = LOOSE;
  return withPolarity(normalised(out), meaning.polarity);
}

/** Yes and no are opposite, and no longer sentence makes them less so. */
function withPolarity(out: Float32Array, polarity: number): Float32Array {
  if (polarity === 0) return out;
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(1 - POLARITY) * (out[i] as number);
  out[4 * D] = Math.sqrt(POLARITY) * polarity;
  return normalised(out);
}

type Bind = (block: number, code: string, noun: string, weight: number) => void;

function bindThing({ noun, attributes, counts, places }: Thing, bind: Bind): void {
  for (const attribute of attributes) bind(ATTRIBUTES, attribute, noun, 1);
  for (const count of counts) {
    if (count !== 'a') bind(COUNTS, count, noun, 1);
    else if (counts.size === 1) bind(COUNTS, '1', noun, ARTICLE);
  }
  for (const place of places) bind(PLACES, place, noun, 1 / Math.sqrt(places.size));
}
