// A figure as plain rows, from which its drawing, its table and its CSV are made. Pure.
import { csvCell } from '../../base/csv.ts';
import type { Estimate, ScoreInfo } from '../../protocol/bench.ts';
import { changeInWords, numberInWords, valueInWords } from '../bench/boardView.ts';

export interface FigureRow {
  readonly name: string;
  readonly value: number;
  /** Ends of the 95 % interval; undefined for a mere count. */
  readonly low?: number;
  readonly high?: number;
  /** Observations. */
  readonly n?: number;
  /** A CSS colour of its own. */
  readonly colour?: string;
  /** Whether its dot is drawn hollow: what was before. */
  readonly hollow?: boolean;
}

/** `intervals`: dots with intervals, one below the other; `line`: along an axis; `bars`: counts. */
export interface FigureView {
  readonly kind: 'intervals' | 'line' | 'bars';
  readonly title: string;
  readonly about: string;
  /** What the rows are: `question type`, `round`, `rating`, `words`. */
  readonly rowLabel: string;
  readonly valueLabel: string;
  readonly unit: ScoreInfo['unit'] | 'count';
  /** Whether the values are differences: with their sign, of shares in points. */
  readonly signed?: boolean;
  /** Where the axis of values starts, if not at 0. */
  readonly start?: number;
  readonly end: number;
  /** The value of all together, drawn as a line. */
  readonly whole?: number;
  readonly rows: readonly FigureRow[];
}

/** A score's figures as a row has them. */
export function estimateOf({
  value,
  low,
  high,
  n,
}: Estimate & { readonly n: number }): Omit<FigureRow, 'name'> {
  return { value, low, high, n };
}

type Written = Pick<FigureView, 'unit' | 'signed'>;

/** A figure's value as it is written. */
export function figureValue(figure: Written, value: number): string {
  const { unit, signed = false } = figure;
  if (unit === 'count') return figureNumber(figure, value);
  if (!signed) return valueInWords({ unit }, value);
  return `${figureNumber(figure, value)}${unit === 'share' ? ' points' : ''}`;
}

/** As `figureValue`, without the unit. */
export function figureNumber({ unit, signed = false }: Written, value: number): string {
  if (unit === 'count') return value.toLocaleString('en');
  return signed ? changeInWords({ unit }, value) : numberInWords({ unit }, value);
}

/** The figure in a sentence, for who cannot see it. */
export function figureInWords(figure: FigureView): string {
  const rows = figure.rows.map(({ name, value }) => `${name} ${figureValue(figure, value)}`);
  return `${figure.title}: ${rows.join('; ')}.`;
}

/** The figure's rows as CSV. */
export function figureCsv({ rows, rowLabel, valueLabel }: FigureView): string {
  const withInterval = rows.some(({ low }) => low !== undefined);
  const header = [rowLabel, valueLabel, ...(withInterval ? ['low', 'high', 'n'] : [])];
  const lines = rows.map(({ name, value, low, high, n }) => [
    name,
    value,
    ...(withInterval ? [low ?? '', high ?? '', n ?? ''] : []),
  ]);
  return [header, ...lines]
    .map((cells) => `${cells.map((cell) => csvCell(String(cell))).join(',')}\n`)
    .join('');
}
