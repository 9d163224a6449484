// Pictures of every size and filter are held to Pillow and torchvision in imageProcessor.golden.test.ts; here is what
// can be said by hand, and where the two differ.
import { expect, test } from 'vitest';
import type { Planes } from './planes.ts';
import { resampleBytes, resampleFloats } from './resample.ts';
import { tapsOf } from './taps.ts';

const FILTERS = ['lanczos', 'bicubic', 'bilinear'] as const;
const ARITHMETICS = ['torch', 'pillow'] as const;

/** One row, the same in all channels. */
function row(...bytes: number[]): Planes {
  return { width: bytes.length, height: 1, data: Uint8Array.from([...bytes, ...bytes, ...bytes]) };
}

test.each(FILTERS)('%s: weights sum to one, and a scale of one changes nothing', (filter) => {
  for (const [inputs, outputs] of [
    [1, 9],
    [9, 1],
    [7, 13],
    [13, 7],
  ] as const) {
    const { stride, counts, weights } = tapsOf(filter, inputs, outputs);
    for (let i = 0; i < outputs; i++) {
      const own = weights.subarray(i * stride, i * stride + (counts[i] as number));
      expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  }
  const { starts, counts, weights, stride } = tapsOf(filter, 5, 5);
  for (let i = 0; i < 5; i++) {
    for (let k = 0; k < (counts[i] as number); k++) {
      expect(weights[i * stride + k]).toBeCloseTo((starts[i] as number) + k === i ? 1 : 0, 12);
    }
  }
});

test.each(ARITHMETICS)('%s: one colour stays that colour', (arithmetic) => {
  const grey = { width: 3, height: 5, data: new Uint8Array(45).fill(200) };
  for (const filter of FILTERS) {
    expect(new Set(resampleBytes(grey, 8, 2, filter, arithmetic).data)).toEqual(new Set([200]));
  }
});

test('bilinear doubling is quarters, bilinear halving is a triangle of four', () => {
  // Thirds of the way: 0, 255 / 4, 3 * 255 / 4, 255.
  expect([...resampleBytes(row(0, 255), 4, 1, 'bilinear', 'pillow').data.subarray(0, 4)]).toEqual([
    0, 64, 191, 255,
  ]);
  const floats = resampleFloats(
    Float32Array.from([0, 0, 8, 8, 0, 0, 8, 8, 0, 0, 8, 8]),
    [4, 1],
    [2, 1],
    'bilinear',
  );
  // Weights (3, 3, 1) / 7 of the first three, mirrored for the last.
  for (const [i, wanted] of [8 / 7, 48 / 7, 8 / 7, 48 / 7].entries())
    expect(floats[i]).toBeCloseTo(wanted, 5);
});

test('lanczos overshoots and is cut to bytes', () => {
  const { data } = resampleBytes(row(0, 0, 0, 255, 255, 255), 12, 1, 'lanczos', 'torch');
  expect(data[0]).toBe(0);
  expect(Math.max(...data)).toBe(255);
  expect([...data.subarray(0, 12)].filter((v) => v > 0 && v < 255).length).toBeGreaterThan(0);
});

test('Pillow begins with the height where that shrinks by more than twice what the width does', () => {
  // Pillow 13.0 and torchvision 0.28 of these very bytes; 3 x 6 to 4 x 2.
  const data = Uint8Array.from({ length: 54 }, (_, i) => (i * i * 37) % 256);
  const tall = { width: 3, height: 6, data };
  const [pillow, torch] = ARITHMETICS.map((of) => [
    ...resampleBytes(tall, 4, 2, 'lanczos', of).data,
  ]).reverse();
  expect(pillow).toEqual([
    60, 51, 86, 126, 177, 105, 79, 128, 154, 135, 145, 172, 55, 102, 101, 51, 183, 134, 142, 198, 147, 126,
    123, 141,
  ]);
  expect(torch).toEqual([
    61, 51, 86, 126, 177, 106, 79, 127, 154, 135, 144, 172, 54, 102, 100, 59, 182, 134, 142, 197, 146, 129,
    123, 141,
  ]);
  expect(pillow).not.toEqual(torch);
});
