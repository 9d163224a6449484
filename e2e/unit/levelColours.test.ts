// The levels' colours in tokens.css, measured: contrast as WCAG 2.1 defines it, and distance as people with each common
// kind of colour blindness see it, by the matrices of Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LEVEL_COLOURS, levelColour } from '../../src/ui/styles.ts';

type Triple = readonly [number, number, number];

const TOKENS = readFileSync(new URL('../../src/ui/tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
const SIGHT: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** A custom property's colour in a theme, as linear RGB of 0 to 1. */
function colour(name: string, theme: (typeof THEMES)[number]): Triple {
  const [, light, dark] = new RegExp(`${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(TOKENS) ?? [];
  const hex = theme === 'light' ? light : dark;
  if (hex === undefined) throw new Error(`tokens.css has no ${name}`);
  const linear = (at: number): number => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [linear(1), linear(3), linear(5)];
}

const times = (rows: readonly [Triple, Triple, Triple], [r, g, b]: Triple): Triple => {
  const [x, y, z] = rows.map((row) => row[0] * r + row[1] * g + row[2] * b);
  return [x ?? 0, y ?? 0, z ?? 0];
};

const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: Triple, b: Triple): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** CIE 1976 L*a*b* under D65, of linear sRGB. */
function lab(rgb: Triple): Triple {
  const xyz = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb,
  );
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [x, y, z] = [f(xyz[0] / 0.95047), f(xyz[1]), f(xyz[2] / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: Triple, b: Triple, sight: readonly [Triple, Triple, Triple]): number {
  const seen = [a, b].map((rgb) => {
    const [r, g, bl] = times(sight, rgb).map((v) => Math.min(1, Math.max(0, v)));
    return lab([r ?? 0, g ?? 0, bl ?? 0]);
  });
  const [p = [0, 0, 0], q = [0, 0, 0]] = seen;
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

test('the measure is CIE 1976: black and white are 100 apart', () => {
  expect(distance([0, 0, 0], [1, 1, 1], SIGHT.normal as [Triple, Triple, Triple])).toBeCloseTo(100, 3);
  expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21, 12);
});

test.each(THEMES)('in the %s theme a level can be read on paper, sheet and sunk ground', (theme) => {
  for (let k = 0; k < LEVEL_COLOURS; k++) {
    for (const ground of ['--paper', '--sheet', '--sunk']) {
      const ratio = contrast(colour(`--level-${k}`, theme), colour(ground, theme));
      expect(ratio, `level ${k} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test.each(THEMES.flatMap((theme) => Object.keys(SIGHT).map((kind) => [theme, kind] as const)))(
  'in the %s theme levels stay apart for %s sight: neighbours and the first four clearly, all others visibly',
  (theme, kind) => {
    const levels = Array.from({ length: LEVEL_COLOURS }, (_, k) => colour(`--level-${k}`, theme));
    for (const [i, a] of levels.entries()) {
      for (const [j, b] of levels.entries()) {
        if (j <= i) continue;
        // A difference of 2.3 is just noticeable; lines and small figures need several times that.
        const least = j === i + 1 || j < 4 ? 20 : 12;
        const found = distance(a, b, SIGHT[kind] as [Triple, Triple, Triple]);
        expect(found, `levels ${i} and ${j}`).toBeGreaterThanOrEqual(least);
      }
    }
  },
);

test('a longer ladder has the last colour again, beside its number', () => {
  expect(levelColour(LEVEL_COLOURS - 1)).toBe(`var(--level-${LEVEL_COLOURS - 1})`);
  expect(levelColour(LEVEL_COLOURS + 3)).toBe(levelColour(LEVEL_COLOURS - 1));
});
