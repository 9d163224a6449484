import { expect, test } from 'vitest';
import {
  badWord,
  countWhich,
  differs,
  isBad,
  pageOf,
  samplesOf,
  searchSamples,
  typesOf,
  wordTable,
} from './sampleView.ts';
import { withPick } from './pathView.ts';
import { dialogue, result, round } from './testResults.ts';

const said = (answer: string, hallucinated: number, type = 'existence'): ReturnType<typeof round> =>
  round({ answer, type, counts: { hallucinated } });

const first = result('first', {
  dialogues: [
    dialogue('a', [said('No.', 0), said('Two dogs.', 1, 'counting')]),
    dialogue('b', [said('A red barn.', 0, 'description')]),
    dialogue('c', [said('Yes.', 0)], { error: 'no ratings' }),
  ],
});
const second = result('second', {
  dialogues: [
    dialogue('b', [said('A red barn.', 0, 'description')]),
    dialogue('a', [said('No.', 0), said('Three dogs.', 0, 'counting')]),
    dialogue('c', [said('No.', 0)]),
  ],
});

test('what counts against the model: the benchmark’s outcome, else the rating, else a false claim', () => {
  expect(isBad(round({ counts: { hallucinated: 1 }, rating: 5 }))).toBe(true);
  expect(isBad(round({ counts: { wrong: 0 } }))).toBe(false);
  expect(isBad(round({ rating: 2 }))).toBe(true);
  expect(isBad(round({ rating: 3 }))).toBe(false);
  expect(isBad(round({ claims: [{ text: 'a dog', start: 0, end: 1, verdict: 'false' }] }))).toBe(true);
  expect(isBad(round())).toBeUndefined();
});

test('two results are matched by the ids of their samples, whatever their order', () => {
  const samples = samplesOf([first, second]);
  expect(samples.map(({ sides }) => sides.map(({ id }) => id))).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'c'],
  ]);
  expect(samples.map(differs)).toEqual([true, false, true]);
  expect(badWord(samples)).toBe('hallucinated');
  expect(
    badWord(samplesOf([result('x', { dialogues: [dialogue('a', [round({ counts: { wrong: 1 } })])] })])),
  ).toBe('wrong');
});

test('samples are found by outcome, failure, type and words', () => {
  const samples = samplesOf([first]);
  const found = (search: Partial<Parameters<typeof searchSamples>[1]>): number[] =>
    searchSamples(samples, { which: 'all', type: '', words: '', ...search }).map(({ index }) => index);
  expect(found({})).toEqual([0, 1, 2]);
  expect(found({ which: 'bad' })).toEqual([0]);
  expect(found({ which: 'failed' })).toEqual([2]);
  expect(found({ type: 'counting' })).toEqual([0]);
  expect(found({ words: 'BARN red' })).toEqual([1]);
  expect(found({ words: 'barn blue' })).toEqual([]);
  expect(countWhich(samples, 'bad')).toBe(1);
  expect(typesOf(samples)).toEqual(['counting', 'description', 'existence']);
});

test('words against truth, yes before no before the rest', () => {
  const asked = (truth: string, parsed: string): ReturnType<typeof round> => round({ truth, parsed });
  const rounds = [asked('no', 'no'), asked('yes', 'no'), asked('yes', 'yes'), asked('no', 'unclear')];
  expect(wordTable(result('x', { dialogues: [dialogue('a', rounds)] }))).toEqual({
    truths: ['yes', 'no'],
    words: ['yes', 'no', 'unclear'],
    counts: [
      [1, 1, 0],
      [0, 1, 1],
    ],
  });
  expect(wordTable(first)).toBeUndefined();
});

test('pages end with the last samples', () => {
  expect(pageOf([1, 2, 3, 4, 5], 1, 2)).toEqual({ shown: [3, 4], page: 1, pages: 3 });
  expect(pageOf([1, 2, 3], 9, 2)).toEqual({ shown: [3], page: 1, pages: 2 });
  expect(pageOf([], 0, 2)).toEqual({ shown: [], page: 0, pages: 1 });
});

test('two results of one benchmark are picked, the last ones', () => {
  const results = ['a', 'b', 'c'].map((id) => ({ id, benchmark: 'x' }));
  const all = [...results, { id: 'p', benchmark: 'pope' }];
  expect(withPick(['a'], 'b', all)).toEqual(['a', 'b']);
  expect(withPick(['a', 'b'], 'c', all)).toEqual(['b', 'c']);
  expect(withPick(['a', 'b'], 'a', all)).toEqual(['b']);
  expect(withPick(['a', 'b'], 'p', all)).toEqual(['p']);
});
