// The quickstart's result in words and cells: the same table in the page and in the terminal.
import type { BenchResult, Comparison, Estimate } from '../protocol/bench.ts';
import type { Claim, Ladder } from '../protocol/ladder.ts';
import type { QuickstartResult } from '../protocol/lab.ts';

const number = ({ value, low, high }: Estimate): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
const percent = ({ value, low, high }: Estimate): string =>
  `${(value * 100).toFixed(1)} % [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;

/** Rows: the four scores of MRHal-Bench before, after, and the paired change, each with its 95 % interval. */
export function resultTable(
  before: BenchResult,
  after: BenchResult,
  change: Comparison,
): QuickstartResult['table'] {
  const a = before.scores;
  const b = after.scores;
  return {
    columns: ['95 % interval in brackets', 'before', 'after MDPO', 'change (paired)'],
    rows: [
      [
        'score, cumulative (0-6)',
        number(a.cumulativeScore),
        number(b.cumulativeScore),
        number(change.cumulativeScore),
      ],
      ['score, mean (0-6)', number(a.meanScore), number(b.meanScore), number(change.meanScore)],
      [
        'hallucination rate, cumulative',
        percent(a.cumulativeHallucination),
        percent(b.cumulativeHallucination),
        percent(change.cumulativeHallucination),
      ],
      [
        'hallucination rate, mean',
        percent(a.meanHallucination),
        percent(b.meanHallucination),
        percent(change.meanHallucination),
      ],
    ],
  };
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
