// A scene: which nouns stand in which cells of a 4x4 grid, in which colour. Made from (split, index) alone.
// Two splits never share a scene: each has its own seeds, and owns its own values of a hash of the content.
import { Random, deriveSeed } from '../../base/random.ts';
import type { ImageRef } from '../../protocol/dialogue.ts';
import { COLOURS } from './colours.ts';
import type { Colour } from './colours.ts';
import { NOUNS, THEMES, noun, nounsOfTheme } from './nouns.ts';
import type { Theme } from './nouns.ts';

/** Cells along a side; a cell is 24 pixels, the image 96. Cell index = row * GRID + column. */
export const GRID = 4;
export const MAX_KINDS = 4;
export const MAX_COUNT = 5;
export const MAX_OBJECTS = 12;

/** Share of a scene's kinds after the first that come from its theme. */
export const THEME_SHARE = 0.75;
/** Share of kinds in their usual colour. */
export const USUAL_SHARE = 0.7;
/** Weights of 1..5 objects of a kind, and of 1..4 kinds in a scene. */
export const COUNT_WEIGHTS: readonly number[] = [0.45, 0.25, 0.15, 0.1, 0.05];
const KIND_WEIGHTS: readonly number[] = [0.15, 0.3, 0.35, 0.2];
/** Weight of the nouns of a theme, in the noun table's order. */
export const POPULARITY: readonly number[] = [1, 0.8, 0.6, 0.45, 0.35, 0.3];

/** The hash buckets (of 16) that a split owns. */
const BUCKETS = { pretrain: [0, 10], sft: [10, 12], ladders: [12, 14], bench: [14, 16] } as const;
export type Split = keyof typeof BUCKETS;
export const SPLITS = Object.keys(BUCKETS) as Split[];

export type Style = 'noto' | 'fluent';

export interface Kind {
  /** Noun index. */
  noun: number;
  /** All objects of a kind share one colour. */
  colour: Colour;
  /** Cells in reading order; their number is the count. */
  cells: number[];
}

/** What is in the image: all that questions, answers and the checker look at. */
export interface SceneTruth {
  /** In reading order of their first cells. */
  kinds: Kind[];
}

export interface Scene extends SceneTruth {
  split: Split;
  index: number;
  style: Style;
  /** Every object has a colour that its noun usually has not. */
  priorDefying: boolean;
  theme: Theme;
  /** Seed of everything about the drawing that is not truth: background, jitter, size. */
  look: number;
}

export interface SceneOptions {
  style?: Style;
  priorDefying?: boolean;
}

/** The scene number `index` of a split; the same arguments give the same scene on every machine. */
export function makeScene(split: Split, index: number, options: SceneOptions = {}): Scene {
  const { style = 'noto', priorDefying = false } = options;
  const seed = deriveSeed(deriveSeed(index, `scene/${split}`), priorDefying ? 'defying' : 'plain');
  const [low, high] = BUCKETS[split];
  for (let attempt = 0; attempt < 1000; attempt++) {
    const random = new Random(deriveSeed(seed, `attempt ${attempt}`));
    const theme = random.pick(THEMES);
    const kinds = drawKinds(random, theme, priorDefying);
    const bucket = deriveSeed(7, contentKey({ kinds })) % 16;
    if (bucket < low || bucket >= high) continue;
    const look = deriveSeed(seed, 'look');
    return { split, index, style, priorDefying, theme, kinds, look };
  }
  throw new Error(`internal: no scene ${index} of split ${split} in 1000 attempts`);
}

/** What tells two scenes apart: nouns, colours and cells. */
export function contentKey(truth: SceneTruth): string {
  return truth.kinds.map((k) => `${k.noun}:${k.colour}:${k.cells.join('.')}`).join('|');
}

/** The reference under which a dialogue names this scene; `sceneOf` is its inverse. */
export function sceneRef(scene: Scene): ImageRef {
  const split = scene.priorDefying ? `${scene.split}/prior-defying` : scene.split;
  return { kind: 'scene', seed: scene.index, split, style: scene.style };
}

export function sceneOf(ref: Extract<ImageRef, { kind: 'scene' }>): Scene {
  const [split, option] = ref.split.split('/');
  return makeScene(split as Split, ref.seed, {
    style: ref.style as Style,
    priorDefying: option === 'prior-defying',
  });
}

function drawKinds(random: Random, theme: Theme, priorDefying: boolean): Kind[] {
  const wanted = 1 + random.weighted(KIND_WEIGHTS);
  const free = random.shuffle([...Array(GRID * GRID).keys()]);
  const kinds: Kind[] = [];
  let left = MAX_OBJECTS;
  while (kinds.length < wanted) {
    const own = kinds.length === 0 || random.next() < THEME_SHARE;
    const index = drawNoun(random, own ? theme : random.pick(THEMES));
    if (kinds.some((k) => k.noun === index)) continue;
    const kindsAfter = wanted - kinds.length - 1;
    const count = Math.min(1 + random.weighted(COUNT_WEIGHTS), left - kindsAfter);
    left -= count;
    const cells = free.splice(0, count).sort((a, b) => a - b);
    kinds.push({ noun: index, colour: drawColour(random, index, priorDefying), cells });
  }
  return kinds.sort((a, b) => (a.cells[0] as number) - (b.cells[0] as number));
}

function drawNoun(random: Random, theme: Theme): number {
  const nouns = nounsOfTheme(theme);
  return nouns[random.weighted(POPULARITY.slice(0, nouns.length))] as number;
}

function drawColour(random: Random, index: number, priorDefying: boolean): Colour {
  const usual = noun(index).colour;
  if (!priorDefying && random.next() < USUAL_SHARE) return usual;
  return random.pick(COLOURS.filter((c) => c !== usual));
}

/** Noun indices from the most to the least often drawn (ties in table order). */
export const BY_POPULARITY: readonly number[] = NOUNS.map((n, i) => ({
  i,
  share:
    (POPULARITY[nounsOfTheme(n.theme).indexOf(i)] as number) /
    POPULARITY.slice(0, nounsOfTheme(n.theme).length).reduce((a, b) => a + b, 0),
}))
  .sort((a, b) => b.share - a.share || a.i - b.i)
  .map((entry) => entry.i);
