// A person's order goes into files without moving the levels, and into training with ties left out.
import { expect, test } from 'vitest';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { parseLadder } from './formats/ladderRecord.ts';
import { annotated, inHumanOrder } from './humanOrder.ts';

const ladder: Ladder = {
  id: 'l',
  image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' },
  questions: ['How many goats?'],
  types: ['counting'],
  levels: ['Two.', 'Three.', 'Four.', 'None.'].map((answer, k) => ({
    answers: [answer],
    source: 'x',
    ranks: { generated: k },
  })),
};

const said = (ranks: number[], note = ''): LadderAnnotation => ({
  dataset: 'd',
  ladder: 'l',
  ranks,
  note,
  updatedAt: '',
});
const answers = ({ levels }: Ladder): unknown[] => levels.map((level) => level.answers[0]);

test('what a person says goes into the record, which is read back; the levels keep their order', () => {
  const record = annotated(ladder, said([0, 2, 1, 2], 'the third is fine too'));
  expect(answers(record)).toEqual(answers(ladder));
  expect(record.levels.map(({ ranks }) => ranks)).toEqual([
    { generated: 0, human: 0 },
    { generated: 1, human: 2 },
    { generated: 2, human: 1 },
    { generated: 3, human: 2 },
  ]);
  const { ladder: back } = parseLadder(JSON.parse(JSON.stringify(record)));
  expect(back).toMatchObject({ note: 'the third is fine too', levels: record.levels });
  expect(() => parseLadder({ ...record, note: 5 })).toThrow(/note/);
});

test('a later word replaces the one that the ladder came with; silence leaves it', () => {
  const came = annotated(ladder, said([3, 2, 1, 0], 'first'));
  expect(annotated(came, undefined)).toEqual(came);
  const now = annotated(came, said([0, 1, 2, 3]));
  expect(now.levels.map(({ ranks }) => ranks.human)).toEqual([0, 1, 2, 3]);
  expect('note' in now).toBe(false);
  expect(annotated(ladder, undefined)).toEqual(ladder);
});

test('training takes the order as said, and one rung of those that are tied', () => {
  expect(answers(inHumanOrder(ladder))).toEqual(['Two.', 'Three.', 'Four.', 'None.']);
  expect(answers(inHumanOrder(ladder, said([1, 0, 2, 3])))).toEqual(['Three.', 'Two.', 'Four.', 'None.']);
  expect(answers(inHumanOrder(ladder, said([1, 0, 0, 2])))).toEqual(['Three.', 'Two.', 'None.']);
  expect(answers(inHumanOrder(annotated(ladder, said([0, 0, 1, 1]))))).toEqual(['Two.', 'Four.']);
  expect(answers(inHumanOrder(ladder, said([0, 1])))).toEqual(answers(ladder)); // of another ladder
});
