// The figures of a result: scores by type and by round, ratings, and lengths of answers. Pure.
import type { BenchResult, Score } from '../../protocol/bench.ts';
import type { FigureView } from '../figure/figureView.ts';
import { axisEnd } from './boardView.ts';

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
