// A picture as the vision tower takes it: square tiles of normalised numbers.
import type { Planes } from './planes.ts';

export interface PreparedImage {
  /** Tiles down and across; 0 and 0 when a processor that splits did not. */
  readonly rows: number;
  readonly cols: number;
  /** Tiles, the picture as a whole included where the processor adds it. */
  readonly count: number;
  /** Pixels a side. */
  readonly side: number;
  /** [count][3][side][side] */
  readonly pixels: Float32Array;
}

/** What each byte becomes, [3][256]. */
export type ByteValues = readonly [Float32Array, Float32Array, Float32Array];

/** Writes the square at row `top` and column `left` into `pixels` as tile `n`. */
export function writeTile(
  pixels: Float32Array,
  n: number,
  image: Planes,
  [top, left]: readonly [top: number, left: number],
  side: number,
  values: ByteValues,
): void {
  values.forEach((of, c) => {
    for (let y = 0; y < side; y++) {
      const from = (c * image.height + top + y) * image.width + left;
      const to = ((n * 3 + c) * side + y) * side;
      for (let x = 0; x < side; x++) pixels[to + x] = of[image.data[from + x] as number] as number;
    }
  });
}

/** Writes a picture whose sides are whole numbers of tiles as tiles `first`, `first` + 1, .., row by row. */
export function writeTiles(
  pixels: Float32Array,
  first: number,
  image: Planes,
  side: number,
  values: ByteValues,
): void {
  const cols = image.width / side;
  for (let n = 0; n < cols * (image.height / side); n++) {
    writeTile(pixels, first + n, image, [Math.floor(n / cols) * side, (n % cols) * side], side, values);
  }
}

/** How many numbers a tile has. */
export function tileLength(side: number): number {
  return 3 * side * side;
}

/**
 * transformers' pixel_attention_mask of samples with so many tiles, [samples][most]: 1 where a sample has a tile. Tiles
 * are squares of one size, so that within a tile the mask is constant.
 */
export function tileMask(counts: readonly number[]): Uint8Array {
  const most = Math.max(0, ...counts);
  const mask = new Uint8Array(counts.length * most);
  counts.forEach((count, s) => mask.fill(1, s * most, s * most + count));
  return mask;
}
