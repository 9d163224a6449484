// Standard answers: true by construction, one short style, so that levels differ in truth and not in style.
import { countOf, colourOf, holds, kindsOfCategory, opposite, quadrantOf, totalOf } from './facts.ts';
import { noun } from './nouns.ts';
import type { Category } from './nouns.ts';
import { CATEGORY_WORDS } from './phrasing.ts';
import { USES, polarityOf } from './query.ts';
import type { Query } from './query.ts';
import { MAX_OBJECTS } from './scene.ts';
import type { SceneTruth } from './scene.ts';
import { kindPhrase, listOf, nounFor, numberWord, withArticle } from './words.ts';

/**
 * The answer of someone who believes `belief`: the standard answer when that is the scene itself, a
 * hallucinated one when it is a scene that language priors made up.
 */
export function standardAnswer(belief: SceneTruth, query: Query): string {
  switch (query.kind) {
    case 'exists':
      return existence(belief, query.a);
    case 'count':
      return `${thereAre(countOf(belief, query.a), query.a)}.`;
    case 'colour':
      return `${isColoured(belief, query.a)}.`;
    case 'isColour':
      return `${yesNo(belief, query)}, ${lowerFirst(isColoured(belief, query.a))}.`;
    case 'where':
      return `The ${noun(query.a).word} is at the ${quadrantOf(belief, query.a) ?? 'top left'}.`;
    case 'relation':
      return relation(belief, query);
    case 'more':
      return `${yesNo(belief, query)}, ${lowerFirst(comparison(belief, query.a, query.b))}.`;
    case 'which':
      return `${comparison(belief, query.a, query.b)}.`;
    case 'category':
      return category(belief, query.category);
    case 'kinds':
      return kinds(belief, query.category);
    case 'total': {
      // A belief may hold more than fits; number words end at twelve.
      const total = Math.min(totalOf(belief), MAX_OBJECTS);
      return total === 1 ? 'There is one object.' : `There are ${numberWord(total)} objects.`;
    }
    case 'describe':
      return `The image shows ${listOf(belief.kinds.map(kindPhrase))}.`;
  }
}

function existence(belief: SceneTruth, a: number): string {
  const count = countOf(belief, a);
  const { word, plural } = noun(a);
  if (count === 0) return `No, there is no ${word} in the image.`;
  if (count === 1) return `Yes, there is ${withArticle(word)} in the image.`;
  return `Yes, there are ${numberWord(count)} ${plural} in the image.`;
}

function thereAre(count: number, a: number): string {
  return `There ${count === 1 ? 'is' : 'are'} ${numberWord(count)} ${nounFor(a, count)}`;
}

function isColoured(belief: SceneTruth, a: number): string {
  const count = countOf(belief, a);
  const colour = colourOf(belief, a) ?? noun(a).colour;
  return `The ${nounFor(a, count)} ${count === 1 ? 'is' : 'are'} ${colour}`;
}

function relation(belief: SceneTruth, query: Extract<Query, { kind: 'relation' }>): string {
  const { a, b } = query;
  const say = (words: string): string => `the ${noun(a).word} is ${words} the ${noun(b).word}.`;
  if (holds(belief, a, query.relation, b)) return `Yes, ${say(query.relation)}`;
  const other = opposite(query.relation);
  if (holds(belief, a, other, b)) return `No, ${say(other)}`;
  return `No, ${say(`not ${query.relation}`)}`;
}

function comparison(belief: SceneTruth, a: number, b: number): string {
  const difference = countOf(belief, a) - countOf(belief, b);
  const [first, second] = [noun(a).plural, noun(b).plural];
  if (difference === 0) return `There are as many ${first} as ${second}`;
  return difference > 0 ? `There are more ${first} than ${second}` : `There are more ${second} than ${first}`;
}

function category(belief: SceneTruth, name: Category): string {
  const found = kindsOfCategory(belief, name);
  const [one, many] = CATEGORY_WORDS[name];
  if (found.length === 0) return `No, there is no ${one.replace(/^an? /, '')} in the image.`;
  const things = listOf(found.map((k) => `the ${nounFor(k.noun, k.cells.length)}`));
  const use = name === 'food' || name === 'clothing' ? USES[name] : undefined;
  if (use) return `Yes, ${things} can be ${use}.`;
  const single = found.length === 1 && found[0]?.cells.length === 1;
  return `Yes, ${things} ${single ? `is ${one}` : `are ${many}`}.`;
}

function kinds(belief: SceneTruth, name: Category): string {
  const count = kindsOfCategory(belief, name).length;
  const [one, many] = CATEGORY_WORDS[name];
  if (count === 0) return `There are no ${many}.`;
  if (count === 1) return `There is one kind of ${one.replace(/^an? /, '')}.`;
  return `There are ${numberWord(count)} kinds of ${many}.`;
}

function yesNo(belief: SceneTruth, query: Query): string {
  return polarityOf(belief, query) ? 'Yes' : 'No';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
