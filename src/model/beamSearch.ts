// Beam search, and beam sampling at a temperature above zero, as transformers' `generate` does both (length penalty,
// early_stopping false). Scores are log-probabilities in natural logarithms after processors and, when sampling,
// warpers; they are not normalised again, so a beam's score is a probability only where nothing changed it.
import { processScores } from './processors.ts';
import { draw, largestFew, logSoftmax } from './sample.ts';
import type { Continuation, Search, SearchInput } from './search.ts';
import { warpScores } from './warpers.ts';

interface Beam {
  readonly tokens: readonly number[];
  /** Sum over the tokens. */
  readonly score: number;
}

interface Finished {
  /** Without the end token. */
  readonly tokens: readonly number[];
  /** score / length^lengthPenalty. */
  readonly score: number;
}

export class BeamSearch implements Search {
  private live: readonly Beam[] = [{ tokens: [], score: 0 }];
  /** Best first, at most `beams`. */
  private readonly finished: Finished[] = [];

  constructor(private readonly input: SearchInput) {}

  step(logits: readonly Float32Array[]): readonly Continuation[] {
    const { beams, maxNew, lengthPenalty } = this.input.decoding;
    const V = (logits[0] as Float32Array).length;
    const scores = this.scores(logits, V);
    const length = (this.live[0] as Beam).tokens.length + 1;
    const norm = length ** lengthPenalty;
    const going: { parent: number; token: number; beam: Beam }[] = [];
    this.candidates(scores).forEach((at, rank) => {
      const parent = Math.floor(at / V);
      const token = at % V;
      const score = scores[at] as number;
      const before = (this.live[parent] as Beam).tokens;
      const ends = token === this.input.eos;
      const tokens = ends ? before : [...before, token];
      if (ends || length === maxNew) {
        if (rank < beams) this.finish({ tokens, score: score / norm });
      } else if (going.length < beams) going.push({ parent, token, beam: { tokens, score } });
    });
    const best = going[0];
    const worst = this.finished[beams - 1];
    if (best === undefined || (worst !== undefined && best.beam.score / norm <= worst.score)) return [];
    this.live = going.map((next) => next.beam);
    return going;
  }

  answer(): readonly number[] {
    return (this.finished[0] ?? this.live[0])?.tokens ?? [];
  }

  /** Scores [live * V] of every continuation: the beam's and the token's. */
  private scores(logits: readonly Float32Array[], V: number): Float64Array {
    const { decoding, eos, prompt } = this.input;
    const all = new Float64Array(this.live.length * V);
    this.live.forEach((beam, i) => {
      const scores = all.subarray(i * V, (i + 1) * V);
      logSoftmax(logits[i] as Float32Array, scores);
      processScores(scores, prompt, beam.tokens, eos, decoding);
      if (decoding.temperature > 0) warpScores(scores, decoding, 2);
      for (let v = 0; v < V; v++) scores[v] = (scores[v] as number) + beam.score;
    });
    return all;
  }

  /** Twice as many as there are beams, best first: so many go on even if every beam could end. */
  private candidates(scores: Float64Array): number[] {
    const { decoding, random } = this.input;
    const n = 2 * decoding.beams;
    if (decoding.temperature === 0) return largestFew(scores, n);
    const score = (i: number): number => scores[i] as number;
    return draw(scores, n, random).sort((a, b) => score(b) - score(a) || a - b);
  }

  private finish(hypothesis: Finished): void {
    const at = this.finished.findIndex((other) => other.score < hypothesis.score);
    this.finished.splice(at === -1 ? this.finished.length : at, 0, hypothesis);
    if (this.finished.length > this.input.decoding.beams) this.finished.pop();
  }
}
