import { expect, test } from 'vitest';
import { figureCsv, figureInWords } from '../figure/figureView.ts';
import { figuresOf } from './resultFigures.ts';
import { dialogue, result, round, score } from './testResults.ts';

const grouped = result('a', {
  scores: [score('hal', 0.3, { title: 'Hallucination rate' })],
  groups: [
    { by: 'type', name: 'counting', scores: [score('hal', 0.4, { title: 'Hallucination rate', n: 20 })] },
    { by: 'type', name: 'spatial, far', scores: [score('hal', 0.2, { title: 'Hallucination rate', n: 30 })] },
    { by: 'round', name: '1', scores: [score('hal', 0.3, { title: 'Hallucination rate' })] },
    { by: 'round', name: '2', scores: [score('hal', 0.5, { title: 'Hallucination rate' })] },
  ],
  dialogues: [
    dialogue('a', [round({ rating: 6, answer: 'one two three' }), round({ rating: 0, answer: 'No.' })]),
    dialogue('b', [round({ rating: 6, answer: '' })]),
    dialogue('c', [round({ answer: 'not judged, not counted, not shown' })], { error: 'no' }),
  ],
});

test('figures by type and round, of ratings and of lengths', () => {
  const [type, by, ratings, lengths] = figuresOf(grouped);
  expect(type).toMatchObject({
    kind: 'intervals',
    title: 'Hallucination rate by type',
    whole: 0.3,
    end: 0.5,
  });
  expect(type?.rows.map(({ name, value, n }) => [name, value, n])).toEqual([
    ['counting', 0.4, 20],
    ['spatial, far', 0.2, 30],
  ]);
  expect(by).toMatchObject({ kind: 'line', rowLabel: 'round' });
  expect(ratings?.rows.map(({ value }) => value)).toEqual([1, 0, 0, 0, 0, 0, 2]);
  expect(lengths?.rows).toEqual([
    { name: '0', value: 1 },
    { name: '1–2', value: 1 },
    { name: '3–5', value: 1 },
  ]);
});

test('a figure in words and as CSV', () => {
  const [type] = figuresOf(grouped);
  if (type === undefined) throw new Error('there is no figure');
  expect(figureInWords(type)).toBe('Hallucination rate by type: counting 40.0 %; spatial, far 20.0 %.');
  expect(figureCsv(type).split('\n').slice(0, 3)).toEqual([
    'question type,Hallucination rate,low,high,n',
    `counting,0.4,${0.4 - 0.05},${0.4 + 0.05},20`,
    `"spatial, far",0.2,${0.2 - 0.05},${0.2 + 0.05},30`,
  ]);
});

test('one type alone makes no figure, nor do answers without ratings', () => {
  const plain = result('a', { groups: grouped.groups.slice(0, 1), dialogues: [] });
  expect(figuresOf(plain)).toEqual([]);
  const alike = result('a', { dialogues: [dialogue('a', [round(), round()])] });
  expect(figuresOf(alike)).toEqual([]); // all of one length
});
