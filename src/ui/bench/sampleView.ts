// Samples as the viewer finds them: of one result, or of two side by side; by type, outcome, failure and words. Pure.
import {
  HALLUCINATION_BELOW,
  type BenchDialogue,
  type BenchResult,
  type BenchRound,
} from '../../protocol/bench.ts';

/** A sample under each of the results that are shown: one, or two. */
export interface SampleView {
  /** Place in the benchmark, from 0. */
  readonly index: number;
  readonly sides: readonly BenchDialogue[];
}

export type Which = 'all' | 'bad' | 'failed' | 'differ';

export interface SampleSearch {
  readonly which: Which;
  /** Question type; empty = any. */
  readonly type: string;
  readonly words: string;
}

/** The samples of the first result, each with the other's of the same id. */
export function samplesOf(results: readonly BenchResult[]): SampleView[] {
  const [first, ...others] = results;
  const byId = others.map(({ dialogues }) => new Map(dialogues.map((dialogue) => [dialogue.id, dialogue])));
  return (first?.dialogues ?? []).map((dialogue, index) => ({
    index,
    sides: [dialogue, ...byId.flatMap((known) => known.get(dialogue.id) ?? [])],
  }));
}

/** Whether an answer is one of those that the benchmark counts against the model; undefined when it was not judged. */
export function isBad({ counts, rating, claims }: BenchRound): boolean | undefined {
  const counted = counts.hallucinated ?? counts.wrong;
  if (counted !== undefined) return counted > 0;
  if (rating !== undefined) return rating < HALLUCINATION_BELOW;
  return claims.length > 0 ? claims.some(({ verdict }) => verdict === 'false') : undefined;
}

/** What a bad answer is called: where answers are reduced to a word, it is wrong; else it hallucinates. */
export function badWord(samples: readonly SampleView[]): 'wrong' | 'hallucinated' {
  const rounds = samples.flatMap(({ sides }) => sides.flatMap((side) => side.rounds));
  return rounds.some(({ counts }) => counts.wrong !== undefined && counts.hallucinated === undefined)
    ? 'wrong'
    : 'hallucinated';
}

export function typesOf(samples: readonly SampleView[]): string[] {
  return [...new Set(samples.flatMap(({ sides }) => sides[0]?.rounds.map(({ type }) => type) ?? []))].sort();
}

/** Whether the two sides were judged otherwise, or say something else. */
export function differs({ sides: [first, second] }: SampleView): boolean {
  if (first === undefined || second === undefined) return false;
  return first.rounds.some((round, r) => {
    const other = second.rounds[r];
    return other === undefined || other.answer !== round.answer || outcomeDiffers(round, other);
  });
}

/** Whether one answer is bad and the other is not. */
export function outcomeDiffers(a: BenchRound, b: BenchRound): boolean {
  return isBad(a) !== isBad(b);
}

function passes(sample: SampleView, which: Which): boolean {
  const { sides } = sample;
  switch (which) {
    case 'all':
      return true;
    case 'bad':
      return sides.some(({ rounds }) => rounds.some((round) => isBad(round) === true));
    case 'failed':
      return sides.some(({ error }) => error !== undefined);
    case 'differ':
      return differs(sample);
  }
}

export function searchSamples(
  samples: readonly SampleView[],
  { which, type, words }: SampleSearch,
): SampleView[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return samples.filter((sample) => {
    const [first] = sample.sides;
    if (!passes(sample, which)) return false;
    if (type !== '' && !first?.rounds.some((round) => round.type === type)) return false;
    const text = wanted.length === 0 ? '' : textOf(sample);
    return wanted.every((word) => text.includes(word));
  });
}

function textOf({ sides }: SampleView): string {
  const [first] = sides;
  const asked = first?.rounds.flatMap(({ question, truth }) => [question, truth]) ?? [];
  const said = sides.flatMap(({ rounds, id }) => [id, ...rounds.map(({ answer }) => answer)]);
  return [...asked, ...said].join(' ').toLowerCase();
}

export function countWhich(samples: readonly SampleView[], which: Which): number {
  return samples.filter((sample) => passes(sample, which)).length;
}

/** What was said against what is so, where answers are reduced to a word: [truth][parsed] rounds. */
export interface WordTable {
  readonly truths: readonly string[];
  readonly words: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Undefined where answers are not reduced to a word. */
export function wordTable({ dialogues }: BenchResult): WordTable | undefined {
  const rounds = dialogues
    .flatMap((dialogue) => dialogue.rounds)
    .filter(({ parsed }) => parsed !== undefined);
  if (rounds.length === 0) return undefined;
  const order = (words: readonly (string | undefined)[]): string[] =>
    [...new Set(words.filter((word) => word !== undefined))].sort(
      (a, b) => rank(a) - rank(b) || a.localeCompare(b),
    );
  const truths = order(rounds.map(({ truth }) => truth));
  const words = order([...truths, ...rounds.map(({ parsed }) => parsed)]);
  const counts = truths.map((truth) =>
    words.map((word) => rounds.filter((round) => round.truth === truth && round.parsed === word).length),
  );
  return { truths, words, counts };
}

/** Yes before no before all the rest. */
const rank = (word: string): number => ['yes', 'no'].indexOf(word) + (['yes', 'no'].includes(word) ? 0 : 3);

/** The rounds that every filter leaves, in pages; `page` from 0, the last one when there are fewer. */
export function pageOf<T>(
  found: readonly T[],
  page: number,
  size: number,
): {
  readonly shown: readonly T[];
  readonly page: number;
  readonly pages: number;
} {
  const pages = Math.max(1, Math.ceil(found.length / size));
  const at = Math.max(0, Math.min(pages - 1, page));
  return { shown: found.slice(at * size, (at + 1) * size), page: at, pages };
}
