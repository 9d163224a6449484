import { expect, test } from 'vitest';
import { score } from './bench/testResults.ts';
import { scoreboardCsv, scoreboardFigures } from './scoreboardFigures.ts';

const before = score('meanScore', 3, { title: 'Score, mean', unit: 'rating', max: 6 });
const after = score('meanScore', 4, { title: 'Score, mean', unit: 'rating', max: 6 });
const board = { earlier: { name: 'MRHal', scores: [score('other', 1), before] }, later: { scores: [after] } };

test('a figure for each shown score, on its whole axis, hollow before and filled after', () => {
  const [figure, ...more] = scoreboardFigures(board);
  expect(more).toEqual([]); // `other` is not shown
  expect(figure).toMatchObject({ title: 'Score, mean', unit: 'rating', end: 6 });
  expect(figure?.rows.map(({ name, value, hollow }) => [name, value, hollow])).toEqual([
    ['before', 3, true],
    ['after', 4, undefined],
  ]);
});

test('CSV: what is not there yet stays empty', () => {
  // `score` of testResults.ts draws its interval 0.05 to both sides.
  expect(scoreboardCsv({ earlier: board.earlier }).split('\n')).toEqual([
    'score,before,before_low,before_high,after,after_low,after_high,change,change_low,change_high',
    `"Score, mean",3,${3 - 0.05},${3 + 0.05},,,,,,`,
    '',
  ]);
  expect(scoreboardCsv(board)).toContain(`,4,${4 - 0.05},${4 + 0.05},,,`);
});
