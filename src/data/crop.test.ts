import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { cropPlanes } from './crop.ts';

const S = 30;
/** Every pixel of a plane is another value (mod 251), so that a window can be told by its corners. */
const planes = Uint8Array.from({ length: 3 * S * S }, (_, i) => (i % (S * S)) % 251);

test('a crop keeps at most a fifth of the area, of one window, in all planes alike', () => {
  for (let seed = 0; seed < 50; seed++) {
    const out = cropPlanes(planes, S, new Random(seed));
    const kept = new Set(out.subarray(0, S * S));
    expect(kept.size).toBeLessThanOrEqual(Math.round(S * Math.sqrt(0.2)) ** 2);
    expect(out.subarray(S * S, 2 * S * S)).toEqual(out.subarray(0, S * S));
    // Rows of the window lie S apart in the image: its first column steps by S, or stays where it is stretched.
    for (let y = 1; y < S; y++) {
      const step = ((out[y * S] as number) - (out[(y - 1) * S] as number) + 251) % 251;
      expect([0, S]).toContain(step);
    }
  }
});

test('the same seed gives the same crop', () => {
  expect(cropPlanes(planes, S, new Random(3))).toEqual(cropPlanes(planes, S, new Random(3)));
  expect(cropPlanes(planes, S, new Random(3))).not.toEqual(cropPlanes(planes, S, new Random(4)));
});
