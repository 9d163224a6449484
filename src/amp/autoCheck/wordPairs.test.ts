import { expect, test } from 'vitest';
import { dot } from './encoder.ts';
import { SLOTS, WIDTH, slotsOf, wordPairEncoder } from './wordPairs.ts';

test('a text has the slots of its words and of its pairs at most three words apart', () => {
  expect(slotsOf('two')).toHaveLength(1);
  expect(slotsOf('Two red, round apples!')).toHaveLength(4 + 3 + 2 + 1);
  expect(slotsOf('two red round sweet apples')).toHaveLength(5 + 4 + 3 + 2); // not "two apples"
  expect(slotsOf('TWO')).toEqual(slotsOf('two'));
  expect(slotsOf('a b')).not.toEqual(slotsOf('b a'));
  expect(slotsOf(' .')).toEqual([]);
});

test('a vector is the normalised sum of its rows', async () => {
  const [a = 0, b = 0, pair = 0] = ['a', 'b', 'a b'].map((text) => slotsOf(text).at(-1));
  const table = new Float32Array(SLOTS * WIDTH);
  table[a * WIDTH] = 3; // a is (3, 0), b is (1, 0), the pair is (0, 3)
  table[b * WIDTH] = 1;
  table[pair * WIDTH + 1] = 3;
  const [ab, nothing] = await wordPairEncoder(table, '1').encode(['a b', '']);
  expect([...(ab?.subarray(0, 2) ?? [])]).toEqual([0.8, 0.6].map((x) => expect.closeTo(x, 6) as number));
  expect(dot(nothing as Float32Array, nothing as Float32Array)).toBe(0);
});
