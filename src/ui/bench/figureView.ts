// A result's figures as plain rows, from which both the drawing and its table are made. Pure.
import { csvCell } from '../../base/csv.ts';
import type { BenchResult, Score, ScoreInfo } from '../../protocol/bench.ts';
import { axisEnd, numberInWords, valueInWords } from './boardView.ts';

export interface FigureRow {
  readonly name: string;
  readonly value: number;
  /** Ends of the 95 % interval; undefined for a mere count. */
  readonly low?: number;
  readonly high?: number;
  /** Observations. */
  readonly n?: number;
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
  readonly end: number;
  /** The value of all together, drawn as a line. */
  readonly whole?: number;
  readonly rows: readonly FigureRow[];
}

/** Per type, per round, ratings and lengths: what the result has of it. */
export function figuresOf(result: BenchResult): FigureView[] {
  return [...grouped(result, 'type'), ...grouped(result, 'round'), ...ratings(result), ...lengths(result)];
}

function grouped({ groups, scores }: BenchResult, by: 'type' | 'round'): FigureView[] {
  const own = groups.filter((group) => group.by === by);
  const keys = [...new Set(own.flatMap((group) => group.scores.map(({ key }) => key)))];
  if (own.length < 2) return [];
  return keys.map((key): FigureView => {
    const found = own.flatMap(({ name, scores }): [string, Score][] => {
      const score = scores.find((one) => one.key === key);
      return score === undefined ? [] : [[name, score]];
    });
    const info = (found[0] as [string, Score])[1];
    const whole = scores.find((score) => score.key === key)?.value;
    return {
      kind: by === 'type' ? 'intervals' : 'line',
      title: `${info.title} by ${by}`,
      about: `${info.explanation}; lines are 95 % intervals`,
      rowLabel: by === 'type' ? 'question type' : 'round',
      valueLabel: info.title,
      unit: info.unit,
      end: axisEnd(info, Math.max(...found.map(([, { high }]) => high))),
      ...(whole !== undefined && { whole }),
      rows: found.map(([name, { value, low, high, n }]) => ({ name, value, low, high, n })),
    };
  });
}

const HIGHEST_RATING = 6;

function ratings({ dialogues }: BenchResult): FigureView[] {
  const found = dialogues.flatMap(({ rounds }) => rounds.flatMap(({ rating }) => rating ?? []));
  if (found.length === 0) return [];
  const rows = Array.from({ length: HIGHEST_RATING + 1 }, (_, rating) => ({
    name: String(rating),
    value: found.filter((one) => Math.round(one) === rating).length,
  }));
  return [
    {
      kind: 'bars',
      title: 'Ratings',
      about: 'answers with each rating; below 3 is a hallucination',
      rowLabel: 'rating',
      valueLabel: 'answers',
      unit: 'count',
      end: Math.max(...rows.map(({ value }) => value)),
      rows,
    },
  ];
}

/** Upper ends of the classes of answer lengths, in words. */
const LENGTHS = [0, 2, 5, 10, 20, 40, 80, 160, Infinity];

function lengths({ dialogues }: BenchResult): FigureView[] {
  const found = dialogues.flatMap(({ rounds, error }) =>
    error === undefined ? rounds.map(({ answer }) => answer.split(/\s+/).filter(Boolean).length) : [],
  );
  if (found.length === 0) return [];
  const rows = LENGTHS.map((to, i) => {
    const from = (LENGTHS[i - 1] ?? -1) + 1;
    const name = from === to ? String(to) : to === Infinity ? `${from} and more` : `${from}–${to}`;
    return { name, value: found.filter((n) => n >= from && n <= to).length };
  });
  const last = rows.findLastIndex(({ value }) => value > 0);
  const first = rows.findIndex(({ value }) => value > 0);
  if (first === last) return []; // one bar says nothing
  return [
    {
      kind: 'bars',
      title: 'Length of answers',
      about: 'answers with as many words',
      rowLabel: 'words',
      valueLabel: 'answers',
      unit: 'count',
      end: Math.max(...rows.map(({ value }) => value)),
      rows: rows.slice(first, last + 1),
    },
  ];
}

/** A figure's value as it is written. */
export function figureValue({ unit }: FigureView, value: number): string {
  return unit === 'count' ? value.toLocaleString('en') : valueInWords({ unit }, value);
}

/** As `figureValue`, without the unit. */
export function figureNumber({ unit }: FigureView, value: number): string {
  return unit === 'count' ? value.toLocaleString('en') : numberInWords({ unit }, value);
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
