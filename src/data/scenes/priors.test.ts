import { expect, test } from 'vitest';
import { Random } from '../../base/random.ts';
import { QUESTION_TYPES } from '../../protocol/dialogue.ts';
import { standardAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { checkAnswer } from './check.ts';
import { NOUNS } from './nouns.ts';
import { priorBelief } from './priors.ts';
import { makeScene } from './scene.ts';

const index = (word: string): number => NOUNS.findIndex((n) => n.word === word);
/** A blue banana, and two red apples as one expects them. */
const truth = {
  kinds: [
    { noun: index('banana'), colour: 'blue' as const, cells: [0] },
    { noun: index('apple'), colour: 'red' as const, cells: [1, 2] },
  ],
};

test.each([
  [{ kind: 'colour', a: index('banana') } as const, 'The banana is yellow.'],
  [{ kind: 'colour', a: index('apple') } as const, 'The apples are red.'],
  [{ kind: 'exists', a: index('pear') } as const, 'Yes, there is a pear in the image.'],
  [{ kind: 'exists', a: index('tractor') } as const, 'No, there is no tractor in the image.'],
  [{ kind: 'count', a: index('apple') } as const, 'There are two apples.'],
  [
    { kind: 'describe' } as const,
    'The image shows a yellow banana, two red apples and a green pear.', // the most popular fruit that is missing
  ],
])('%j: %s', (query, answer) => {
  expect(standardAnswer(priorBelief(truth, query), query)).toBe(answer);
});

test('priors are wrong about a fair share of every kind of question they speak to, and of no other', () => {
  const wrong = new Map<string, number[]>();
  for (let i = 0; i < 1500; i++) {
    const scene = makeScene('sft', i);
    const random = new Random(i);
    for (const type of QUESTION_TYPES) {
      const query = ask(scene, type, random);
      if (query === undefined) continue;
      const { hallucinated } = checkAnswer(scene, query, standardAnswer(priorBelief(scene, query), query));
      wrong.set(query.kind, [...(wrong.get(query.kind) ?? []), Number(hallucinated)]);
    }
  }
  const share = (kind: string): number => {
    const list = wrong.get(kind) as number[];
    return list.reduce((n, x) => n + x, 0) / list.length;
  };
  for (const kind of ['exists', 'colour', 'isColour', 'describe']) {
    expect(share(kind), kind).toBeGreaterThan(0.1);
    expect(share(kind), kind).toBeLessThan(0.97);
  }
  for (const kind of ['count', 'where', 'relation', 'more', 'which', 'category', 'kinds', 'total']) {
    expect(share(kind), kind).toBe(0);
  }
});
