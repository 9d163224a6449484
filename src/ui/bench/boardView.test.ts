import { expect, test } from 'vitest';
import { defaultTextJudge } from '../../protocol/judge.ts';
import {
  axisEnd,
  boardsOf,
  changeInWords,
  columnsOf,
  endInWords,
  hasMixedSamples,
  intervalInWords,
  optionsAgain,
  publishedOf,
  samplesInWords,
  staleReason,
  valueInWords,
} from './boardView.ts';
import { dialogue, result, round, SCENES, score, TEXT } from './testResults.ts';

test('boards stand in the order of the benchmarks, results newest first, and deleted benchmarks come last', () => {
  const pope = { ...SCENES, id: 'pope', task: 'pope' as const, name: 'POPE' };
  const boards = boardsOf(
    [pope, SCENES],
    [
      result('gone', { benchmark: 'gone', name: 'Gone', harnessVersion: 'chair/1' }),
      result('old'),
      result('new', { createdAt: '2026-11-25T12:00:00Z' }),
      result('p', { benchmark: 'pope' }),
    ],
  );
  expect(boards.map(({ id, task }) => [id, task])).toEqual([
    ['pope', 'pope'],
    ['mrhal-scenes', 'mrhal'],
    ['gone', 'chair'],
  ]);
  expect(boards[1]?.results.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(boards[2]?.name).toBe('Gone');
});

test('columns are those of the fullest result, with axes that hold the intervals and what is published', () => {
  const [hal, length] = columnsOf(
    [
      result('a', { scores: [score('length', 7, { unit: 'words', max: 100, high: 7.4 })] }),
      result('b', { scores: [score('hal', 0.22), score('length', 6, { unit: 'words', max: 100 })] }),
    ],
    [{ model: 'x', scores: { hal: 0.56 } }],
  );
  expect([hal?.key, hal?.end]).toEqual(['hal', 0.6]);
  expect([length?.key, length?.end]).toEqual(['length', 8]);
});

test.each([
  ['share', 1, 0.043, 0.05],
  ['share', 1, 0.271, 0.3],
  ['share', 1, 1, 1],
  ['rating', 6, 2.2, 6],
  ['rating', 10, 2.2, 10],
  ['words', 100, 12.6, 20],
  ['words', 100, 240, 300],
  ['percent', 100, 104, 200],
] as const)('the axis of a %s of %d that holds %d ends at %d', (unit, max, high, end) => {
  expect(axisEnd({ unit, max }, high)).toBeCloseTo(end, 12);
});

test('values are written as their units want it', () => {
  const share = score('hal', 0.3254, { low: 0.281, high: 0.3719 });
  expect(valueInWords(share, share.value)).toBe('32.5 %');
  expect(intervalInWords(share, share)).toBe('[28.1, 37.2]');
  expect(changeInWords(share, -0.032)).toBe('−3.2');
  expect(valueInWords({ unit: 'rating' }, 4.071)).toBe('4.07');
  expect(changeInWords({ unit: 'rating' }, 0.14)).toBe('+0.14');
  expect(endInWords({ ...share, end: 0.05 })).toBe('5 %');
});

test('a result of another version is stale, and so is one whose benchmark is gone', () => {
  expect(staleReason(result('a'), SCENES)).toBe('');
  expect(staleReason(result('a', { harnessVersion: 'mrhal/1' }), SCENES)).toContain(
    'Scored by mrhal/1; the benchmark is mrhal/2 now',
  );
  expect(staleReason(result('a'), undefined)).toContain('no more');
});

test('how many samples a result has, and whether all rows have the same', () => {
  expect(samplesInWords(result('a'), SCENES)).toBe('2 samples, 3 questions');
  expect(samplesInWords(result('a', { dialogues: [dialogue('a', [round()])] }), SCENES)).toBe(
    'first 1 of 2 samples',
  );
  expect(hasMixedSamples([result('a'), result('b')])).toBe(false);
  expect(hasMixedSamples([result('a'), result('b', { examplesHash: 'others' })])).toBe(true);
});

test('running again asks the same: the same samples, decoding and judge, with the limits of the form', () => {
  const own = { ...defaultTextJudge, model: 'judge-7b', priceIn: 2 };
  expect(optionsAgain(result('a'), SCENES, own)).toEqual({
    benchmark: 'mrhal-scenes',
    model: 'expert-L',
    judge: { kind: 'rule', rule: 'exact' },
  });
  const part = result('a', {
    judge: TEXT,
    dialogues: [dialogue('a', [round()])],
    decoding: { ...SCENES.decoding, beams: 1 },
  });
  expect(optionsAgain(part, SCENES, own)).toMatchObject({
    judge: { kind: 'text', text: own },
    limit: 1,
    decoding: { beams: 1 },
  });
  // Another judge in the form: its limits and prices say nothing of this one.
  expect(optionsAgain(part, SCENES, { ...own, model: 'another' }).judge).toEqual({
    kind: 'text',
    text: { ...defaultTextJudge, endpoint: TEXT.endpoint, model: 'judge-7b' },
  });
});

test('published numbers are those of the paper’s tables (arXiv 2405.11165)', () => {
  const row = (task: string, name: string, note?: string): unknown =>
    publishedOf(task)?.rows.find((one) => one.model === name && one.note === note)?.scores;
  expect(row('mrhal', 'AMP-MEG-7B')).toEqual({
    cumulativeScore: 4.07,
    meanScore: 4.06,
    cumulativeHallucination: 0.2,
    meanHallucination: 0.15,
  });
  expect(row('pope', 'AMP-IG-13B')).toEqual({ f1: 0.862, yesRatio: 0.463 });
  expect(row('mmhal', 'Silkie')).toEqual({ score: 3.02 });
  expect(row('mrhal', 'AMP-MEG-7B', 'K = 2 levels')).toEqual({ cumulativeScore: 3.71 });
  expect(publishedOf('mrhal')?.rows.some(({ note }) => note === 'PRO loss')).toBe(false); // not given there
  expect(publishedOf('pope')?.rows).toHaveLength(12);
  expect(publishedOf('chair')).toBeUndefined();
});
