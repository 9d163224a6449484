// Questions to a scene's truth: how many, which colour, where. Pure look-ups, no language.
import type { Colour } from './colours.ts';
import { noun } from './nouns.ts';
import type { Category } from './nouns.ts';
import { GRID } from './scene.ts';
import type { Kind, SceneTruth } from './scene.ts';

export const QUADRANTS = ['top left', 'top right', 'bottom left', 'bottom right'] as const;
export type Quadrant = (typeof QUADRANTS)[number];

export const RELATIONS = ['left of', 'right of', 'above', 'below'] as const;
export type Relation = (typeof RELATIONS)[number];

export function kindOf(truth: SceneTruth, index: number): Kind | undefined {
  return truth.kinds.find((k) => k.noun === index);
}

export function countOf(truth: SceneTruth, index: number): number {
  return kindOf(truth, index)?.cells.length ?? 0;
}

export function colourOf(truth: SceneTruth, index: number): Colour | undefined {
  return kindOf(truth, index)?.colour;
}

/** The only cell of a kind; undefined when there is none or more than one. */
export function singleCell(truth: SceneTruth, index: number): number | undefined {
  const kind = kindOf(truth, index);
  return kind?.cells.length === 1 ? kind.cells[0] : undefined;
}

/** The quadrant of a single object. */
export function quadrantOf(truth: SceneTruth, index: number): Quadrant | undefined {
  const cell = singleCell(truth, index);
  if (cell === undefined) return undefined;
  const vertical = Math.floor(cell / GRID) < GRID / 2 ? 'top' : 'bottom';
  return `${vertical} ${cell % GRID < GRID / 2 ? 'left' : 'right'}`;
}

/** Whether single object a stands so to single object b: by column for left and right, by row otherwise. */
export function holds(truth: SceneTruth, a: number, relation: Relation, b: number): boolean {
  const ca = singleCell(truth, a);
  const cb = singleCell(truth, b);
  if (ca === undefined || cb === undefined) return false;
  const columns = (ca % GRID) - (cb % GRID);
  const rows = Math.floor(ca / GRID) - Math.floor(cb / GRID);
  if (relation === 'left of') return columns < 0;
  if (relation === 'right of') return columns > 0;
  return relation === 'above' ? rows < 0 : rows > 0;
}

export function opposite(relation: Relation): Relation {
  if (relation === 'left of') return 'right of';
  if (relation === 'right of') return 'left of';
  return relation === 'above' ? 'below' : 'above';
}

/** Kinds of one category, in reading order. */
export function kindsOfCategory(truth: SceneTruth, category: Category): Kind[] {
  return truth.kinds.filter((k) => noun(k.noun).category === category);
}

export function totalOf(truth: SceneTruth): number {
  return truth.kinds.reduce((sum, k) => sum + k.cells.length, 0);
}
