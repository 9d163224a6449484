import { expect, test } from 'vitest';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import {
  decodingInWords,
  emptyForm,
  estimateInWords,
  formFaults,
  formOf,
  keptForm,
  optionsOf,
  readForm,
  settleForm,
  withBenchmark,
  withDecoding,
} from './formView.ts';
import { SCENES } from './testResults.ts';

const POPE = { ...SCENES, id: 'pope', task: 'pope' as const, judges: ['published', 'strict'] as const };
const MODEL: ModelInfo = { id: 'expert-L', name: 'Expert L', family: '', parameters: 1, about: '' };
const form = { ...emptyForm, benchmark: SCENES.id, model: MODEL.id };
const text = { ...form.text, model: 'judge-7b' };

test('the form comes back as it was kept, and without what does not belong there', () => {
  const filled = { ...form, judge: 'text' as const, limit: 30, decoding: { beams: 2 }, text };
  expect(readForm(keptForm(filled))).toEqual(filled);
  expect(
    readForm('{"limit":"many","text":{"model":3,"key":"secret"},"decoding":{"beams":"2","seed":1}}'),
  ).toEqual(emptyForm);
  expect(readForm('no JSON')).toEqual(emptyForm);
  expect(readForm(null)).toEqual(emptyForm);
});

test('what is gone gives way to the first there is', () => {
  const gone = { ...form, benchmark: 'gone', model: 'gone', judge: 'lexical' as const };
  expect(settleForm(gone, [POPE], [MODEL])).toMatchObject({
    benchmark: 'pope',
    model: 'expert-L',
    judge: 'published',
  });
  expect(settleForm(form, [SCENES], [MODEL])).toBe(form);
  expect(settleForm(gone, [], [])).toBe(gone); // nothing is listed yet
});

test('another benchmark brings its own decoding and judge', () => {
  const changed = withDecoding({ ...form, limit: 5 }, SCENES, { beams: 1 });
  expect(changed.decoding).toEqual({ beams: 1 });
  expect(withBenchmark(changed, POPE)).toMatchObject({
    benchmark: 'pope',
    judge: 'published',
    limit: undefined,
    decoding: {},
  });
  expect(withDecoding(changed, SCENES, { beams: 4 }).decoding).toEqual({}); // as the benchmark has it
});

test('options hold what differs, and lead back to the form', () => {
  expect(optionsOf(form)).toEqual({
    benchmark: SCENES.id,
    model: 'expert-L',
    judge: { kind: 'rule', rule: 'exact' },
  });
  const filled = { ...form, judge: 'text' as const, limit: 3, decoding: { temperature: 1 }, text };
  expect(formOf(optionsOf(filled), emptyForm)).toEqual(filled);
});

test('what is wrong is said at its field', () => {
  expect(formFaults(form, SCENES)).toEqual({});
  expect(formFaults({ ...form, limit: 1.5 }, SCENES)).toHaveProperty('limit');
  expect(formFaults({ ...form, decoding: { beams: 0 } }, SCENES).decoding).toContain('beams is 0');
  const wrong = {
    ...text,
    endpoint: 'nowhere',
    model: ' ',
    requestsPerMinute: NaN,
    concurrency: 0,
    priceIn: -1,
  };
  expect(formFaults({ ...form, text: wrong }, SCENES)).toEqual({}); // another judge is chosen
  expect(Object.keys(formFaults({ ...form, judge: 'text', text: wrong }, SCENES)).sort()).toEqual([
    'concurrency',
    'endpoint',
    'model',
    'prices',
    'requestsPerMinute',
  ]);
  const named = { ...text, endpoint: 'https://me:secret@llm.example/v1' };
  expect(formFaults({ ...form, judge: 'text', text: named }, SCENES).endpoint).toContain('key');
});

test('decoding in words', () => {
  expect(decodingInWords(SCENES.decoding)).toBe('4 beams, no 5 tokens repeated, at most 512 tokens');
  expect(
    decodingInWords({ ...SCENES.decoding, beams: 1, temperature: 0.7, topP: 0.9, noRepeatNgram: 0 }),
  ).toBe('temperature 0.7, top p 0.9, at most 512 tokens');
});

test('what a run will take: questions, what is known, calls and their price', () => {
  const estimate = {
    examples: 105,
    rounds: 314,
    answered: 12,
    calls: 0,
    tokensIn: 0,
    tokensOut: 0,
    cost: 0,
  };
  expect(estimateInWords(estimate, form)).toEqual([
    '105 samples, 314 questions.',
    '12 samples answered already, 93 to go.',
  ]);
  const calls = { ...estimate, answered: 0, calls: 93, tokensIn: 56_730, tokensOut: 900, cost: 0.0321 };
  const paid = { judge: 'text' as const, text: { ...text, priceIn: 0.5 } };
  expect(estimateInWords(calls, paid).slice(1)).toEqual([
    '93 calls to judge-7b: about 57 thousand tokens in, 900 out.',
    'About 0.03, in the currency of the prices.',
  ]);
  expect(estimateInWords(calls, { judge: 'text', text }).at(-1)).toBe('Free, by the prices given.');
  expect(estimateInWords({ ...estimate, answered: 105 }, paid).join(' ')).toContain('nothing is sent');
});
