// The colour words and how art is recoloured: hue and saturation become those of the word, shading stays.

export const COLOURS = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'gray',
] as const;
export type Colour = (typeof COLOURS)[number];

/** The colour that a word stands for, sRGB 0..255. */
const RGB: Record<Colour, readonly [number, number, number]> = {
  red: [216, 36, 40],
  orange: [246, 132, 24],
  yellow: [250, 212, 44],
  green: [58, 164, 62],
  blue: [44, 108, 222],
  purple: [138, 62, 186],
  pink: [248, 140, 190],
  brown: [128, 78, 44],
  gray: [146, 148, 150],
};

const luma = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;

/**
 * Recolours an icon. Pixel luminance Y maps to t = Yc + (Y - mean Y), where Yc is the colour's own
 * luminance; below Yc the colour is darkened towards black, above it lightened towards white.
 * @param rgba premultiplied RGBA 0..255, any number of pixels; not changed
 */
export function tint(rgba: Float32Array, colour: Colour): Float32Array {
  const [cr, cg, cb] = RGB[colour];
  const yc = luma(cr, cg, cb);
  let sum = 0;
  let area = 0;
  for (let p = 0; p < rgba.length; p += 4) {
    sum += luma(rgba[p] as number, rgba[p + 1] as number, rgba[p + 2] as number);
    area += (rgba[p + 3] as number) / 255;
  }
  const mean = area > 0 ? sum / area : 0;
  const out = new Float32Array(rgba.length);
  for (let p = 0; p < rgba.length; p += 4) {
    const a = (rgba[p + 3] as number) / 255;
    if (a <= 0) continue;
    const y = luma(rgba[p] as number, rgba[p + 1] as number, rgba[p + 2] as number) / a;
    const t = Math.min(250, Math.max(8, yc + (y - mean)));
    const dark = Math.min(1, t / yc);
    const light = t > yc ? (t - yc) / (255 - yc) : 0;
    out[p] = a * (cr * dark * (1 - light) + 255 * light);
    out[p + 1] = a * (cg * dark * (1 - light) + 255 * light);
    out[p + 2] = a * (cb * dark * (1 - light) + 255 * light);
    out[p + 3] = a * 255;
  }
  return out;
}
