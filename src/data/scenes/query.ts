// What a question means, apart from its wording; and whether its answer begins with yes or no.
import type { QuestionType } from '../../protocol/dialogue.ts';
import type { Colour } from './colours.ts';
import { colourOf, countOf, holds, kindsOfCategory } from './facts.ts';
import type { Relation } from './facts.ts';
import type { Category } from './nouns.ts';
import type { SceneTruth } from './scene.ts';

/** The meaning of a question. a, b are noun indices. */
export type Query =
  | { kind: 'exists'; a: number }
  | { kind: 'count'; a: number }
  | { kind: 'colour'; a: number }
  | { kind: 'isColour'; a: number; colour: Colour }
  | { kind: 'where'; a: number }
  | { kind: 'relation'; a: number; relation: Relation; b: number }
  | { kind: 'more'; a: number; b: number }
  | { kind: 'which'; a: number; b: number }
  | { kind: 'category'; category: Category }
  | { kind: 'kinds'; category: Category }
  | { kind: 'total' }
  | { kind: 'describe' };

/** The question type of MRHal-Bench that a query belongs to. */
export const TYPE_OF: Record<Query['kind'], QuestionType> = {
  exists: 'existence',
  count: 'counting',
  colour: 'attribute',
  isColour: 'attribute',
  where: 'spatial',
  relation: 'spatial',
  more: 'reasoning',
  which: 'reasoning',
  category: 'reasoning',
  kinds: 'reasoning',
  total: 'reasoning',
  describe: 'description',
};

/** Categories whose things are asked for by what one does with them. */
export const USES = { food: 'eaten', clothing: 'worn' } as const;

/** The true yes or no of a yes/no question; undefined for other questions. */
export function polarityOf(truth: SceneTruth, query: Query): boolean | undefined {
  switch (query.kind) {
    case 'exists':
      return countOf(truth, query.a) > 0;
    case 'isColour':
      return colourOf(truth, query.a) === query.colour;
    case 'relation':
      return holds(truth, query.a, query.relation, query.b);
    case 'more':
      return countOf(truth, query.a) > countOf(truth, query.b);
    case 'category':
      return kindsOfCategory(truth, query.category).length > 0;
    default:
      return undefined;
  }
}

/** Two queries are the same question when their keys are equal. */
export function queryKey(query: Query): string {
  return Object.values(query).join(' ');
}
