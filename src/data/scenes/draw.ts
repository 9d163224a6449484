// Draws a scene as pixels, and its truth per cell. Sprites (noun x colour x size) are made once per atlas.
import { FormatError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { paintBackground } from './background.ts';
import { COLOURS, tint } from './colours.ts';
import type { Colour } from './colours.ts';
import { NOUNS, noun } from './nouns.ts';
import { GRID } from './scene.ts';
import type { Scene, SceneTruth, Style } from './scene.ts';

/** Pixels along the side of an image and of a cell. */
export const IMAGE_SIZE = 96;
export const CELL_SIZE = IMAGE_SIZE / GRID;
const SPRITE_SIZES = [20, 21, 22] as const;

/** The icons of one art style and the sprites made of them. */
export interface Atlas {
  style: Style;
  /** Pixels along an icon's side. */
  size: number;
  /** Premultiplied RGBA, [nouns, size, size, 4], 0..255. */
  pixels: Uint8Array;
  sprites: Map<string, Float32Array>;
}

/** Wraps the bytes of public/scenes/<style>.rgba; `size` is given by index.json. */
export function makeAtlas(style: Style, pixels: Uint8Array, size: number): Atlas {
  const wanted = NOUNS.length * size * size * 4;
  if (pixels.length !== wanted) {
    throw new FormatError(
      `The icon file of style ${style} has ${pixels.length} bytes instead of ${wanted}.`,
      'Run node scripts/icons.mjs.',
    );
  }
  return { style, size, pixels, sprites: new Map() };
}

/** Where and how large every object is drawn; separate from drawing so that a test can see it. */
export interface Placement {
  noun: number;
  colour: Colour;
  cell: number;
  /** Left, top and side in pixels. */
  x: number;
  y: number;
  side: number;
}

/** Places the objects: each inside its own cell, with jitter and slightly varied size. */
export function placements(scene: Scene): Placement[] {
  const random = new Random(scene.look);
  return scene.kinds.flatMap((kind) =>
    kind.cells.map((cell) => {
      const side = random.pick(SPRITE_SIZES);
      const x = (cell % GRID) * CELL_SIZE + random.int(CELL_SIZE - side + 1);
      const y = Math.floor(cell / GRID) * CELL_SIZE + random.int(CELL_SIZE - side + 1);
      return { noun: kind.noun, colour: kind.colour, cell, x, y, side };
    }),
  );
}

/** @returns planar RGB [3, 96, 96], values 0..255 */
export function drawScene(scene: Scene, atlas: Atlas): Uint8Array {
  const image = new Uint8Array(3 * IMAGE_SIZE * IMAGE_SIZE);
  paintBackground(image, IMAGE_SIZE, new Random(scene.look ^ 0x5bd1e995));
  const plane = IMAGE_SIZE * IMAGE_SIZE;
  for (const place of placements(scene)) {
    const { side } = place;
    const pixels = sprite(atlas, place.noun, place.colour, side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const p = (y * side + x) * 4;
        const keep = 1 - (pixels[p + 3] as number) / 255;
        if (keep >= 1) continue;
        const at = (place.y + y) * IMAGE_SIZE + place.x + x;
        for (let c = 0; c < 3; c++) {
          const i = c * plane + at;
          image[i] = (pixels[p + c] as number) + (image[i] as number) * keep + 0.5;
        }
      }
    }
  }
  return image;
}

/** What stands in each cell, [16]: noun index and colour index, -1 where nothing does. */
export function cellTruth(scene: SceneTruth): { nouns: Int16Array; colours: Int16Array } {
  const nouns = new Int16Array(GRID * GRID).fill(-1);
  const colours = new Int16Array(GRID * GRID).fill(-1);
  for (const kind of scene.kinds) {
    for (const cell of kind.cells) {
      nouns[cell] = kind.noun;
      colours[cell] = COLOURS.indexOf(kind.colour);
    }
  }
  return { nouns, colours };
}

/** Premultiplied RGBA [side, side, 4]. Usual colours keep the noto art as it is, unless it is too mixed. */
function sprite(atlas: Atlas, index: number, colour: Colour, side: number): Float32Array {
  const key = `${index} ${colour} ${side}`;
  let made = atlas.sprites.get(key);
  if (!made) {
    const { art, colour: usual } = noun(index);
    const asIs = atlas.style === 'noto' && art === 'natural' && colour === usual;
    const small = shrink(atlas, index, side);
    made = asIs ? small : tint(small, colour);
    atlas.sprites.set(key, made);
  }
  return made;
}

/** Resamples an icon to side x side: the mean over each target pixel's area, cut into 4 x 4 samples. */
function shrink(atlas: Atlas, index: number, side: number): Float32Array {
  const { size, pixels } = atlas;
  const start = index * size * size * 4;
  const out = new Float32Array(side * side * 4);
  const source = (target: number, sub: number): number =>
    Math.min(size - 1, Math.floor(((target + (sub + 0.5) / 4) * size) / side));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let sub = 0; sub < 16; sub++) {
        const from = start + (source(y, sub >> 2) * size + source(x, sub & 3)) * 4;
        for (let c = 0; c < 4; c++) {
          const o = (y * side + x) * 4 + c;
          out[o] = (out[o] as number) + (pixels[from + c] as number) / 16;
        }
      }
    }
  }
  return out;
}
