import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchDialogue } from '../protocol/bench.ts';
import { judged, unjudged, type Task } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';
import { trendOf } from './trend.ts';

const image = (i: number) => ({ kind: 'scene', seed: i, split: 'bench', style: 'noto' }) as const;

/** Dialogues whose rounds hallucinate (1) or not (0). */
function dialoguesOf(outcomes: readonly (readonly number[])[]): BenchDialogue[] {
  return outcomes.map((own, i) => {
    const rounds = own.map(() => ({ question: '', answer: '', type: 'existence' }));
    const verdicts = own.map((y) => ({ rating: y === 1 ? 0 : 5 }));
    return judged(
      mrhal,
      { id: String(i), image: image(i), rounds },
      own.map(() => 'x'),
      verdicts,
    );
  });
}

test('the slope is that of statsmodels with an intercept for every dialogue', () => {
  const { cases } = JSON.parse(readFileSync('e2e/golden/statistics.json', 'utf8')) as {
    cases: { statistic: string; dialogues: number[][]; expected: { slope: number } }[];
  };
  const trends = cases.filter(({ statistic }) => statistic === 'trend');
  expect(trends.length).toBeGreaterThan(1);
  for (const { dialogues, expected } of trends) {
    expect(trendOf(mrhal, dialoguesOf(dialogues), 0)?.value).toBeCloseTo(expected.slope, 12);
  }
});

test('growing, flat, and long dialogues that are merely harder', () => {
  const grows = Array.from({ length: 40 }, (_, i) => [0, i % 4 === 0 ? 1 : 0, i % 2]);
  const grown = trendOf(mrhal, dialoguesOf(grows), 1);
  expect(grown?.value).toBeCloseTo(0.25, 12); // (0.5 - 0) / 2
  expect(grown?.low).toBeGreaterThan(0);
  const harder = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? [0, 0] : [1, 1, 1, 1]));
  expect(trendOf(mrhal, dialoguesOf(harder), 1)).toEqual({ value: 0, low: 0, high: 0 });
});

test('none without an outcome, or without two judged rounds', () => {
  expect(trendOf(mrhal, dialoguesOf([[1], [0]]), 0)).toBeUndefined();
  const withoutOutcome = Object.fromEntries(Object.entries(mrhal).filter(([name]) => name !== 'outcome'));
  expect(trendOf(withoutOutcome as unknown as Task, dialoguesOf([[1, 0]]), 0)).toBeUndefined();
  const failed = unjudged({ id: 'f', image: image(9), rounds: [] }, [], 'no reply');
  const two = dialoguesOf([
    [0, 1],
    [1, 1],
  ]);
  expect(trendOf(mrhal, [...two, failed], 0)).toEqual(trendOf(mrhal, two, 0));
});
