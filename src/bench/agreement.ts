// How far a judge agrees with the exact one: Cohen's kappa of the ratings and of hallucination or not, on the same
// answers about scenes. Pure.
import {
  HALLUCINATION_BELOW,
  type BenchDialogue,
  type BenchResult,
  type Counts,
  type JudgeAgreement,
} from '../protocol/bench.ts';
import { clustersOf, pairsOf } from './scores.ts';
import { clusteredBootstrap } from './statistics.ts';

/** Ratings 0-6. */
const RATINGS = 7;
const RESAMPLES = 4000;

/** Row, column and how many rounds. */
type Cell = readonly [number, number, number];

/** How wrong it is to say the column when the other says the row; 0 on the diagonal. */
export type Weights = (row: number, column: number) => number;

/** Weights of Cohen's weighted kappa for ratings: twice as far apart is four times as wrong. */
export const quadratic: Weights = (row, column) => (row - column) ** 2;
/** Weights of Cohen's kappa: every difference is as wrong as any other. */
export const unweighted: Weights = (row, column) => (row === column ? 0 : 1);

/**
 * Cohen's kappa (Psychological Bulletin 70, 1968): 1 - sum(w o) / sum(w e), with o the observed counts and e those that
 * two judges would have by chance who say each rating as often as these do. 1 = the same, 0 = chance.
 * @param confusion [k][k] counts, row = one judge's rating, column = the other's
 * @returns NaN when chance could not differ either: both always say one and the same, or there are no counts
 */
export function weightedKappa(confusion: readonly (readonly number[])[], weights: Weights): number {
  const rows = confusion.map((row) => row.reduce((n, x) => n + x, 0));
  const columns = confusion.map((_, c) => confusion.reduce((n, row) => n + (row[c] ?? 0), 0));
  const total = rows.reduce((n, x) => n + x, 0);
  let [observed, expected] = [0, 0];
  for (const [r, row] of confusion.entries()) {
    for (const [c, count] of row.entries()) {
      observed += weights(r, c) * count;
      expected += (weights(r, c) * (rows[r] ?? 0) * (columns[c] ?? 0)) / total;
    }
  }
  return 1 - observed / expected;
}

/** Cohen's kappa of categories without an order. */
export function kappa(confusion: readonly (readonly number[])[]): number {
  return weightedKappa(confusion, unweighted);
}

/**
 * Agreement of a judge with the exact one, on the rounds that both rated, intervals over images.
 * @param exact the exact judge's result; @param other another judge's, of the same answers
 * @throws RangeError when the two are not of the same samples or answers, or no round has both ratings
 */
export function agreementOf(exact: BenchResult, other: BenchResult, seed: number): JudgeAgreement {
  const clusters = clustersOf(pairsOf(exact.dialogues, other.dialogues).map(ratedTwice)).map(cellsOf);
  const confusion = confusionOf(clusters);
  const n = total(confusion);
  if (n === 0)
    throw new RangeError(`No round was rated by both ${exact.judge.name} and ${other.judge.name}.`);
  const estimate = (of: (confusion: number[][]) => number): JudgeAgreement['kappa'] =>
    clusteredBootstrap(clusters, (drawn) => of(confusionOf(drawn)), { seed, resamples: RESAMPLES });
  return {
    judge: other.judge,
    exactResult: exact.id,
    judgeResult: other.id,
    n,
    weightedKappa: estimate((counts) => weightedKappa(counts, quadratic)),
    kappa: estimate((counts) => kappa(halved(counts))),
    agreement: estimate((counts) => {
      const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = halved(counts);
      return (a + d) / (a + b + c + d);
    }),
    confusion,
  };
}

/** A sample whose rounds each count the pair of ratings that they got. */
function ratedTwice([exact, other]: readonly [BenchDialogue, BenchDialogue]): BenchDialogue {
  const rounds = exact.rounds.flatMap((round, r) => {
    const also = other.rounds[r];
    if (also?.answer !== round.answer) {
      throw new RangeError(`Round ${r + 1} of ${exact.id} has other answers in the two results.`);
    }
    if (round.rating === undefined || also.rating === undefined) return [];
    return [{ ...round, counts: { [`${Math.round(round.rating)} ${Math.round(also.rating)}`]: 1 } }];
  });
  return { ...exact, counts: {}, rounds };
}

/** Row, column and count of the pairs of ratings that an image has. */
function cellsOf(counts: Counts): Cell[] {
  return Object.entries(counts).map(([pair, n]) => {
    const [row, column] = pair.split(' ').map(Number) as [number, number];
    return [row, column, n];
  });
}

/** [7][7] rounds. */
function confusionOf(images: readonly (readonly Cell[])[]): number[][] {
  const confusion = Array.from({ length: RATINGS }, () => new Array<number>(RATINGS).fill(0));
  for (const cells of images) {
    for (const [r, c, n] of cells) {
      const row = confusion[r] as number[];
      row[c] = (row[c] as number) + n;
    }
  }
  return confusion;
}

/** [2][2] rounds: hallucination, or none. */
function halved(confusion: readonly (readonly number[])[]): number[][] {
  const half = (rows: readonly (readonly number[])[]): number[] => [
    total(rows.map((row) => row.slice(0, HALLUCINATION_BELOW))),
    total(rows.map((row) => row.slice(HALLUCINATION_BELOW))),
  ];
  return [half(confusion.slice(0, HALLUCINATION_BELOW)), half(confusion.slice(HALLUCINATION_BELOW))];
}

function total(rows: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const row of rows) for (const n of row) sum += n;
  return sum;
}
