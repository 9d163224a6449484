// A picture's bytes as image processors take them: RGB planes out of a canvas's RGBA. Pure, no DOM.
import { ShapeError } from '../../base/errors.ts';

/** 8-bit RGB, one plane after another. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** [3][height][width] */
  readonly data: Uint8Array;
}

/** A decoded picture, alpha not multiplied in (what ImageData holds). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height][width][4] */
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/**
 * The picture over white, as transformers does with `do_convert_rgb` (Pillow's alpha_composite, whose integer
 * arithmetic this is).
 * @throws ShapeError when the bytes are not width * height * 4
 */
export function planesOverWhite(picture: Picture): Planes {
  return planesOf(picture, overWhite);
}

/**
 * The picture's colours with its alpha left out, as Pillow's convert("RGB") does.
 * @throws ShapeError when the bytes are not width * height * 4
 */
export function planesWithoutAlpha(picture: Picture): Planes {
  return planesOf(picture, (value) => value);
}

function planesOf({ width, height, rgba }: Picture, mix: (value: number, alpha: number) => number): Planes {
  const pixels = width * height;
  if (!(pixels > 0) || rgba.length !== pixels * 4) {
    throw new ShapeError(`A picture of ${width} x ${height} pixels has ${rgba.length} bytes, not 4 a pixel.`);
  }
  const data = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const alpha = rgba[i * 4 + 3] as number;
    for (let c = 0; c < 3; c++) {
      const value = rgba[i * 4 + c] as number;
      data[c * pixels + i] = alpha === 255 ? value : mix(value, alpha);
    }
  }
  return { width, height, data };
}

/** Pillow keeps 7 bits below the point and divides by 255 with a shift. */
function overWhite(value: number, alpha: number): number {
  const share = alpha << 7;
  const sum = value * share + 255 * ((255 << 7) - share) + (128 << 7);
  return ((sum >> 8) + sum) >> 15;
}
