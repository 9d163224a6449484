// How answers are decoded: one flat record of everything that decides an answer beside model and prompt. The words and
// their meaning are those of Hugging Face transformers' `generate` (5.24); e2e/golden/generation.json holds us to it.
import { ConfigError } from '../base/errors.ts';

export interface Decoding {
  /** Beams of the beam search; 1 = none. */
  readonly beams: number;
  /** 0 takes the best token (or the best beams); above, tokens (or beams) are drawn from softmax(scores / temperature). */
  readonly temperature: number;
  /** Draw among the topK largest scores only; 0 = all. Without effect at temperature 0. */
  readonly topK: number;
  /** Draw among the fewest tokens whose probabilities sum to topP or more; 1 = all. Without effect at temperature 0. */
  readonly topP: number;
  /**
   * Scores of tokens that stand in the prompt or the answer are divided by it where positive and multiplied where
   * negative (CTRL, arXiv 1909.05858); 1 = off. Image positions are no tokens here.
   */
  readonly repetitionPenalty: number;
  /**
   * No n tokens in a row stand twice in prompt and answer together, so a round cannot repeat n tokens of an earlier
   * round's question or answer either; 0 = off. What touches an image position is no n-gram.
   */
  readonly noRepeatNgram: number;
  /** Tokens before the end token is allowed. */
  readonly minNew: number;
  /** Longest answer in tokens, its end token included. */
  readonly maxNew: number;
  /** A finished beam's score is its log-probability / length^lengthPenalty, the end token counted. */
  readonly lengthPenalty: number;
  /** Each prompt's random stream is derived from this seed and the prompt's key. */
  readonly seed: number;
}

/** Every field with its default: greedy. */
export const defaultDecoding: Decoding = {
  beams: 1,
  temperature: 0,
  topK: 0,
  topP: 1,
  repetitionPenalty: 1,
  noRepeatNgram: 0,
  minNew: 0,
  maxNew: 512,
  lengthPenalty: 1,
  seed: 0,
};

/** What differs from the defaults. The paper says nothing of topK and topP; transformers' own default was topK 50. */
export const DECODING_PRESETS = {
  greedy: {},
  /** The generators of multi-size expert generation (paper, section 3.2). */
  'paper-meg': { beams: 4, temperature: 0.7, repetitionPenalty: 1.1 },
  /** Answers to MRHal-Bench (the published code). */
  mrhal: { beams: 4, noRepeatNgram: 5 },
} as const satisfies Record<string, Partial<Decoding>>;

export type DecodingPreset = keyof typeof DECODING_PRESETS;

/** A preset with changes. @throws ConfigError naming the field that is out of range */
export function decodingOf(preset: DecodingPreset, changes: Partial<Decoding> = {}): Decoding {
  const decoding = { ...defaultDecoding, ...DECODING_PRESETS[preset], ...changes };
  checkDecoding(decoding);
  return decoding;
}

/** @throws ConfigError naming the first field that is out of range */
export function checkDecoding(decoding: Decoding): void {
  const check = (field: keyof Decoding, holds: boolean, wanted: string): void => {
    if (!holds) throw new ConfigError(`Decoding: ${field} is ${decoding[field]}.`, `Use ${wanted}.`);
  };
  const whole = (field: keyof Decoding, low: number): void =>
    check(
      field,
      Number.isSafeInteger(decoding[field]) && decoding[field] >= low,
      `a whole number from ${low}`,
    );
  whole('beams', 1);
  whole('topK', 0);
  whole('noRepeatNgram', 0);
  whole('minNew', 0);
  whole('maxNew', 1);
  check('temperature', Number.isFinite(decoding.temperature) && decoding.temperature >= 0, '0 or more');
  check('topP', decoding.topP > 0 && decoding.topP <= 1, 'a share above 0, at most 1');
  check(
    'repetitionPenalty',
    Number.isFinite(decoding.repetitionPenalty) && decoding.repetitionPenalty > 0,
    'a number above 0; 1 is off',
  );
  check('lengthPenalty', Number.isFinite(decoding.lengthPenalty), 'a finite number');
}
