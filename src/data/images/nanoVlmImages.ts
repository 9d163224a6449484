// nanoVLM's image processing (its data/custom_transforms.py and data/processors.py): first models squeeze a picture
// into one square, later ones resize it to whole tiles, cut it, and put the whole picture at one tile's size before
// them. Pillow resizes the bytes, torchvision the floats of the whole picture. Pixels are in [0, 1]. Pure.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { planesWithoutAlpha, type Picture } from './planes.ts';
import { tileLength, writeTiles, type ByteValues, type PreparedImage } from './prepared.ts';
import { resampleBytes, resampleFloats } from './resample.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const Settings = v.object({
  vit_img_size: side,
  /** Absent before pictures were split. */
  max_img_size: v.optional(side),
  resize_to_max_side_len: v.optional(v.boolean(), false),
  vlm_extra_tokens: v.optional(v.record(v.string(), v.string()), {}),
});

export interface NanoVlmImages {
  readonly kind: 'nanovlm';
  /** Pixels a tile's side. */
  readonly side: number;
  /** The longest side after resizing; undefined = one square, proportions lost. */
  readonly longest: number | undefined;
  /** Smaller pictures are enlarged to `longest`. */
  readonly enlarge: boolean;
  /** Whether the whole picture comes before its tiles. */
  readonly whole: boolean;
}

/**
 * Reads what a nanoVLM config.json says of images.
 * @throws FormatError naming the field
 */
export function parseNanoVlmImages(json: unknown, file = 'config.json'): NanoVlmImages {
  const parsed = v.safeParse(Settings, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(`${file}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`);
  }
  const { vit_img_size, max_img_size, resize_to_max_side_len, vlm_extra_tokens } = parsed.output;
  if (max_img_size !== undefined && max_img_size % vit_img_size !== 0) {
    throw new FormatError(
      `${file}: max_img_size ${max_img_size} is not a multiple of vit_img_size ${vit_img_size}.`,
    );
  }
  return {
    kind: 'nanovlm',
    side: vit_img_size,
    longest: max_img_size,
    enlarge: resize_to_max_side_len,
    whole: 'global_image_token' in vlm_extra_tokens,
  };
}

/** torchvision's ToTensor. */
const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
const VALUES: ByteValues = [UNIT, UNIT, UNIT];

/** The whole picture (where there is more than one tile), then the tiles row by row. */
export function nanoVlmImage(
  picture: Picture,
  { side: S, longest, enlarge, whole }: NanoVlmImages,
): PreparedImage {
  const colours = planesWithoutAlpha(picture);
  const squeezed = longest === undefined;
  const [width, height] = squeezed ? [S, S] : sizeOf(colours.width, colours.height, S, longest, enlarge);
  const image = resampleBytes(colours, width, height, squeezed ? 'bilinear' : 'bicubic', 'pillow');
  const [rows, cols] = [height / S, width / S];
  const before = whole && rows * cols > 1 ? 1 : 0;
  const count = rows * cols + before;
  const pixels = new Float32Array(count * tileLength(S));
  if (before > 0) {
    const floats = new Float32Array(image.data.length);
    for (let i = 0; i < floats.length; i++) floats[i] = UNIT[image.data[i] as number] as number;
    pixels.set(resampleFloats(floats, [width, height], [S, S], 'bilinear'));
  }
  writeTiles(pixels, before, image, S, VALUES);
  return { rows, cols, count, side: S, pixels };
}

/** The longer side to a multiple of a tile's, at most `longest`; the shorter in proportion, up to a multiple. */
function sizeOf(
  width: number,
  height: number,
  S: number,
  longest: number,
  enlarge: boolean,
): [width: number, height: number] {
  const [long, short] = width >= height ? [width, height] : [height, width];
  const toLong = enlarge ? longest : Math.min(longest, Math.ceil(long / S) * S);
  const toShort = Math.max(S, Math.ceil((short * (toLong / long)) / S) * S);
  return width >= height ? [toLong, toShort] : [toShort, toLong];
}
