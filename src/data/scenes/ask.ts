// Which questions a scene allows, and drawing them: about half of the yes/no ones have the answer no, and
// absent nouns are drawn as in POPE: at random, among popular ones, or from the scene's own themes.
import type { Random } from '../../base/random.ts';
import type { QuestionType } from '../../protocol/dialogue.ts';
import { COLOURS } from './colours.ts';
import { RELATIONS, colourOf, countOf, holds, opposite, singleCell } from './facts.ts';
import { CATEGORIES, NOUNS, noun, nounsOfTheme } from './nouns.ts';
import { polarityOf } from './query.ts';
import type { Query } from './query.ts';
import { BY_POPULARITY } from './scene.ts';
import type { SceneTruth } from './scene.ts';

/** POPE's three ways to choose an absent noun. */
export const DISTRACTORS = ['random', 'popular', 'adversarial'] as const;
export type Distractor = (typeof DISTRACTORS)[number];

/** How many of the most popular nouns count as popular. */
const POPULAR = 16;

/** A noun that is not in the scene. */
export function absentNoun(truth: SceneTruth, how: Distractor, random: Random): number {
  const absent = (i: number): boolean => countOf(truth, i) === 0;
  const pools: Record<Distractor, () => number[]> = {
    random: () => NOUNS.map((_, i) => i),
    popular: () => BY_POPULARITY.slice(0, POPULAR),
    adversarial: () => [...new Set(truth.kinds.map((k) => noun(k.noun).theme))].flatMap(nounsOfTheme),
  };
  const pool = pools[how]().filter(absent);
  return random.pick(pool.length > 0 ? pool : pools.random().filter(absent));
}

/** "Is there a ...?" about a present noun or an absent one. */
export function askExists(truth: SceneTruth, random: Random, about: 'present' | Distractor): Query {
  const a = about === 'present' ? random.pick(truth.kinds).noun : absentNoun(truth, about, random);
  return { kind: 'exists', a };
}

/** A question of a type; undefined when the scene allows none (spatial needs a single object). */
export function ask(truth: SceneTruth, type: QuestionType, random: Random): Query | undefined {
  const yes = random.next() < 0.5;
  const kind = random.pick(truth.kinds);
  switch (type) {
    case 'existence':
      return askExists(
        truth,
        random,
        yes ? 'present' : random.pick(['random', 'popular', 'adversarial', 'adversarial'] as const),
      );
    case 'counting':
      return random.next() < 0.9
        ? { kind: 'count', a: kind.noun }
        : { kind: 'count', a: absentNoun(truth, 'adversarial', random) };
    case 'attribute':
      return random.next() < 0.7
        ? { kind: 'colour', a: kind.noun }
        : { kind: 'isColour', a: kind.noun, colour: askedColour(truth, kind.noun, yes, random) };
    case 'spatial':
      return askSpatial(truth, yes, random);
    case 'reasoning':
      return askReasoning(truth, yes, random);
    case 'description':
      return { kind: 'describe' };
  }
}

/** The true colour for yes; for no the usual colour, where it is not the true one, or any other. */
function askedColour(truth: SceneTruth, a: number, yes: boolean, random: Random) {
  const colour = colourOf(truth, a) as (typeof COLOURS)[number];
  const usual = noun(a).colour;
  if (yes) return colour;
  if (colour !== usual && random.next() < 0.7) return usual;
  return random.pick(COLOURS.filter((c) => c !== colour));
}

function askSpatial(truth: SceneTruth, yes: boolean, random: Random): Query | undefined {
  const singles = random.shuffle(
    truth.kinds.map((k) => k.noun).filter((i) => singleCell(truth, i) !== undefined),
  );
  const [a, b] = singles;
  if (a === undefined) return undefined;
  if (b === undefined || random.next() < 0.5) return { kind: 'where', a };
  const relation = random.pick(RELATIONS.filter((r) => holds(truth, a, r, b)));
  return { kind: 'relation', a, relation: yes ? relation : opposite(relation), b };
}

function askReasoning(truth: SceneTruth, yes: boolean, random: Random): Query {
  const [first, second] = random.shuffle(truth.kinds);
  const pick = random.next();
  if (pick < 0.4 && first && second) {
    const [a, b] =
      yes === first.cells.length > second.cells.length
        ? [first.noun, second.noun]
        : [second.noun, first.noun];
    return { kind: random.next() < 0.5 ? 'more' : 'which', a, b };
  }
  if (pick < 0.75) {
    const fit = CATEGORIES.filter((c) => polarityOf(truth, { kind: 'category', category: c }) === yes);
    return { kind: 'category', category: random.pick(fit) };
  }
  const present = noun(random.pick(truth.kinds).noun).category;
  return pick < 0.9 ? { kind: 'kinds', category: present } : { kind: 'total' };
}
