// Rows with several tiles, one or none, side by side: where their image tokens lie in the batch.
import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { NONE } from '../base/indices.ts';
import { batchSize, bucketSizes, fillRows, imagePlaces, type BatchArrays } from './batch.ts';
import type { Row } from './rows.ts';

/** `.` is an image token, a digit a word. */
function row(text: string): Row {
  const ids = [...text].map((c) => (c === '.' ? NONE : Number(c)));
  return { ids, positions: ids.map((_, t) => t), segments: ids.map(() => 0), answers: [] };
}

function arrays(sizes: Record<string, number>): BatchArrays & { words(name: string): Uint32Array } {
  const made = new Map(Object.entries(sizes).map(([name, n]) => [name, new Uint32Array(n)]));
  return { words: (name) => made.get(name) as Uint32Array, floats: () => new Float32Array() };
}

const inputs = (B: number, T: number, images: number): ReturnType<typeof arrays> =>
  arrays({
    ids: B * T,
    idOrder: B * T,
    imageIndex: B * T,
    imageInverse: images,
    positions: B * T,
    segments: B * T,
  });

test('image tokens follow one another through the rows, as many as a row has places', () => {
  const rows = [row('1..2..3'), row('45'), row('6..')];
  const T = 8;
  const to = inputs(3, T, 8);
  fillRows(to, rows, T);
  const where = [...to.words('imageIndex')].flatMap((feature, at) =>
    feature === NONE ? [] : [[at, feature]],
  );
  expect(where).toEqual([
    [1, 0],
    [2, 1],
    [4, 2],
    [5, 3],
    [17, 4],
    [18, 5],
  ]);
  expect([...to.words('imageInverse')]).toEqual([1, 2, 4, 5, 17, 18, NONE, NONE]);
  expect(rows.map(imagePlaces)).toEqual([4, 0, 2]);
});

test('more image tokens than planned are refused', () => {
  const fill = (): void => fillRows(inputs(1, 8, 3), [row('1....')], 8);
  expect(fill).toThrow(ConfigError);
  expect(fill).toThrow('more than the 3 image tokens');
});

test('a batch has room for the rows with the most image tokens; without any, the plan’s default stands', () => {
  const rows = [row('1..'), row('1....'), row('12'), row('1......')];
  expect(batchSize(rows, 2, 1)).toMatchObject({ B: 2, imageTokens: 10 });
  expect(batchSize(rows.slice(2, 3), 2, 1)).not.toHaveProperty('imageTokens');
  expect(
    bucketSizes([...rows, row(`1..${'2'.repeat(20)}`)], 1, 1, 2).map((size) => size.imageTokens),
  ).toEqual([6, 6]);
});
