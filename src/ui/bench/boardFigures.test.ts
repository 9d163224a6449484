import { expect, test } from 'vitest';
import type { Difference } from '../../protocol/bench.ts';
import { boardCsv, boardFigures, compareCsv, compareFigures } from './boardFigures.ts';
import { EXACT, result, score, TEXT } from './testResults.ts';

const first = result('a', { modelName: 'M', judge: EXACT, scores: [score('hal', 0.3), score('len', 12)] });
const second = result('b', { modelName: 'M', judge: TEXT, scores: [score('hal', 0.4)] });
const third = result('c', { modelName: 'L', scores: [score('hal', 0.2)] });

test('a figure for each score, whose rows are the results that have it, told apart by their judges', () => {
  const [hal, len] = boardFigures({ results: [first, second, third] });
  expect(hal?.rows.map(({ name, value }) => [name, value])).toEqual([
    [expect.stringMatching(/^M, .*exact/i), 0.3],
    [expect.stringMatching(/^M, judge-7b/), 0.4],
    ['L', 0.2],
  ]);
  expect(new Set(hal?.rows.map(({ name }) => name)).size).toBe(3);
  expect(len?.rows).toHaveLength(1);
  expect(
    boardCsv({ results: [first, second] })
      .trim()
      .split('\n'),
  ).toHaveLength(1 + 3);
});

const difference = (key: string, value: number, change: Partial<Difference> = {}): Difference => ({
  ...score(key, value),
  low: value - 0.05,
  high: value + 0.05,
  ...change,
});

test('differences stand on an axis with 0, shares in points, each unit in a figure of its own', () => {
  const comparison = {
    differences: [difference('hal', 0.1), difference('len', -3, { unit: 'words' as const })],
  };
  const [points, words] = compareFigures(comparison);
  expect(points).toMatchObject({ title: 'Differences in points', signed: true, unit: 'share' });
  expect(points?.start).toBeLessThanOrEqual(0);
  expect(points?.end).toBeGreaterThanOrEqual(0.15);
  expect(words?.rows).toHaveLength(1);
  const [header, line] = compareCsv(comparison, [first, second], ['x', 'y, z']).split('\n');
  expect(header).toBe('score,x,"y, z",difference,low,high');
  expect(line).toContain(`,0.3,0.4,0.1,${0.1 - 0.05},`);
});
