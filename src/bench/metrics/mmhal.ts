// MMHal-Bench's scores from ratings, and the published reading of a judge's reply (takomc/amp,
// eval/eval/summarize_gpt_mmhal.py). Pure.
import { HALLUCINATION_BELOW } from '../../protocol/bench.ts';
import { pythonRound } from './rounding.ts';

/** Question types, which take turns in the published file. */
const TYPES = 8;
const mean = (values: readonly number[]): number => values.reduce((n, x) => n + x, 0) / values.length;

/** As the published script prints them, with two decimals. */
export interface MmhalScores {
  readonly score: number;
  readonly hallucination: number;
  /** By place in the file modulo 8: attributes, adversarial, comparison, counting, relation, environment, ... */
  readonly byType: readonly number[];
}

/**
 * @param ratings 0-6 in the order of the published file; a reply that could not be read counts 0 there, while the task
 * leaves its question out and lists it
 */
export function mmhalScores(ratings: readonly number[]): MmhalScores {
  const byType = Array.from({ length: TYPES }, (_, type) => ratings.filter((__, i) => i % TYPES === type));
  return {
    score: pythonRound(mean(ratings), 2),
    hallucination: pythonRound(mean(ratings.map((rating) => (rating < HALLUCINATION_BELOW ? 1 : 0))), 2),
    byType: byType.map((own) => pythonRound(mean(own), 2)),
  };
}

/** The one digit 0-6 that follows `rating: ` somewhere; undefined when none or several different ones do. */
export function publishedRating(reply: string): number | undefined {
  const words = reply.toLowerCase();
  const found = [0, 1, 2, 3, 4, 5, 6].filter((rating) => words.includes(`rating: ${rating}`));
  return found.length === 1 ? found[0] : undefined;
}
