import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { paintBackground } from './background.ts';
import { COLOURS, tint } from './colours.ts';
import { CELL_SIZE, IMAGE_SIZE, cellTruth, drawScene, makeAtlas, placements } from './draw.ts';
import { NOUNS } from './nouns.ts';
import { GRID, makeScene } from './scene.ts';
import type { Style } from './scene.ts';

const { size } = JSON.parse(readFileSync('public/scenes/index.json', 'utf8')) as { size: number };
const atlas = (style: Style) =>
  makeAtlas(style, new Uint8Array(readFileSync(`public/scenes/${style}.rgba`)), size);

describe('drawScene', () => {
  it('draws the same pixels for the same scene', () => {
    const scene = makeScene('bench', 3);
    expect(drawScene(scene, atlas('noto'))).toEqual(drawScene(scene, atlas('noto')));
  });

  it('keeps every object in its cell, and leaves the rest to the background', () => {
    const icons = atlas('noto');
    for (let i = 0; i < 60; i++) {
      const scene = makeScene('pretrain', i);
      for (const p of placements(scene)) {
        const left = (p.cell % GRID) * CELL_SIZE;
        const top = Math.floor(p.cell / GRID) * CELL_SIZE;
        expect(p.x).toBeGreaterThanOrEqual(left);
        expect(p.y).toBeGreaterThanOrEqual(top);
        expect(p.x + p.side).toBeLessThanOrEqual(left + CELL_SIZE);
        expect(p.y + p.side).toBeLessThanOrEqual(top + CELL_SIZE);
      }
      const empty = drawScene({ ...scene, kinds: [] }, icons);
      const image = drawScene(scene, icons);
      const { nouns } = cellTruth(scene);
      const changed = new Set<number>();
      image.forEach((value, at) => {
        if (value === empty[at]) return;
        const y = Math.floor((at % (IMAGE_SIZE * IMAGE_SIZE)) / IMAGE_SIZE);
        changed.add(Math.floor(y / CELL_SIZE) * GRID + Math.floor((at % IMAGE_SIZE) / CELL_SIZE));
      });
      for (let c = 0; c < GRID * GRID; c++) expect(changed.has(c)).toBe(nouns[c] !== -1);
    }
  });

  it('draws pale backgrounds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const image = new Uint8Array(3 * 32 * 32);
      paintBackground(image, 32, new Random(seed));
      expect(Math.min(...image)).toBeGreaterThan(200);
    }
  });
});

describe('tint', () => {
  it('moves an icon to the named colour: nearer to it than to any other', () => {
    const icon = Float32Array.from(atlas('noto').pixels.slice(0, size * size * 4));
    const mean = (rgba: Float32Array): number[] => {
      const sum = [0, 0, 0, 0];
      rgba.forEach((v, i) => (sum[i % 4] = (sum[i % 4] as number) + v));
      return sum.slice(0, 3).map((s) => (s / (sum[3] as number)) * 255);
    };
    const flat = new Map(COLOURS.map((c) => [c, mean(tint(new Float32Array([128, 128, 128, 255]), c))]));
    for (const colour of COLOURS) {
      const got = mean(tint(icon, colour));
      const distance = (to: number[]): number => Math.hypot(...to.map((v, c) => v - (got[c] as number)));
      const nearest = [...flat].sort(([, x], [, y]) => distance(x) - distance(y))[0]?.[0];
      expect(nearest).toBe(colour);
    }
  });

  it('keeps the outline', () => {
    const icon = Float32Array.from(atlas('noto').pixels.slice(0, size * size * 4));
    const tinted = tint(icon, 'blue');
    for (let p = 3; p < icon.length; p += 4) expect(tinted[p]).toBeCloseTo(icon[p] as number, 3);
  });
});

describe('the icon files', () => {
  it('hold one icon per noun, as the script extracts them', async () => {
    const { rasterise } = await import('../../../scripts/icons.mjs');
    for (const style of ['noto', 'fluent'] as const) {
      for (const i of [0, 17, 63]) {
        const bytes = size * size * 4;
        const stored = atlas(style).pixels.slice(i * bytes, (i + 1) * bytes);
        expect(stored).toEqual(new Uint8Array(rasterise(style, NOUNS[i]?.icon)));
      }
    }
  });
});
