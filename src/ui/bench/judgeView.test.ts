import { expect, test } from 'vitest';
import type { JudgeAgreement } from '../../protocol/bench.ts';
import { defaultTextJudge } from '../../protocol/judge.ts';
import {
  agreementOf,
  judgeName,
  judgesToTrust,
  judgeWords,
  kappaInWords,
  trustInWords,
  validationRuns,
} from './judgeView.ts';
import { dialogue, EXACT, result, round, SCENES, TEXT } from './testResults.ts';

const kappa = (low: number): JudgeAgreement => ({
  judge: TEXT,
  exactResult: 'a',
  judgeResult: 'b',
  n: 10,
  weightedKappa: { value: low + 0.1, low, high: low + 0.2 },
  kappa: { value: 0, low: 0, high: 0 },
  agreement: { value: 0, low: 0, high: 0 },
  confusion: [],
});

test('judges have names and words', () => {
  expect(judgeName(EXACT)).toBe('exact judge');
  expect(judgeName(TEXT)).toBe('judge-7b at localhost:11434');
  expect(judgeName({ kind: 'strict', name: 'strict', version: '' })).toBe('strict reading');
  expect(judgeWords('published', 'pope').about).not.toBe(judgeWords('published', 'mrhal').about);
});

test('an agreement belongs to the very judge: its wording and address too', () => {
  expect(agreementOf([kappa(0.5)], { ...TEXT })?.n).toBe(10);
  expect(agreementOf([kappa(0.5)], { ...TEXT, version: 'mrhal-text/2' })).toBeUndefined();
  expect(agreementOf([kappa(0.5)], { ...TEXT, endpoint: 'http://localhost:8080/v1' })).toBeUndefined();
  expect(kappaInWords(kappa(0.5).weightedKappa)).toBe('0.60 [0.50, 0.70]');
});

test('trust goes by the lower end of the interval', () => {
  expect([0.61, 0.45, 0.2, NaN].map((low) => trustInWords(kappa(low)).side)).toEqual([
    'good',
    'fair',
    'poor',
    'poor',
  ]);
});

test('judges that can be validated, each once', () => {
  const judges = judgesToTrust(
    [
      result('a', { judge: TEXT, model: 'newest' }),
      result('b', { judge: TEXT }),
      result('c'),
      result('d', { judge: { kind: 'published', name: 'published', version: '' } }),
    ],
    SCENES,
  );
  expect(judges).toEqual([{ judge: TEXT, model: 'newest' }]);
});

test('validation runs the judge on scenes, and the exact one first where its result is missing', () => {
  const one = { judge: TEXT, model: 'expert-L' };
  const text = { ...defaultTextJudge, model: 'judge-7b', concurrency: 8 };
  const own = { benchmark: 'mrhal-scenes', model: 'expert-L', judge: { kind: 'text', text } };
  const exact = { ...own, judge: { kind: 'rule', rule: 'exact' } };
  expect(validationRuns(one, SCENES, [result('a')], text)).toEqual([own]);
  expect(validationRuns(one, SCENES, [], text)).toEqual([exact, own]);
  const part = result('a', { dialogues: [dialogue('a', [round()])] });
  const stale = result('a', { harnessVersion: 'mrhal/1' });
  const failed = result('a', {
    dialogues: [dialogue('a', [round()]), dialogue('b', [round()], { error: 'x' })],
  });
  const other = result('a', { model: 'expert-M' });
  for (const useless of [part, stale, failed, other]) {
    expect(validationRuns(one, SCENES, [useless], text)).toHaveLength(2);
  }
  const rule = { kind: 'lexical', name: 'lexical', version: 'lexical/1' } as const;
  expect(validationRuns({ ...one, judge: rule }, SCENES, [result('a')], text)[0]?.judge).toEqual({
    kind: 'rule',
    rule: 'lexical',
  });
});
