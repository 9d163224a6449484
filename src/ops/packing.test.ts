// Packing against values by hand, and its bounds for any matrix.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import { packedWords, packMatrix, unpackMatrix, type PackedStorage } from './packing.ts';

test('int4 by hand: a group from -1 to 14 has minimum -1 and scale 1, so whole numbers come back as they are', () => {
  const format = { storage: 'int4', rows: 1, columns: 32 } as const;
  const data = Float32Array.from({ length: 32 }, (_, i) => (i % 16) - 1);
  const words = packMatrix(format, data);
  // bfloat16 of -1 is 0xbf80, of 1 is 0x3f80; codes 0, 1, .. 15 from the lowest bits on, twice.
  expect([...words]).toEqual([0xbf803f80, 0x76543210, 0xfedcba98, 0x76543210, 0xfedcba98]);
  expect([...unpackMatrix(format, words)]).toEqual([...data]);
});

test('int8 by hand: minimum 0, scale 2, the last group short', () => {
  const format = { storage: 'int8', rows: 1, columns: 35 } as const;
  const data = new Float32Array(35);
  data.set([0, 2, 508, 510]);
  data.set([0, 510, 4], 32);
  const words = packMatrix(format, data);
  expect(words.length).toBe(18);
  expect([...words.subarray(0, 2)]).toEqual([0x4000, 0xfffe0100]); // bfloat16 of 2 is 0x4000
  expect([...words.subarray(9, 11)]).toEqual([0x4000, 0x0002ff00]);
  expect([...unpackMatrix(format, words)]).toEqual([...data]);
});

test('f16 by hand: two halves a word, rows filled up to whole quads', () => {
  const format = { storage: 'f16', rows: 2, columns: 3 } as const;
  const words = packMatrix(format, Float32Array.of(1, -2, 0.5, 65504, 0, 1));
  // IEEE halves: 1 = 0x3c00, -2 = 0xc000, 0.5 = 0x3800, 65504 = 0x7bff.
  expect([...words]).toEqual([0xc0003c00, 0x3800, 0x7bff, 0x3c00]);
  expect(() => packMatrix({ ...format, rows: 1 }, Float32Array.of(1, 7e4, 0))).toThrow(FormatError);
});

test('a weight that is no number is refused', () => {
  const format = { storage: 'int4', rows: 1, columns: 2 } as const;
  expect(() => packMatrix(format, Float32Array.of(0, NaN))).toThrow(/finite/);
});

/** Bytes a weight of a matrix whose rows are whole groups: 16 bits; 9 and 5 words for 32 weights. */
test.each([
  ['f16', 16],
  ['int8', 9],
  ['int4', 5],
] as const)('%s takes %d bits a weight', (storage, bits) => {
  expect((32 * packedWords({ storage, rows: 576, columns: 1536 })) / (576 * 1536)).toBe(bits);
});

test('any matrix comes back within half a step of its groups', () => {
  const weight = fc.float({ min: -8, max: 8, noNaN: true });
  const matrix = fc
    .tuple(
      fc.constantFrom<PackedStorage>('f16', 'int8', 'int4'),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 70 }),
    )
    .chain(([storage, rows, columns]) =>
      fc.tuple(
        fc.constant({ storage, rows, columns }),
        fc.array(weight, { minLength: rows * columns, maxLength: rows * columns }),
      ),
    );
  fc.assert(
    fc.property(matrix, ([format, values]) => {
      const data = Float32Array.from(values);
      const back = unpackMatrix(format, packMatrix(format, data));
      data.forEach((value, i) => {
        const first = Math.floor((i % format.columns) / 32) * 32 + i - (i % format.columns);
        const end = Math.min(first + 32, i - (i % format.columns) + format.columns);
        const group = data.subarray(first, end);
        const low = Math.min(...group);
        const range = Math.max(...group) - low;
        // Half a step of (range + rounding of the minimum) / (2^bits - 1), the scale rounded up by at most 2^-7.
        const step =
          (((range + Math.abs(low) / 128) * (1 + 1 / 128)) / (format.storage === 'int4' ? 15 : 255)) * 0.5;
        const bound = format.storage === 'f16' ? Math.abs(value) / 2048 + 2 ** -25 : step + 1e-6;
        expect(Math.abs((back[i] as number) - value)).toBeLessThanOrEqual(bound);
      });
    }),
    { numRuns: 60 },
  );
});
