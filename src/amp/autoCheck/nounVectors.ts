// Vectors of nouns. A noun is the word itself, the pictured concepts that it names or is a tag of (through the words that
// they share with other nouns, so that "puppy" is near "dog"), and the categories of those. What is said of a noun is a
// code of signs that multiplies its vector (multiply-add-permute; R. Gayler, 1998).
import { Random, deriveSeed } from '../../base/random.ts';
import { normalised } from './encoder.ts';
import type { Lexicon } from './lexicon.ts';

/** Numbers of a noun's vector. */
export const DIMENSION = 512;
const D = DIMENSION;
/** Share of a noun's vector that every noun has, so that "Three." is nearer to "three dogs" than "Four." is. */
const FREE = 0.1;
/** Squared shares of a known noun's vector: the word itself, its concepts, their categories. */
const OWN = 0.35;
const CONCEPT = 0.5;
const CATEGORY = 0.15;
/** A word of hundreds of concepts, such as "man", is told by its first ones well enough. */
const CONCEPTS = 64;

/** Vectors of nouns and codes of signs, made when first asked for and kept. */
export class NounVectors {
  private readonly heads = new Map<string, Float32Array>();
  private readonly keys = new Map<string, Float32Array>();
  private readonly codes = new Map<string, Float32Array>();

  /** Per concept, the words that name it and those that are its tags. */
  private readonly wordsOf: readonly [string[], string[]][];

  constructor(private readonly lexicon: Lexicon) {
    this.wordsOf = lexicon.concepts.map(() => [[], []]);
    for (const [word, lists] of Object.entries(lexicon.words)) {
      lists.forEach((list, kind) => list.forEach((c) => this.wordsOf[c]?.[kind]?.push(word)));
    }
  }

  /** An attribute, number, place or role as said of a noun: code * k, of unit length. */
  bound(code: string, noun: string): Float32Array {
    const signs = this.signs(`code ${code}`);
    return this.key(noun).map((x, i) => x * (signs[i] as number));
  }

  /** A code of signs, +1 or -1. */
  private signs(name: string): Float32Array {
    let code = this.codes.get(name);
    if (!code) {
      const random = new Random(deriveSeed(17, name));
      code = Float32Array.from({ length: D }, () => (random.next() < 0.5 ? -1 : 1));
      this.codes.set(name, code);
    }
    return code;
  }

  /** h, of unit length. Words outside the lexicon from their letters, so that spellings and compounds are near. */
  head(noun: string): Float32Array {
    let head = this.heads.get(noun);
    if (!head) {
      head = this.makeHead(noun);
      this.heads.set(noun, head);
    }
    return head;
  }

  /** k = sqrt(1 - FREE) h(n) + sqrt(FREE) h(""): the head and the part that all nouns share. */
  private key(noun: string): Float32Array {
    let key = this.keys.get(noun);
    if (!key) {
      const head = this.head(noun);
      const free = this.head('');
      key = normalised(head.map((x, i) => Math.sqrt(1 - FREE) * x + Math.sqrt(FREE) * (free[i] as number)));
      this.keys.set(noun, key);
    }
    return key;
  }

  private makeHead(noun: string): Float32Array {
    const own = this.sum([`noun ${noun}`]);
    if (noun === '') return own;
    const entry = Object.hasOwn(this.lexicon.words, noun) ? this.lexicon.words[noun] : undefined;
    if (!entry) return mix([own, OWN], [this.sum(trigrams(noun)), 1 - OWN]);
    const concepts = (entry[0].length > 0 ? entry[0] : entry[1]).slice(0, CONCEPTS);
    const categories = concepts.map((c) => `category ${this.lexicon.concepts[c]?.[1] ?? ''}`);
    return mix([own, OWN], [this.concepts(concepts), CONCEPT], [this.sum(categories), CATEGORY]);
  }

  /** The unit vector of concepts, each the sum of the words that name it and, at half weight, of its tags. */
  private concepts(concepts: readonly number[]): Float32Array {
    const out = new Float32Array(D);
    for (const c of concepts) {
      const [named, tags] = this.wordsOf[c] as [string[], string[]];
      const concept = this.sum([...named, ...named, ...tags].map((word) => `noun ${word}`));
      concept.forEach((x, i) => (out[i] = (out[i] as number) + x));
    }
    return normalised(out);
  }

  /** The unit vector of a sum of codes. */
  private sum(names: readonly string[]): Float32Array {
    const out = new Float32Array(D);
    for (const name of names) this.signs(name).forEach((x, i) => (out[i] = (out[i] as number) + x));
    return normalised(out);
  }
}

function mix(...parts: [Float32Array, number][]): Float32Array {
  const out = new Float32Array(D);
  for (const [vector, share] of parts) {
    vector.forEach((x, i) => (out[i] = (out[i] as number) + Math.sqrt(share) * x));
  }
  return normalised(out);
}

function trigrams(word: string): string[] {
  const marked = `<${word}>`;
  return Array.from(
    { length: Math.max(1, marked.length - 2) },
    (_, i) => `letters ${marked.slice(i, i + 3)}`,
  );
}
