// The text encoder of auto-check behind one interface, and the baseline that every encoder has to beat. The paper uses
// CLIP's text tower; the lab's own encoder is lexiconEncoder.ts.

export interface SentenceEncoder {
  readonly name: string;
  /** Part of the record: vectors of two versions are not comparable. */
  readonly version: string;
  /** Unit vectors of one length, one per text; the zero vector for a text that says nothing. */
  encode(texts: readonly string[]): Promise<Float32Array[]>;
}

/** Numbers of a bag of words, enough that two words seldom share one. */
const BAG = 2048;

/** Counts of the words of a text, in any order, as hashed into a vector. */
export const bagOfWords: SentenceEncoder = {
  name: 'bag-of-words',
  version: '1',
  encode: async (texts) =>
    texts.map((text) => {
      const vector = new Float32Array(BAG);
      for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
        const slot = hashWord(word) % BAG;
        vector[slot] = (vector[slot] as number) + 1;
      }
      return normalised(vector);
    }),
};

/** FNV-1a, 32 bits. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Scales to length 1, in place; a zero vector stays. */
export function normalised(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
  return vector;
}

/** The cosine of two unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
