// Claims: what an answer says about a scene, in a form that truth can judge; and what a question asks for.
import type { Colour } from './colours.ts';
import {
  QUADRANTS,
  colourOf,
  countOf,
  holds,
  kindOf,
  kindsOfCategory,
  opposite,
  quadrantOf,
  totalOf,
} from './facts.ts';
import type { Relation } from './facts.ts';
import { noun } from './nouns.ts';
import type { Category } from './nouns.ts';
import { polarityOf } from './query.ts';
import type { Query } from './query.ts';
import type { SceneTruth } from './scene.ts';

/** a and b are noun indices. `place` is a quadrant or half of one ("top"). */
export type Claim =
  | { kind: 'exists'; a: number; present: boolean }
  | { kind: 'count'; a: number; count: number }
  | { kind: 'colour'; a: number; colour: Colour; is: boolean }
  | { kind: 'where'; a: number; place: string; is: boolean }
  | { kind: 'relation'; a: number; relation: Relation; b: number; is: boolean }
  | { kind: 'compare'; a: number; sign: 'more' | 'equal'; b: number }
  | { kind: 'member'; a: number; category: Category }
  | { kind: 'some'; category: Category; present: boolean }
  | { kind: 'kinds'; category: Category; count: number }
  | { kind: 'total'; count: number }
  | { kind: 'polarity'; yes: boolean };

/** Whether a claim is true of the scene. The query gives "yes" and "no" their meaning. */
export function isTrue(truth: SceneTruth, query: Query, claim: Claim): boolean {
  switch (claim.kind) {
    case 'exists':
      return countOf(truth, claim.a) > 0 === claim.present;
    case 'count':
      return countOf(truth, claim.a) === claim.count;
    case 'colour':
      return countOf(truth, claim.a) > 0 && (colourOf(truth, claim.a) === claim.colour) === claim.is;
    case 'where':
      return countOf(truth, claim.a) > 0 && allIn(truth, claim.a, claim.place) === claim.is;
    case 'relation':
      return (
        countOf(truth, claim.a) > 0 &&
        countOf(truth, claim.b) > 0 &&
        holds(truth, claim.a, claim.relation, claim.b) === claim.is
      );
    case 'compare': {
      const difference = countOf(truth, claim.a) - countOf(truth, claim.b);
      return claim.sign === 'more' ? difference > 0 : difference === 0;
    }
    case 'member':
      return countOf(truth, claim.a) > 0 && noun(claim.a).category === claim.category;
    case 'some':
      return kindsOfCategory(truth, claim.category).length > 0 === claim.present;
    case 'kinds':
      return kindsOfCategory(truth, claim.category).length === claim.count;
    case 'total':
      return totalOf(truth) === claim.count;
    case 'polarity':
      return polarityOf(truth, query) === claim.yes;
  }
}

function allIn(truth: SceneTruth, a: number, place: string): boolean {
  return (kindOf(truth, a)?.cells ?? []).every((cell) => {
    const single = quadrantOf({ kinds: [{ noun: a, colour: 'red', cells: [cell] }] }, a);
    return single !== undefined && place.split(' ').every((word) => single.includes(word));
  });
}

/** The facts that a question asks for. */
export function factsOf(truth: SceneTruth, query: Query): Claim[] {
  const polarity = polarityOf(truth, query);
  const facts: Claim[] = polarity === undefined ? [] : [{ kind: 'polarity', yes: polarity }];
  switch (query.kind) {
    case 'count':
      facts.push({ kind: 'count', a: query.a, count: countOf(truth, query.a) });
      break;
    case 'colour':
    case 'isColour': {
      const colour = colourOf(truth, query.a);
      if (colour && !polarity) facts.push({ kind: 'colour', a: query.a, colour, is: true });
      break;
    }
    case 'where':
      facts.push({
        kind: 'where',
        a: query.a,
        place: quadrantOf(truth, query.a) ?? QUADRANTS[0],
        is: true,
      });
      break;
    case 'relation': {
      const other = opposite(query.relation);
      if (holds(truth, query.a, other, query.b)) facts.push({ ...query, relation: other, is: true });
      break;
    }
    case 'more':
    case 'which':
      if (!polarity) facts.push(comparisonOf(truth, query.a, query.b));
      break;
    case 'category':
      for (const kind of kindsOfCategory(truth, query.category)) {
        facts.push({ kind: 'member', a: kind.noun, category: query.category });
      }
      break;
    case 'kinds':
      facts.push({ ...query, count: kindsOfCategory(truth, query.category).length });
      break;
    case 'total':
      facts.push({ kind: 'total', count: totalOf(truth) });
      break;
    case 'describe':
      for (const kind of truth.kinds) {
        facts.push({ kind: 'exists', a: kind.noun, present: true });
        facts.push({ kind: 'count', a: kind.noun, count: kind.cells.length });
        facts.push({ kind: 'colour', a: kind.noun, colour: kind.colour, is: true });
      }
      break;
    case 'exists':
      break;
  }
  return facts;
}

function comparisonOf(truth: SceneTruth, a: number, b: number): Claim {
  const difference = countOf(truth, a) - countOf(truth, b);
  if (difference === 0) return { kind: 'compare', a, sign: 'equal', b };
  return difference > 0
    ? { kind: 'compare', a, sign: 'more', b }
    : { kind: 'compare', a: b, sign: 'more', b: a };
}

/** Whether a true claim states a fact that the question asked for. */
export function states(claim: Claim, fact: Claim, query: Query): boolean {
  if (fact.kind === 'polarity') return claim.kind === 'polarity' || decides(claim, query);
  if (fact.kind === 'exists') {
    return 'a' in claim && claim.a === fact.a && !('present' in claim && !claim.present);
  }
  if (fact.kind === 'count' && fact.count === 0 && claim.kind === 'exists') return claim.a === fact.a;
  if (fact.kind === 'kinds' && fact.count === 0 && claim.kind === 'some') {
    return claim.category === fact.category;
  }
  return claimKey(claim) === claimKey(fact);
}

/** Whether a true claim answers a yes/no question without the word. */
function decides(claim: Claim, query: Query): boolean {
  switch (query.kind) {
    case 'exists':
      return 'a' in claim && claim.a === query.a;
    case 'isColour':
      return claim.kind === 'colour' && claim.a === query.a;
    case 'relation':
      return claim.kind === 'relation' && samePair(claim, query);
    case 'more':
      return claim.kind === 'compare' && samePair(claim, query);
    case 'category':
      return 'category' in claim && claim.category === query.category;
    default:
      return false;
  }
}

function samePair(x: { a: number; b: number }, y: { a: number; b: number }): boolean {
  return (x.a === y.a && x.b === y.b) || (x.a === y.b && x.b === y.a);
}

/** Claims that say the same have the same key ("a above b" and "b below a"). */
export function claimKey(claim: Claim): string {
  let same = claim;
  if (claim.kind === 'relation' && claim.a > claim.b) {
    same = { ...claim, a: claim.b, b: claim.a, relation: opposite(claim.relation) };
  } else if (claim.kind === 'compare' && claim.sign === 'equal' && claim.a > claim.b) {
    same = { ...claim, a: claim.b, b: claim.a };
  }
  return JSON.stringify(Object.entries(same).sort(([x], [y]) => (x < y ? -1 : 1)));
}
