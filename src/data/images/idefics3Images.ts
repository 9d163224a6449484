// Idefics3's and SmolVLM's image processor: a picture is enlarged or shrunk to a longest edge, then to whole tiles, cut
// into them, and followed by itself at the size of one tile. As transformers' default class for these models computes
// it (Idefics3ImageProcessor on torchvision's byte tensors). Pure.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { planesOverWhite, type Picture, type Planes } from './planes.ts';
import { tileLength, writeTile, writeTiles, type ByteValues, type PreparedImage } from './prepared.ts';
import { resampleBytes } from './resample.ts';
import type { Filter } from './taps.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const channels = v.pipe(v.array(v.number()), v.length(3));
const flag = v.optional(v.boolean(), true);

/** preprocessor_config.json; what is absent has the class's own default. */
const Settings = v.object({
  image_processor_type: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(Idefics3|SmolVLM)ImageProcessor(Fast|Pil)?$/, 'is not a processor of Idefics3 or SmolVLM'),
    ),
  ),
  do_resize: flag,
  size: v.optional(v.union([v.object({ longest_edge: side }), v.object({ height: side, width: side })]), {
    longest_edge: 4 * 364,
  }),
  /** Pillow's number of the filter. */
  resample: v.optional(v.picklist([1, 2, 3]), 1),
  do_image_splitting: flag,
  max_image_size: v.optional(v.object({ longest_edge: side }), { longest_edge: 364 }),
  do_rescale: flag,
  rescale_factor: v.optional(v.number(), 1 / 255),
  do_normalize: flag,
  image_mean: v.optional(channels, [0.5, 0.5, 0.5]),
  image_std: v.optional(channels, [0.5, 0.5, 0.5]),
});

const FILTERS: Readonly<Record<1 | 2 | 3, Filter>> = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' };
/** No side is longer than this after the first resize. */
const LONGEST = 4096;

export interface Idefics3Images {
  readonly kind: 'idefics3';
  /** The first resize: longest edge, or both; undefined = none. */
  readonly size:
    { readonly longest: number } | { readonly width: number; readonly height: number } | undefined;
  readonly filter: Filter;
  readonly split: boolean;
  /** Pixels a tile's side. */
  readonly side: number;
  readonly values: ByteValues;
}

/**
 * Reads preprocessor_config.json, or a processor_config.json that holds it under `image_processor`.
 * @throws FormatError naming the field
 */
export function parseIdefics3Images(json: unknown, file = 'preprocessor_config.json'): Idefics3Images {
  const inner = (json as { image_processor?: unknown } | null)?.image_processor ?? json;
  const parsed = v.safeParse(Settings, inner);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(`${file}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`);
  }
  const { size, ...settings } = parsed.output;
  return {
    kind: 'idefics3',
    size: !settings.do_resize ? undefined : 'longest_edge' in size ? { longest: size.longest_edge } : size,
    filter: FILTERS[settings.resample],
    split: settings.do_image_splitting,
    side: settings.max_image_size.longest_edge,
    values: byteValues(settings),
  };
}

/** float32 throughout, rescaling folded into the normalisation's mean and deviation, as the class does it. */
function byteValues(settings: Omit<v.InferOutput<typeof Settings>, 'size'>): ByteValues {
  const { do_rescale: rescale, do_normalize: normalise, rescale_factor: factor } = settings;
  const f = Math.fround;
  const unit = rescale ? f(1 / factor) : 1;
  const of = (c: number): Float32Array => {
    const mean = f(f(settings.image_mean[c] as number) * unit);
    const deviation = f(f(settings.image_std[c] as number) * unit);
    return Float32Array.from({ length: 256 }, (_, byte) => {
      if (normalise) return f(byte - mean) / deviation;
      return rescale ? byte * f(factor) : byte;
    });
  };
  return [of(0), of(1), of(2)];
}

/** The picture's tiles, then the whole picture as one; a picture of one tile is that alone. */
export function idefics3Image(picture: Picture, processor: Idefics3Images): PreparedImage {
  const { filter, split, side: S, values } = processor;
  const resize = (image: Planes, [width, height]: Size): Planes =>
    resampleBytes(image, width, height, filter, 'torch');
  let image = planesOverWhite(picture);
  if (processor.size !== undefined)
    image = resize(image, firstSize([image.width, image.height], processor.size));
  image = resize(image, split ? wholeTiles([image.width, image.height], S) : [S, S]);
  const [rows, cols] = [image.height / S, image.width / S];
  const tiles = rows * cols;
  const alone = tiles === 1;
  const count = alone ? 1 : tiles + 1;
  const pixels = new Float32Array(count * tileLength(S));
  writeTiles(pixels, 0, image, S, values);
  if (alone) return { rows: 0, cols: 0, count, side: S, pixels };
  writeTile(pixels, tiles, resize(image, [S, S]), [0, 0], S, values);
  return { rows, cols, count, side: S, pixels };
}

type Size = readonly [width: number, height: number];

function firstSize([width, height]: Size, size: NonNullable<Idefics3Images['size']>): Size {
  if (!('longest' in size)) return [size.width, size.height];
  const even = (n: number): number => n + (n % 2);
  const [w, h] = toLongest([width, height], size.longest, even);
  return Math.max(w, h) > LONGEST ? toLongest([w, h], LONGEST, (n) => n) : [w, h];
}

/** The longer side becomes `longest`, the other keeps the proportion. */
function toLongest([width, height]: Size, longest: number, finish: (n: number) => number): Size {
  const ratio = width / height;
  const shorter = (n: number): number => Math.max(1, finish(Math.trunc(n)));
  return width >= height ? [longest, shorter(longest / ratio)] : [shorter(longest * ratio), longest];
}

/** Both sides up to a multiple of a tile's: first the longer, then the other by the proportion. */
function wholeTiles([width, height]: Size, S: number): Size {
  const up = (n: number): number => Math.ceil(n / S) * S;
  const ratio = width / height;
  if (width >= height) return [up(width), up(Math.trunc(up(width) / ratio))];
  return [up(Math.trunc(up(height) * ratio)), up(height)];
}
