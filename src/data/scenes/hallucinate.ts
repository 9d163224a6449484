// Wrong answers as an annotator (or a model) writes them who trusts language priors more than the image.
// A belief is a scene that priors made up; the wrong answer is the standard answer to that belief.
import type { Random } from '../../base/random.ts';
import { standardAnswer } from './answer.ts';
import { absentNoun } from './ask.ts';
import { checkAnswer } from './check.ts';
import { COLOURS } from './colours.ts';
import { countOf } from './facts.ts';
import { noun, nounsOfCategory } from './nouns.ts';
import { parseQuestion } from './phrasing.ts';
import type { Query } from './query.ts';
import { COUNT_WEIGHTS, GRID, MAX_COUNT } from './scene.ts';
import type { Kind, SceneTruth } from './scene.ts';

/** A wrong answer in standard style; undefined when the question is not one of the scenes'. */
export function hallucinate(truth: SceneTruth, question: string | Query, random: Random): string | undefined {
  const query = typeof question === 'string' ? parseQuestion(question) : question;
  if (!query) return undefined;
  for (let tries = 0; tries < 50; tries++) {
    const answer = standardAnswer(imagine(truth, query, random), query);
    if (checkAnswer(truth, query, answer).hallucinated) return answer;
  }
  return undefined;
}

/** One belief that is wrong about what the query asks. */
function imagine(truth: SceneTruth, query: Query, random: Random): SceneTruth {
  switch (query.kind) {
    case 'exists':
      if (countOf(truth, query.a) === 0) return add(truth, query.a, random);
      return random.next() < 0.5 ? remove(truth, query.a) : miscount(truth, query.a, random);
    case 'count':
      return countOf(truth, query.a) === 0 ? add(truth, query.a, random) : miscount(truth, query.a, random);
    case 'colour':
    case 'isColour':
      return recolour(truth, query.a, random);
    case 'where':
      return move(truth, query.a, random);
    case 'relation':
      return swap(truth, query.a, query.b);
    case 'more':
    case 'which':
      return miscount(truth, random.next() < 0.5 ? query.a : query.b, random);
    case 'category':
    case 'kinds': {
      const own = truth.kinds.filter((k) => noun(k.noun).category === query.category);
      const absent = nounsOfCategory(query.category).filter((i) => countOf(truth, i) === 0);
      if (absent.length > 0 && (own.length === 0 || random.next() < 0.5)) {
        return add(truth, random.pick(absent), random);
      }
      const missed = query.kind === 'kinds' ? [random.pick(own)] : own;
      return { kinds: truth.kinds.filter((k) => !missed.includes(k)) };
    }
    case 'total':
      return miscount(truth, random.pick(truth.kinds).noun, random);
    case 'describe':
      return misdescribe(truth, random);
  }
}

function misdescribe(truth: SceneTruth, random: Random): SceneTruth {
  const { noun: a } = random.pick(truth.kinds);
  const pick = random.next();
  if (pick < 0.4) return add(truth, absentNoun(truth, 'adversarial', random), random);
  return pick < 0.7 ? recolour(truth, a, random) : miscount(truth, a, random);
}

function change(truth: SceneTruth, a: number, to: (kind: Kind) => Kind): SceneTruth {
  return { kinds: truth.kinds.map((k) => (k.noun === a ? to(k) : k)) };
}

function remove(truth: SceneTruth, a: number): SceneTruth {
  return { kinds: truth.kinds.filter((k) => k.noun !== a) };
}

/** An object that is not there, in its usual colour and number, as a last kind. */
function add(truth: SceneTruth, a: number, random: Random): SceneTruth {
  const count = 1 + random.weighted(COUNT_WEIGHTS.slice(0, 3));
  const cells = Array.from({ length: count }, (_, i) => GRID * GRID - count + i);
  return { kinds: [...truth.kinds, { noun: a, colour: noun(a).colour, cells }] };
}

/** The usual colour where the truth is another, else any wrong one. */
function recolour(truth: SceneTruth, a: number, random: Random): SceneTruth {
  const usual = noun(a).colour;
  return change(truth, a, (kind) => ({
    ...kind,
    colour: kind.colour !== usual ? usual : random.pick(COLOURS.filter((c) => c !== kind.colour)),
  }));
}

/** One more or one less, or the most usual count, which is one. */
function miscount(truth: SceneTruth, a: number, random: Random): SceneTruth {
  return change(truth, a, (kind) => {
    const { length } = kind.cells;
    const pick = random.next();
    let count = pick < 0.4 ? length + 1 : length - 1;
    if (pick > 0.7) count = 1;
    if (count < 1 || count === length) count = length + 1;
    if (count > MAX_COUNT) count = length - 1;
    const first = kind.cells[0] as number;
    return { ...kind, cells: Array.from({ length: count }, (_, i) => kind.cells[i] ?? first) };
  });
}

function move(truth: SceneTruth, a: number, random: Random): SceneTruth {
  const corners = [0, GRID - 1, GRID * (GRID - 1), GRID * GRID - 1];
  return change(truth, a, (kind) => ({ ...kind, cells: [random.pick(corners)] }));
}

/** The two objects in each other's places. */
function swap(truth: SceneTruth, a: number, b: number): SceneTruth {
  const cells = (i: number): number[] => truth.kinds.find((k) => k.noun === i)?.cells ?? [];
  return {
    kinds: truth.kinds.map((k) =>
      k.noun === a ? { ...k, cells: cells(b) } : k.noun === b ? { ...k, cells: cells(a) } : k,
    ),
  };
}
