// One sequence, one token at a time: greedy (temperature 0) or sampled.
import { processScores } from './processors.ts';
import { draw, largest } from './sample.ts';
import type { Continuation, Search, SearchInput } from './search.ts';
import { warpScores } from './warpers.ts';

export class TokenSearch implements Search {
  private readonly tokens: number[] = [];

  constructor(private readonly input: SearchInput) {}

  step(logits: readonly Float32Array[]): readonly Continuation[] {
    const { decoding, eos } = this.input;
    const token = this.choose(new Float64Array(logits[0] as Float32Array));
    if (token === undefined || token === eos) return [];
    this.tokens.push(token);
    return this.tokens.length === decoding.maxNew ? [] : [{ parent: 0, token }];
  }

  answer(): readonly number[] {
    return this.tokens;
  }

  /** Undefined when no token is allowed. */
  private choose(scores: Float64Array): number | undefined {
    const { decoding, eos, prompt, random } = this.input;
    processScores(scores, prompt, this.tokens, eos, decoding);
    if (decoding.temperature > 0) {
      warpScores(scores, decoding, 1);
      return draw(scores, 1, random)[0];
    }
    const best = largest(scores);
    return scores[best] === -Infinity ? undefined : best;
  }
}
