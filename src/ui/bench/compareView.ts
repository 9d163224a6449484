// Two results of one benchmark in words: differences, McNemar's test, and how much more would be needed. Pure.
import type { BenchResult, Comparison, Difference, Mcnemar } from '../../protocol/bench.ts';

export type Side = 'better' | 'worse' | 'unclear' | 'neutral';

/** What a difference says of the second result; an interval that holds 0 says nothing. */
export function sideOf({ low, high, better }: Difference): Side {
  if (low <= 0 && high >= 0) return 'unclear';
  if (better === 'neither') return 'neutral';
  return high < 0 === (better === 'lower') ? 'better' : 'worse';
}

export const SIDE_WORDS: Readonly<Record<Side, string>> = {
  better: 'better: the interval leaves out 0',
  worse: 'worse: the interval leaves out 0',
  unclear: 'no clear difference',
  neutral: 'different: the interval leaves out 0',
};

/** Ends of an axis, 0 in its middle, that holds every difference of one unit. */
export function differenceAxis(differences: readonly Difference[]): readonly [low: number, high: number] {
  const end = Math.max(...differences.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  return end > 0 ? [-1.05 * end, 1.05 * end] : [-1, 1];
}

/** `p = 0.022`, `p < 0.001`. */
export function pInWords(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  return `p = ${p >= 0.995 ? '1' : p.toPrecision(2)}`;
}

const counted = (n: number, one: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`;

/** What an answer does that the benchmark counts, such as `hallucinates`. */
function verbOf(outcome: string): string {
  const verbs: Readonly<Record<string, string>> = { hallucinated: 'hallucinates', wrong: 'is wrong' };
  return verbs[outcome] ?? `is counted as ${outcome}`;
}

/** McNemar's exact test in words, with its counts. */
export function mcnemarInWords(
  { outcome, n, onlyFirst, onlySecond, p }: Mcnemar,
  [first, second]: readonly [string, string],
): string {
  const verb = verbOf(outcome);
  if (onlyFirst + onlySecond === 0) {
    return `On each of ${counted(n, 'question')} either both models err or neither does: nothing tells them apart.`;
  }
  const chance =
    p < 0.05 ? 'chance alone would seldom part them so far' : 'chance alone would often part them as far';
  return (
    `Of ${counted(n, 'question')}, ${first} alone ${verb} on ${onlyFirst.toLocaleString('en')} and ` +
    `${second} alone on ${onlySecond.toLocaleString('en')}: ${pInWords(p)}, ${chance}.`
  );
}

/** How many rounds would be needed to see a difference of two points. */
export function powerInWords({ n, nForTwoPoints }: Mcnemar): string {
  if (!Number.isFinite(nForTwoPoints)) return '';
  const needed = Math.ceil(nForTwoPoints);
  const enough = needed <= n ? 'these are enough' : `these are ${n.toLocaleString('en')}`;
  return (
    `To see a difference of 2 points four times out of five you would need about ` +
    `${needed.toLocaleString('en')} rounds; ${enough}.`
  );
}

/** Names that tell two results apart: the model's, with the judge or the time where models are the same. */
export function namesOf(first: BenchResult, second: BenchResult): readonly [string, string] {
  if (first.modelName !== second.modelName) return [first.modelName, second.modelName];
  if (first.judge.name !== second.judge.name) {
    return [`${first.modelName}, ${first.judge.name}`, `${second.modelName}, ${second.judge.name}`];
  }
  return [`${first.modelName}, first`, `${second.modelName}, second`];
}

/** The score of a result by its key, to stand beside the difference. */
export function valueOf({ scores }: BenchResult, key: string): number | undefined {
  return scores.find((score) => score.key === key)?.value;
}

/** Differences whose scores have one unit share an axis. */
export function axesOf({ differences }: Comparison): ReadonlyMap<string, readonly [number, number]> {
  const units = [...new Set(differences.map(({ unit }) => unit))];
  return new Map(units.map((unit) => [unit, differenceAxis(differences.filter((one) => one.unit === unit))]));
}
