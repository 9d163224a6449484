import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noun } from './nouns.ts';
import {
  BY_POPULARITY,
  GRID,
  MAX_COUNT,
  MAX_KINDS,
  MAX_OBJECTS,
  SPLITS,
  contentKey,
  makeScene,
  sceneOf,
  sceneRef,
} from './scene.ts';
import type { Scene } from './scene.ts';

const some = (n: number, make: (i: number) => Scene): Scene[] => Array.from({ length: n }, (_, i) => make(i));

describe('makeScene', () => {
  it('gives the same scene for the same arguments, and through its reference', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SPLITS),
        fc.nat(1_000_000),
        fc.boolean(),
        fc.constantFrom('noto', 'fluent'),
        (split, index, priorDefying, style) => {
          const scene = makeScene(split, index, { priorDefying, style });
          expect(makeScene(split, index, { priorDefying, style })).toEqual(scene);
          const ref = sceneRef(scene);
          if (ref.kind === 'scene') expect(sceneOf(ref)).toEqual(scene);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps to the limits: kinds, counts, cells', () => {
    for (const scene of some(500, (i) => makeScene('pretrain', i))) {
      const cells = scene.kinds.flatMap((k) => k.cells);
      expect(new Set(cells).size).toBe(cells.length);
      expect(cells.every((c) => c >= 0 && c < GRID * GRID)).toBe(true);
      expect(cells.length).toBeLessThanOrEqual(MAX_OBJECTS);
      expect(scene.kinds.length).toBeGreaterThan(0);
      expect(scene.kinds.length).toBeLessThanOrEqual(MAX_KINDS);
      expect(new Set(scene.kinds.map((k) => k.noun)).size).toBe(scene.kinds.length);
      for (const kind of scene.kinds) {
        expect(kind.cells.length).toBeGreaterThan(0);
        expect(kind.cells.length).toBeLessThanOrEqual(MAX_COUNT);
      }
    }
  });

  it('never puts one scene into two splits', () => {
    const owner = new Map<string, string>();
    for (const split of SPLITS) {
      for (const priorDefying of [false, true]) {
        for (const scene of some(1500, (i) => makeScene(split, i, { priorDefying }))) {
          const key = contentKey(scene);
          expect(owner.get(key) ?? split).toBe(split);
          owner.set(key, split);
        }
      }
    }
  });

  it('takes most kinds from the theme, usual colours mostly, and none in prior-defying scenes', () => {
    const scenes = some(1000, (i) => makeScene('pretrain', i));
    const kinds = scenes.flatMap((s) => s.kinds.map((k) => ({ ...k, theme: s.theme })));
    const share = (hit: (k: (typeof kinds)[number]) => boolean): number =>
      kinds.filter(hit).length / kinds.length;
    // 1 of about 2.6 kinds is always of the theme, the others with 0.75 + 0.25 / 12.
    const themed = share((k) => noun(k.noun).theme === k.theme);
    expect(themed).toBeGreaterThan(0.78);
    expect(themed).toBeLessThan(0.93);
    expect(Math.abs(share((k) => noun(k.noun).colour === k.colour) - 0.7)).toBeLessThan(0.04);
    for (const scene of some(300, (i) => makeScene('bench', i, { priorDefying: true }))) {
      for (const kind of scene.kinds) expect(kind.colour).not.toBe(noun(kind.noun).colour);
    }
  });

  it('draws popular nouns more often than unpopular ones', () => {
    const counts = new Map<number, number>();
    for (const scene of some(2000, (i) => makeScene('pretrain', i))) {
      for (const k of scene.kinds) counts.set(k.noun, (counts.get(k.noun) ?? 0) + 1);
    }
    const sum = (list: readonly number[]): number => list.reduce((n, i) => n + (counts.get(i) ?? 0), 0);
    expect(sum(BY_POPULARITY.slice(0, 16))).toBeGreaterThan(1.8 * sum(BY_POPULARITY.slice(-16)));
  });
});
