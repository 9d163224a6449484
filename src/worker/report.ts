// The quickstart's result in words and cells: the same table in the page and in the terminal.
import type { BenchResult, Comparison, Difference, Score } from '../protocol/bench.ts';
import type { Claim, Ladder } from '../protocol/ladder.ts';
import type { QuickstartResult } from '../protocol/lab.ts';

const ROWS: readonly [key: string, title: string][] = [
  ['cumulativeScore', 'score, cumulative (0-6)'],
  ['meanScore', 'score, mean (0-6)'],
  ['cumulativeHallucination', 'hallucination rate, cumulative'],
  ['meanHallucination', 'hallucination rate, mean'],
];

/** Rows: the four scores of MRHal-Bench before, after, and the paired change, each with its 95 % interval. */
export function resultTable(
  before: BenchResult,
  after: BenchResult,
  { differences }: Comparison,
): QuickstartResult['table'] {
  const cell = (scores: readonly (Difference | Score)[], key: string): string => {
    const score = scores.find((s) => s.key === key);
    return score === undefined ? '' : inWords(score);
  };
  return {
    columns: ['95 % interval in brackets', 'before', 'after MDPO', 'change (paired)'],
    rows: ROWS.map(([key, title]) => [
      title,
      cell(before.scores, key),
      cell(after.scores, key),
      cell(differences, key),
    ]),
  };
}

/** A score with its interval; a share as percent. */
function inWords({ value, low, high, unit }: Difference): string {
  return unit === 'share'
    ? `${(value * 100).toFixed(1)} % [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`
    : `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** A ladder as lines of text; false claims stand between asterisks. */
export function ladderInWords(ladder: Ladder): string {
  const lines = ladder.questions.map((question, r) => {
    const rungs = ladder.levels.map((level) => {
      const answer = level.answers[r] ?? '';
      return `  ${level.source.padEnd(8)} ${markFalse(answer, level.claims?.[r] ?? [])}`;
    });
    return [question, ...rungs].join('\n');
  });
  return lines.join('\n');
}

/** Asterisks around what is false; claims that share characters become one mark. */
function markFalse(answer: string, claims: readonly Claim[]): string {
  const spans: { start: number; end: number }[] = [];
  const inOrder = claims.filter((c) => c.verdict === 'false').sort((a, b) => a.start - b.start);
  for (const { start, end } of inOrder) {
    const last = spans.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans.reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}*${text.slice(start, end)}*${text.slice(end)}`,
    answer,
  );
}
