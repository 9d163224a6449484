// The scoreboard's scores before and after training as figures and as CSV. Pure.
import { csvCell } from '../base/csv.ts';
import type { BenchResult, Comparison } from '../protocol/bench.ts';
import { estimateOf, type FigureView } from './figure/figureView.ts';

/** Shown of the benchmark's scores, in this order. */
export const SHOWN_SCORES = ['cumulativeHallucination', 'meanHallucination', 'cumulativeScore', 'meanScore'];

interface Scoreboard {
  readonly earlier: Pick<BenchResult, 'name' | 'scores'>;
  readonly later?: Pick<BenchResult, 'scores'> | undefined;
  /** After minus before, paired. */
  readonly change?: Pick<Comparison, 'differences'> | undefined;
}

/** A figure for each score: hollow before, filled after, on the score's whole axis. */
export function scoreboardFigures({ earlier, later }: Scoreboard): FigureView[] {
  return SHOWN_SCORES.flatMap((key) => {
    const before = earlier.scores.find((score) => score.key === key);
    const after = later?.scores.find((score) => score.key === key);
    if (before === undefined) return [];
    return {
      kind: 'intervals' as const,
      title: before.title,
      about: before.explanation,
      rowLabel: 'when',
      valueLabel: before.title,
      unit: before.unit,
      end: before.max,
      rows: [
        { name: 'before', ...estimateOf(before), hollow: true },
        ...(after === undefined ? [] : [{ name: 'after', ...estimateOf(after) }]),
      ],
    };
  });
}

const COLUMNS = ['before', 'after', 'change'] as const;

/** A line for each score: before, after and paired change, each with the ends of its 95 % interval. Full precision. */
export function scoreboardCsv({ earlier, later, change }: Scoreboard): string {
  const header = ['score', ...COLUMNS.flatMap((name) => [name, `${name}_low`, `${name}_high`])];
  const rows = SHOWN_SCORES.flatMap((key) => {
    const of = <T extends { readonly key: string }>(scores: readonly T[] | undefined): T | undefined =>
      scores?.find((score) => score.key === key);
    const before = of(earlier.scores);
    if (before === undefined) return [];
    const estimates = [before, of(later?.scores), of(change?.differences)];
    const cells = estimates.flatMap((e) => (e ? [e.value, e.low, e.high].map(String) : ['', '', '']));
    return [[before.title, ...cells]];
  });
  return [header, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}
