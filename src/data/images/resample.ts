// Resizing by two passes, to the very bytes that Pillow and torchvision make of the same picture.
//
// Both sum 8-bit samples with whole-number weights and round after each pass. They differ in the weights' precision
// (Pillow has 22 bits below the point; PyTorch as many as let the pass's largest weight fit 16 bits) and in which pass
// comes first (below). Pure.
import type { Planes } from './planes.ts';
import { tapsOf, type Filter, type Taps } from './taps.ts';

/** Whose whole-number arithmetic: torchvision's on byte tensors, or Pillow's on pictures. */
export type Arithmetic = 'torch' | 'pillow';

/** A picture at another size. */
export function resampleBytes(
  image: Planes,
  width: number,
  height: number,
  filter: Filter,
  arithmetic: Arithmetic,
): Planes {
  const taps = (inputs: number, outputs: number): WholeTaps =>
    wholeTaps(tapsOf(filter, inputs, outputs), arithmetic);
  const across = (from: Planes): Planes => {
    if (from.width === width) return from;
    return { width, height: from.height, data: rowPass(from, width, taps(from.width, width)) };
  };
  const down = (from: Planes): Planes => {
    if (from.height === height) return from;
    return { width: from.width, height, data: columnPass(from, height, taps(from.height, height)) };
  };
  return arithmetic === 'pillow' && columnsFirst(image, width, height)
    ? across(down(image))
    : down(across(image));
}

/**
 * Pillow from 13.0 on begins with the height where that shrinks by more than twice what the width does (found by
 * comparing its outputs); before, and in torchvision, rows come first.
 */
function columnsFirst(image: Planes, width: number, height: number): boolean {
  return height < image.height && image.height - height > 2 * (image.width - width);
}

/**
 * Planes of floats at another size, as torchvision resizes float tensors.
 * @param data [3][height][width]; gives [3][toHeight][toWidth]
 */
export function resampleFloats(
  data: Float32Array,
  [width, height]: readonly [width: number, height: number],
  [toWidth, toHeight]: readonly [width: number, height: number],
  filter: Filter,
): Float32Array {
  const across = tapsOf(filter, width, toWidth);
  const rows = new Float32Array(3 * height * toWidth);
  for (let r = 0; r < 3 * height; r++) {
    for (let x = 0; x < toWidth; x++) {
      const from = r * width + (across.starts[x] as number);
      const end = across.counts[x] as number;
      let sum = 0;
      for (let k = 0; k < end; k++) {
        sum += (across.weights[x * across.stride + k] as number) * (data[from + k] as number);
      }
      rows[r * toWidth + x] = sum;
    }
  }
  const down = tapsOf(filter, height, toHeight);
  const out = new Float32Array(3 * toHeight * toWidth);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < toHeight; y++) {
      const to = (c * toHeight + y) * toWidth;
      for (let k = 0; k < (down.counts[y] as number); k++) {
        const weight = down.weights[y * down.stride + k] as number;
        const from = (c * height + (down.starts[y] as number) + k) * toWidth;
        for (let x = 0; x < toWidth; x++)
          out[to + x] = (out[to + x] as number) + weight * (rows[from + x] as number);
      }
    }
  }
  return out;
}

/** Taps whose weights are whole numbers of 2^-bits. */
interface WholeTaps extends Omit<Taps, 'weights'> {
  readonly weights: Int32Array;
  readonly bits: number;
}

/** Pillow's PRECISION_BITS, and the most that PyTorch takes. */
const MOST_BITS = 22;

function wholeTaps({ stride, starts, counts, weights }: Taps, arithmetic: Arithmetic): WholeTaps {
  const bits = arithmetic === 'pillow' ? MOST_BITS : shortBits(weights);
  const whole = Int32Array.from(weights, (w) => Math.trunc(w * 2 ** bits + (w < 0 ? -0.5 : 0.5)));
  return { stride, starts, counts, weights: whole, bits };
}

/** The most bits with which the largest weight is below 2^15. */
function shortBits(weights: Float64Array): number {
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  let bits = 0;
  while (bits < MOST_BITS && Math.trunc(0.5 + largest * 2 ** (bits + 1)) < 1 << 15) bits++;
  return bits;
}

/** [3][height][width] to [3][height][toWidth] */
function rowPass({ data, width, height }: Planes, toWidth: number, taps: WholeTaps): Uint8Array {
  const { stride, starts, counts, weights, bits } = taps;
  const half = 1 << (bits - 1);
  const rows = 3 * height;
  const out = new Uint8Array(rows * toWidth);
  for (let r = 0; r < rows; r++) {
    for (let x = 0; x < toWidth; x++) {
      const from = r * width + (starts[x] as number);
      const own = x * stride;
      const count = counts[x] as number;
      let sum = half;
      for (let k = 0; k < count; k++) {
        sum = (sum + Math.imul(weights[own + k] as number, data[from + k] as number)) | 0;
      }
      out[r * toWidth + x] = byte(sum >> bits);
    }
  }
  return out;
}

/** [3][height][width] to [3][toHeight][width] */
function columnPass({ data, width, height }: Planes, toHeight: number, taps: WholeTaps): Uint8Array {
  const { stride, starts, counts, weights, bits } = taps;
  const half = 1 << (bits - 1);
  const sums = new Int32Array(width);
  const out = new Uint8Array(3 * toHeight * width);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < toHeight; y++) {
      sums.fill(half);
      const count = counts[y] as number;
      for (let k = 0; k < count; k++) {
        const weight = weights[y * stride + k] as number;
        const from = (c * height + (starts[y] as number) + k) * width;
        for (let x = 0; x < width; x++) {
          sums[x] = ((sums[x] as number) + Math.imul(weight, data[from + x] as number)) | 0;
        }
      }
      const to = (c * toHeight + y) * width;
      for (let x = 0; x < width; x++) out[to + x] = byte((sums[x] as number) >> bits);
    }
  }
  return out;
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
