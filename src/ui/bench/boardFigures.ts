// The scoreboard's rows and two results' differences as figures and as CSV. Pure.
import { csvCell } from '../../base/csv.ts';
import type { BenchResult, Comparison } from '../../protocol/bench.ts';
import { estimateOf, type FigureView } from '../figure/figureView.ts';
import { SIDE_COLOURS } from '../figure/sideColours.ts';
import { columnsOf, type Board } from './boardView.ts';
import { axesOf, sideOf, valueOf } from './compareView.ts';
import { judgeName } from './judgeView.ts';

/** A figure for each score, with a row for each result of this lab that has it: oldest last, as in the table. */
export function boardFigures({ results }: Pick<Board, 'results'>): FigureView[] {
  const names = rowNames(results);
  return columnsOf(results, []).map((column) => ({
    kind: 'intervals',
    title: column.title,
    about: column.explanation,
    rowLabel: 'result',
    valueLabel: column.title,
    unit: column.unit,
    end: column.end,
    rows: results.flatMap(({ scores }, i) => {
      const score = scores.find(({ key }) => key === column.key);
      return score === undefined ? [] : [{ name: names[i] ?? '', ...estimateOf(score) }];
    }),
  }));
}

/** A line for each result and score, in full precision. */
export function boardCsv({ results }: Pick<Board, 'results'>): string {
  return csv(
    ['model', 'judge', 'date', 'score', 'value', 'low', 'high', 'n'],
    results.flatMap(({ modelName, judge, createdAt, scores }) =>
      scores.map(({ key, value, low, high, n }) => [
        modelName,
        judgeName(judge),
        createdAt,
        key,
        value,
        low,
        high,
        n,
      ]),
    ),
  );
}

/** Second minus first, a figure for each unit of scores. */
export function compareFigures(comparison: Comparison): FigureView[] {
  return [...axesOf(comparison)].map(([unit, [start, end]]) => {
    const differences = comparison.differences.filter((one) => one.unit === unit);
    return {
      kind: 'intervals',
      title: unit === 'share' ? 'Differences in points' : `Differences in ${unit}`,
      about: '',
      rowLabel: 'score',
      valueLabel: 'difference',
      unit: differences[0]?.unit ?? 'share',
      signed: true,
      start,
      end,
      rows: differences.map((one) => ({
        name: one.title,
        value: one.value,
        low: one.low,
        high: one.high,
        colour: SIDE_COLOURS[sideOf(one)],
      })),
    };
  });
}

/** A line for each score: both values, their paired difference and the ends of its 95 % interval. */
export function compareCsv(
  { differences }: Comparison,
  results: readonly [BenchResult, BenchResult],
  names: readonly [string, string],
): string {
  return csv(
    ['score', ...names, 'difference', 'low', 'high'],
    differences.map(({ key, title, value, low, high }) => [
      title,
      ...results.map((result) => valueOf(result, key) ?? ''),
      value,
      low,
      high,
    ]),
  );
}

/** The models' names, with the judge's, and the date's, as far as they are needed to tell results apart. */
function rowNames(results: readonly BenchResult[]): string[] {
  const judged = results.map(({ modelName, judge }) => `${modelName}, ${judgeName(judge)}`);
  const unique = (names: readonly string[], i: number): boolean =>
    names.filter((name) => name === names[i]).length === 1;
  const plain = results.map(({ modelName }) => modelName);
  return results.map(({ createdAt }, i) => {
    if (unique(plain, i)) return plain[i] ?? '';
    return unique(judged, i) ? (judged[i] ?? '') : `${judged[i] ?? ''}, ${createdAt.slice(0, 16)}`;
  });
}

function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((cells) => `${cells.map((cell) => csvCell(cell)).join(',')}\n`).join('');
}
