// Choosing among scores against sorting and against probabilities worked out by hand.
import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { draw, largest, largestFew, logSoftmax } from './sample.ts';

test('the largest scores, as sorting finds them', () => {
  const random = new Random(1);
  for (let round = 0; round < 100; round++) {
    const scores = Float64Array.from({ length: 1 + random.int(30) }, () =>
      random.next() < 0.2 ? -Infinity : random.int(8),
    );
    const sorted = [...scores.keys()]
      .filter((i) => scores[i] !== -Infinity)
      .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    expect(largestFew(scores, 5)).toEqual(sorted.slice(0, 5));
    if (sorted.length > 0) expect(largest(scores)).toBe(sorted[0]);
  }
});

test('pairs drawn without putting back have the probabilities that they should have', () => {
  const p = [0.5, 0.3, 0, 0.2];
  const scores = Float64Array.from(p, Math.log);
  const random = new Random(2);
  const counts = new Map<string, number>();
  const n = 40_000;
  for (let i = 0; i < n; i++) {
    const pair = String(draw(scores, 2, random));
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  for (const [a, b] of [
    [0, 1],
    [1, 0],
    [0, 3],
    [3, 0],
    [1, 3],
    [3, 1],
  ] as const) {
    const expected = ((p[a] as number) * (p[b] as number)) / (1 - (p[a] as number));
    const deviation = Math.sqrt((expected * (1 - expected)) / n);
    expect(Math.abs((counts.get(`${a},${b}`) ?? 0) / n - expected)).toBeLessThan(4 * deviation);
  }
  expect(counts.size).toBe(6);
});

test('no more is drawn than has a probability, and one draw costs one random number', () => {
  const random = new Random(3);
  expect(draw(Float64Array.of(-Infinity, 0, 0), 5, random).sort()).toEqual([1, 2]);
  expect(draw(Float64Array.of(-Infinity, -Infinity), 1, random)).toEqual([]);
  const [one, two] = [new Random(4), new Random(4)];
  draw(Float64Array.of(0, 0, 0), 1, one);
  two.next();
  expect(one.save()).toBe(two.save());
});

test('log softmax', () => {
  const out = new Float64Array(3);
  logSoftmax([1000, 1000, 1000 + Math.log(2)], out);
  [1 / 4, 1 / 4, 1 / 2].forEach((p, i) => expect(out[i]).toBeCloseTo(Math.log(p), 12));
});
