// Texts of many scripts against the `tokenizers` library (e2e/golden/processor.py), and what the goldens do not hold.
import { readFileSync } from 'node:fs';
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import type { TokensFile } from '../host/processorGolden.ts';
import { TextTokenizer } from './textTokenizer.ts';

const FOLDER = 'e2e/golden/processor';
const read = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'));
const json = read('tokenizer.json') as { model: { merges: [string, string][] } };
const { cases } = read('tokens.json') as TokensFile;
const texts = cases.flatMap(({ texts, ids }) =>
  (texts ?? []).map((text, i) => ({ text, ids: ids[i] ?? [] })),
);

/** Texts of the goldens that are read as other tokens. */
function wrong(encode: (text: string) => number[]): string[] {
  return texts.filter(({ text, ids }) => encode(text).join() !== ids.join()).map(({ text }) => text);
}

test('a thousand texts are read as the same tokens, and written back', () => {
  const tokenizer = new TextTokenizer(json);
  expect(texts.length).toBe(1000);
  expect(wrong((text) => tokenizer.encode(text))).toEqual([]);
  for (const { ids, texts: own, spelt, leftOut } of cases) {
    expect(ids.map((of) => tokenizer.decode(of, 'spelt'))).toEqual(spelt.map((to, i) => to ?? own?.[i]));
    expect(ids.map((of) => tokenizer.decode(of))).toEqual(leftOut.map((to, i) => to ?? own?.[i]));
  }
});

test('the steps of tokenizer.json need their other form: as they are, the library reads some texts differently', () => {
  const library = new HfTokenizer(json, {});
  const other = wrong((text) => library.encode(text, { add_special_tokens: false }).ids);
  expect(other.length).toBeGreaterThan(0);
  expect(other.every((text) => /[\p{N}\ufeff\u0085]/u.test(text))).toBe(true);
});

test('merges may be written as texts, as in older files', () => {
  const merges = json.model.merges.map((pair) => pair.join(' '));
  const tokenizer = new TextTokenizer({ ...json, model: { ...json.model, merges } });
  expect(wrong((text) => tokenizer.encode(text))).toEqual([]);
});

test('tokens that a model adds get the next ids in order, unless they are there', () => {
  const plain = new TextTokenizer(json);
  const tokenizer = new TextTokenizer(json, ['<|image|>', '<row_1_col_1>', '<row_1_col_7>']);
  expect(tokenizer.id('<|image|>')).toBe(plain.size);
  expect(tokenizer.id('<row_1_col_7>')).toBe(plain.size + 1);
  expect(tokenizer.id('<row_1_col_1>')).toBe(plain.id('<row_1_col_1>'));
  expect(tokenizer.size).toBe(plain.size + 2);
  expect(tokenizer.encode('a<|image|>b')).toEqual([...plain.encode('a'), plain.size, ...plain.encode('b')]);
  expect(tokenizer.decode(tokenizer.encode('a<|image|> b'))).toBe('a b');
  expect(() => plain.id('<|image|>')).toThrow('no token <|image|>');
});

test('what is no tokenizer is refused by place', () => {
  expect(() => new TextTokenizer({ added_tokens: [] }, [], 't.json')).toThrow(/t\.json: model: /);
  expect(() => new TextTokenizer({ added_tokens: [], model: { vocab: {} } })).toThrow(FormatError);
  expect(() => new TextTokenizer({ ...json, pre_tokenizer: { type: 'Odd' } })).toThrow(/Odd/);
});
