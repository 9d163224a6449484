// LLaVA-Bench's scores from pairs (reference, model), and the published reading of a judge's reply (takomc/amp,
// eval/eval/summarize_gpt_llavab.py and eval_gpt_llavab.py). Pure.
import { pythonRound } from './rounding.ts';

export type ScorePair = readonly [reference: number, model: number];

/** As the published script prints them, with one decimal. */
export interface LlavaBenchScores {
  /** 100 times the model's mean over the reference's. */
  readonly relative: number;
  /** Ten times the means. */
  readonly reference: number;
  readonly model: number;
}

/** The published script rounds the means to three decimals before it divides. */
export function llavaBenchScores(pairs: readonly ScorePair[]): LlavaBenchScores {
  const mean = (at: 0 | 1): number =>
    pythonRound(pairs.reduce((n, pair) => n + pair[at], 0) / pairs.length, 3);
  const [reference, model] = [mean(0), mean(1)];
  return {
    relative: pythonRound((model / reference) * 100, 1),
    reference: pythonRound(reference * 10, 1),
    model: pythonRound(model * 10, 1),
  };
}

/** The two numbers of the reply's first line; undefined where the published code gives -1 for both. */
export function publishedPair(reply: string): ScorePair | undefined {
  const words = (reply.split('\n')[0] as string).replaceAll(',', ' ').split(' ').map(pythonFloat);
  const [reference, model] = words;
  if (words.length !== 2 || reference === undefined || model === undefined) return undefined;
  return [reference, model];
}

/** What Python's `float` makes of a word, but for infinities and the like. */
function pythonFloat(word: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(word) ? Number(word) : undefined;
}
