// Benchmark results as databases before version 5 keep them: MRHal-Bench alone, four named scores. Pure.
import type { BenchResult, Counts, Difference, Estimate, ScoreInfo } from '../protocol/bench.ts';
import { decodingOf } from '../protocol/decoding.ts';
import type { QuickstartResult } from '../protocol/lab.ts';

const SHARE = { unit: 'share', better: 'lower', max: 1 } as const;
const RATING = { unit: 'rating', better: 'higher', max: 6 } as const;
const SCORES: readonly ScoreInfo[] = [
  {
    ...SHARE,
    key: 'cumulativeHallucination',
    title: 'Hallucination rate',
    explanation: 'share of answers that say something false (rated below 3)',
  },
  {
    ...SHARE,
    key: 'meanHallucination',
    title: 'Hallucination rate, dialogues',
    explanation: 'share of dialogues whose mean rating is below 3',
  },
  { ...RATING, key: 'cumulativeScore', title: 'Score', explanation: 'mean rating of all answers, 0 to 6' },
  {
    ...RATING,
    key: 'meanScore',
    title: 'Score, dialogues',
    explanation: 'mean of the dialogues’ mean ratings',
  },
];

/** A result in today's form; one that has it already is left alone. */
export function modernResult(result: BenchResult): BenchResult {
  if (Array.isArray(result.scores)) return result;
  const old = result as unknown as { benchmark: string; scores: Record<string, Estimate> };
  const hallucinates = (rating: number): number => (rating < 3 ? 1 : 0);
  const dialogues = result.dialogues.map((dialogue) => {
    const ratings = dialogue.rounds.map(({ rating = 0 }) => rating);
    const mean = ratings.reduce((n, x) => n + x, 0) / Math.max(1, ratings.length);
    const rounds = dialogue.rounds.map((round, r) => {
      const rating = ratings[r] as number;
      const counts: Counts = { rounds: 1, rating, hallucinated: hallucinates(rating) };
      return { ...round, counts };
    });
    return {
      ...dialogue,
      rounds,
      counts: { dialogues: 1, meanRating: mean, meanHallucinated: hallucinates(mean) },
    };
  });
  const rounds = dialogues.reduce((n, d) => n + d.rounds.length, 0);
  return {
    ...result,
    benchmark: 'mrhal-scenes',
    name: old.benchmark,
    examplesHash: '',
    modelName: result.model,
    decoding: decodingOf('greedy', { maxNew: 40 }),
    judge: { kind: 'exact', name: 'exact', version: 'exact/1' },
    dialogues,
    scores: SCORES.flatMap((info) => {
      const estimate = old.scores[info.key];
      const n = info.key.startsWith('mean') ? dialogues.length : rounds;
      return estimate === undefined ? [] : [{ ...info, ...estimate, n, interval: 'bootstrap' as const }];
    }),
    groups: [],
  };
}

export function modernQuickstart(result: QuickstartResult): QuickstartResult {
  if (Array.isArray(result.change.differences)) return result;
  const old = result.change as unknown as Record<string, Estimate>;
  const differences = SCORES.flatMap((info): Difference[] => {
    const estimate = old[info.key];
    return estimate === undefined ? [] : [{ ...info, ...estimate }];
  });
  return { ...result, change: { differences } };
}
