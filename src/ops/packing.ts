// How a frozen matrix lies in memory in fewer than 32 bits a weight, and the way there and back on the CPU.
// f16: two halves a word. int8 and int4: groups of 32 neighbours of a row with a scale and a minimum of their own,
// weight = minimum + scale * code (round-to-nearest affine quantisation), as in shaders/quant*.wgsl. No op lives here.
import { FormatError } from '../base/errors.ts';
import { floatToHalf, halfToFloat } from '../base/half.ts';

export type PackedStorage = 'f16' | 'int8' | 'int4';

/** Storage of a weight matrix. f32 is no packing: the plain tensor. */
export type WeightStorage = 'f32' | PackedStorage;

/** A matrix [rows, columns] as u32 words, row by row; columns are the inputs of a layer. */
export interface PackedFormat {
  readonly storage: PackedStorage;
  readonly rows: number;
  readonly columns: number;
}

/** Weights that share a scale and a minimum. */
export const GROUP = 32;

const BITS = { int8: 8, int4: 4 } as const;

/** Words of a group: one with the minimum (high half) and the scale (low half), then the codes, lowest bits first. */
function groupWords(storage: 'int8' | 'int4'): number {
  return 1 + (GROUP * BITS[storage]) / 32;
}

/** Words of a row: whole groups (int8, int4) or whole quads of halves (f16), the last one filled up. */
export function rowWords({ storage, columns }: PackedFormat): number {
  if (storage === 'f16') return 2 * Math.ceil(columns / 4);
  return groupWords(storage) * Math.ceil(columns / GROUP);
}

export function packedWords(format: PackedFormat): number {
  return format.rows * rowWords(format);
}

/**
 * Packs a row-major matrix.
 * @throws FormatError at a weight that is not finite, or too large for f16
 */
export function packMatrix(format: PackedFormat, data: Float32Array): Uint32Array {
  const { storage, rows, columns } = format;
  if (data.length !== rows * columns) {
    throw new Error(`internal: ${data.length} numbers are no ${rows}x${columns} matrix.`);
  }
  const words = new Uint32Array(packedWords(format));
  const stride = rowWords(format);
  for (let row = 0; row < rows; row++) {
    const from = data.subarray(row * columns, (row + 1) * columns);
    const into = words.subarray(row * stride, (row + 1) * stride);
    if (storage === 'f16') packHalves(from, into);
    else packGroups(from, into, BITS[storage]);
  }
  return words;
}

/** The weights that the words stand for, as the kernels read them. @returns [rows, columns] */
export function unpackMatrix(format: PackedFormat, words: ArrayLike<number>): Float32Array {
  const { storage, rows, columns } = format;
  const data = new Float32Array(rows * columns);
  const stride = rowWords(format);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      data[row * columns + c] =
        storage === 'f16'
          ? halfToFloat(((words[row * stride + (c >> 1)] as number) >>> (16 * (c & 1))) & 0xffff)
          : unpackOne(words, row * stride, c, storage);
    }
  }
  return data;
}

function packHalves(from: Float32Array, into: Uint32Array): void {
  for (let c = 0; c < from.length; c++) {
    const bits = floatToHalf(from[c] as number);
    if ((bits & 0x7c00) === 0x7c00) {
      throw new FormatError(
        `A weight is ${from[c]}, and f16 ends at 65504.`,
        'Store the weights as f32, int8 or int4.',
      );
    }
    into[c >> 1] = (into[c >> 1] as number) | (bits << (16 * (c & 1)));
  }
}

/** One row. Minimum and scale are rounded outwards, so that no weight lies outside the codes' range. */
function packGroups(from: Float32Array, into: Uint32Array, bits: 4 | 8): void {
  const top = 2 ** bits - 1;
  const perWord = 32 / bits;
  const stride = 1 + GROUP / perWord;
  for (let first = 0, at = 0; first < from.length; first += GROUP, at += stride) {
    const end = Math.min(from.length, first + GROUP);
    let low = Infinity;
    let high = -Infinity;
    for (let c = first; c < end; c++) {
      low = Math.min(low, from[c] as number);
      high = Math.max(high, from[c] as number);
    }
    if (!Number.isFinite(high - low)) {
      throw new FormatError('A weight is not a finite number.', 'The file is damaged: download it again.');
    }
    const minimum = shorten(low, low < 0);
    const scale = shorten((high - numberOf(minimum)) / top, true);
    into[at] = (minimum << 16) | scale;
    const step = numberOf(scale);
    if (step === 0) continue; // all weights are the minimum
    for (let c = first; c < end; c++) {
      const code = Math.min(top, Math.round(((from[c] as number) - numberOf(minimum)) / step));
      const i = c - first;
      const word = at + 1 + Math.floor(i / perWord);
      into[word] = (into[word] as number) | (code << (bits * (i % perWord)));
    }
  }
}

function unpackOne(words: ArrayLike<number>, row: number, c: number, storage: 'int8' | 'int4'): number {
  const bits = BITS[storage];
  const perWord = 32 / bits;
  const at = row + groupWords(storage) * Math.floor(c / GROUP);
  const i = c % GROUP;
  const code =
    ((words[at + 1 + Math.floor(i / perWord)] as number) >>> (bits * (i % perWord))) & (2 ** bits - 1);
  const head = words[at] as number;
  return numberOf(head >>> 16) + numberOf(head & 0xffff) * code;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The upper half of an f32 (bfloat16), rounded towards zero or away from it. */
function shorten(value: number, away: boolean): number {
  float[0] = value;
  // A double that f32 rounds towards zero must not lose its last bit for the second rounding.
  const inexact = away && Math.abs(value) > Math.abs(float[0]);
  const bits = word[0] as number;
  return (bits >>> 16) + (away && ((bits & 0xffff) !== 0 || inexact) ? 1 : 0);
}

function numberOf(short: number): number {
  word[0] = short << 16;
  return float[0] as number;
}
