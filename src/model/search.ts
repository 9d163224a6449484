// The search for one prompt's answer, apart from the model: it is fed logits, and says which sequences go on with
// which token. beamSearch.ts and tokenSearch.ts implement it; generate.ts runs many of them over one cache.
import type { Random } from '../base/random.ts';
import type { Decoding } from '../protocol/decoding.ts';

/** A sequence that goes on: `parent` is its place among the live sequences before the step. */
export interface Continuation {
  readonly parent: number;
  readonly token: number;
}

/** One prompt's search. It starts with one live sequence, the prompt itself. */
export interface Search {
  /**
   * @param logits [V] for each live sequence: the next token's. This is the seam for large vocabularies: what a GPU
   *   leaves of the logits after a top-k of its own could be handed over here in place of all of them.
   * @returns the sequences that are live from here on, parents in any order; none when the answer is finished
   */
  step(logits: readonly Float32Array[]): readonly Continuation[];
  /** The answer's tokens without the end token; final once `step` has returned none. */
  answer(): readonly number[];
}

/** What a search knows about its prompt. */
export interface SearchInput {
  readonly decoding: Decoding;
  readonly eos: number;
  /** Token ids, NONE at image positions; penalties look at them. */
  readonly prompt: readonly number[];
  readonly random: Random;
}
