// A text encoder that is learned: the sum of the vectors of a text's words and of its pairs of near words, so that
// "red apple" differs from "apple" and "red" (as the n-grams of fastText; P. Bojanowski et al., 2017). Pure; the
// vectors are trained by src/host/autocheckTraining.ts.
import { hashWord, normalised, type SentenceEncoder } from './encoder.ts';

/** Rows of the table of vectors: a word or pair has the row of its hash. V */
export const SLOTS = 8192;
/** Numbers of a vector. C */
export const WIDTH = 64;
/** Words of a pair stand at most so far from each other: "two red apples" has the pair "two apples". */
const REACH = 3;

/** The rows of a text's words and pairs. */
export function slotsOf(text: string): number[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const slots: number[] = [];
  words.forEach((word, i) => {
    slots.push(hashWord(word) % SLOTS);
    for (const before of words.slice(Math.max(0, i - REACH), i)) {
      slots.push(hashWord(`${before} ${word}`) % SLOTS);
    }
  });
  return slots;
}

/** @param table [SLOTS, WIDTH] */
export function wordPairEncoder(table: Float32Array, version: string): SentenceEncoder {
  return {
    name: 'word-pairs',
    version,
    encode: async (texts) =>
      texts.map((text) => {
        const vector = new Float32Array(WIDTH);
        for (const slot of slotsOf(text)) {
          for (let c = 0; c < WIDTH; c++) {
            vector[c] = (vector[c] as number) + (table[slot * WIDTH + c] as number);
          }
        }
        return normalised(vector);
      }),
  };
}
