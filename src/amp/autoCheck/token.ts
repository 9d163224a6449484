// What a tagger makes of a text.

/** A word or mark at the characters [start, end) of its text. */
export interface Token {
  readonly word: string;
  /** Lower case. */
  readonly lemma: string;
  /** Universal part of speech: NOUN, PROPN, ADJ, DET, ADP, ... */
  readonly pos: string;
  readonly start: number;
  readonly end: number;
}

/** The sentences of a text, each as its tokens. Never throws. */
export type Tagger = (text: string) => Token[][];
