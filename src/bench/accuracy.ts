// How right a model's answers about scenes are, by question type: what a model card says. Pure.
import { deriveSeed } from '../base/random.ts';
import type { BenchDialogue, BenchRound, Estimate } from '../protocol/bench.ts';
import { leadingYesNo } from './metrics/pope.ts';
import { clusteredBootstrap } from './statistics.ts';

export interface Accuracy {
  /** Answers judged. */
  readonly n: number;
  /** Share of answers without a false claim. */
  readonly truthful: Estimate;
  /** Share of existence questions answered with the right yes or no. */
  readonly existence: Estimate;
  /** Share of answers of a type that state everything asked for and nothing false. */
  readonly exact: Readonly<Record<string, Estimate>>;
}

const RESAMPLES = 2000;

/** Accuracies with 95 % intervals from a bootstrap over dialogues. */
export function accuracyOf(dialogues: readonly BenchDialogue[], seed: number): Accuracy {
  const share = (name: string, of: (r: BenchRound) => boolean, hit: (r: BenchRound) => boolean): Estimate => {
    const clusters = dialogues.map((d) => d.rounds.filter(of).map(hit)).filter((hits) => hits.length > 0);
    const mean = (drawn: readonly (readonly boolean[])[]): number => {
      const hits = drawn.flat();
      return hits.filter(Boolean).length / hits.length;
    };
    return clusteredBootstrap(clusters, mean, { seed: deriveSeed(seed, name), resamples: RESAMPLES });
  };
  const types = [...new Set(dialogues.flatMap((d) => d.rounds.map((r) => r.type)))].sort();
  return {
    n: dialogues.reduce((n, d) => n + d.rounds.length, 0),
    truthful: share('truthful', () => true, isTruthful),
    existence: share(
      'existence',
      (r) => r.type === 'existence',
      (r) => leadingYesNo(r.answer) === leadingYesNo(r.truth),
    ),
    exact: Object.fromEntries(
      types.map((type) => [
        type,
        share(
          type,
          (r) => r.type === type,
          (r) => (r.rating ?? 0) >= 5,
        ),
      ]),
    ),
  };
}

function isTruthful({ claims }: BenchRound): boolean {
  return claims.every((claim) => claim.verdict !== 'false');
}
