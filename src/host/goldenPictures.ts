// Pictures that golden files name by a formula, drawn the same here and in e2e/golden/processor.py, and pictures that
// they hold as bytes. Whole-number arithmetic only.
import { inflateSync } from 'node:zlib';
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import type { Picture } from '../data/images/planes.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));

export const GoldenPicture = v.union([
  v.object({
    width: size,
    height: size,
    pattern: v.picklist(['noise', 'zones', 'edges', 'photo']),
    seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Whether alpha is a ramp, or 255. */
    alpha: v.boolean(),
    /** Whether all channels are the first. */
    grey: v.boolean(),
  }),
  v.object({
    width: size,
    height: size,
    /** Base64 of zlib of the bytes. */
    rgba: v.string(),
  }),
]);
export type GoldenPicture = v.InferOutput<typeof GoldenPicture>;

/** A channel's byte at a place. */
type Pattern = (x: number, y: number, c: number, seed: number) => number;

const PATTERNS: Readonly<Record<'noise' | 'zones' | 'edges' | 'photo', Pattern>> = {
  noise: hashed,
  zones: (x, y, c, seed) => (((x * x + 2 * y * y + seed * x * y) >>> 5) + 85 * c) & 255,
  edges: (x, y, c, seed) =>
    ((Math.floor(x / (7 + seed)) + Math.floor(y / (5 + seed)) + c * Math.floor(x / 14)) & 1) * 255,
  photo: (x, y, c, seed) => {
    const octaves = OCTAVES.map(([cell, weight]) => weight * valueNoise(x, y, c, seed, cell));
    return Math.floor(octaves.reduce((a, b) => a + b, 0) / 7);
  },
};

/** Cell and weight. */
const OCTAVES = [
  [64, 4],
  [16, 2],
  [4, 1],
] as const;

/** @throws FormatError when the bytes are not deflated */
export function goldenPicture(picture: GoldenPicture): Picture {
  const { width, height } = picture;
  if ('rgba' in picture) return { width, height, rgba: inflated(picture.rgba) };
  const { seed, alpha, grey } = picture;
  const of = PATTERNS[picture.pattern];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) rgba[i++] = of(x, y, grey ? 0 : c, seed);
      rgba[i++] = alpha ? (5 * x + 3 * y) & 255 : 255;
    }
  }
  return { width, height, rgba };
}

function inflated(base64: string): Uint8Array {
  try {
    return inflateSync(Buffer.from(base64, 'base64'));
  } catch (error) {
    throw new FormatError(`A picture's rgba is not base64 of zlib: ${(error as Error).message}.`);
  }
}

function hashed(x: number, y: number, c: number, seed: number): number {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  h = (h + Math.imul(c, 2246822519) + Math.imul(seed, 3266489917)) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177) >>> 0;
  return (h ^ (h >>> 16)) & 255;
}

/** Hashed bytes at the corners of cells, between them in proportion. */
function valueNoise(x: number, y: number, c: number, seed: number, cell: number): number {
  const [X, Y, fx, fy] = [Math.floor(x / cell), Math.floor(y / cell), x % cell, y % cell];
  const at = (dx: number, dy: number): number => hashed(X + dx, Y + dy, c, seed + cell);
  const top = at(0, 0) * (cell - fx) + at(1, 0) * fx;
  const low = at(0, 1) * (cell - fx) + at(1, 1) * fx;
  return Math.floor((top * (cell - fy) + low * fy) / (cell * cell));
}
