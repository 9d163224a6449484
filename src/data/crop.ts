// The image of mDPO's image-conditional term (arXiv 2406.11839): a random crop that keeps at most a fifth of the area,
// so that what the answer speaks of is mostly gone. Pure.
import type { Random } from '../base/random.ts';

/** Largest share of the area that is kept. */
const LARGEST = 0.2;
/** Smallest; below, an image is one colour. */
const SMALLEST = 0.02;

/** A crop of RGB planes [3 * S * S], stretched to S x S by nearest neighbours. */
export function cropPlanes(planes: Uint8Array, S: number, random: Random): Uint8Array {
  const side = Math.max(1, Math.round(S * Math.sqrt(SMALLEST + (LARGEST - SMALLEST) * random.next())));
  const [top, left] = [random.int(S - side + 1), random.int(S - side + 1)];
  const out = new Uint8Array(planes.length);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < S; y++) {
      const from = c * S * S + (top + Math.floor((y * side) / S)) * S + left;
      for (let x = 0; x < S; x++) {
        out[c * S * S + y * S + x] = planes[from + Math.floor((x * side) / S)] as number;
      }
    }
  }
  return out;
}
