// Prompts against transformers' processors and nanoVLM's code (e2e/golden/processor.py), and what they refuse.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NONE } from '../base/indices.ts';
import { readGoldenFile } from '../host/goldenFile.ts';
import { processorChecks } from '../host/verifyProcessor.ts';
import { extraTokens, parseIdefics3Chat, parseNanoVlmChat, type ChatFormat } from './chatFormat.ts';
import { chatPrompt, idefics3Tokens, nanoVlmTokens, type ChatTurn } from './chatPrompt.ts';
import { TextTokenizer } from './textTokenizer.ts';

const FOLDER = 'e2e/golden/processor';
const json: unknown = JSON.parse(readFileSync(`${FOLDER}/tokenizer.json`, 'utf8'));
const TEMPLATE =
  "{% for m in messages %}{{ m['role'] }}:{% for p in m['content'] %}{{ p['text'] if p['type'] == 'text' else '<image>' }}{% endfor %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ bos_token }}{% endif %}";
const idefics3 = parseIdefics3Chat({ image_seq_len: 2 }, TEMPLATE, { bos_token: '<|im_start|>' });
const FIRST = { vit_img_size: 32, vit_patch_size: 8, mp_pixel_shuffle_factor: 2 };
const nano = parseNanoVlmChat({
  ...FIRST,
  vlm_extra_tokens: { image_token: '<|image|>', r1c1: '<row_1_col_1>', r1c2: '<row_1_col_2>' },
  lm_chat_template: "{% for m in messages %}{{ m['content'] }}{% endfor %}",
});
const user: ChatTurn = { role: 'user', text: 'Hi', images: 1 };

function prompt(format: ChatFormat, turns: ChatTurn[], tiles: [number, number][], answer = true) {
  const tokenizer = new TextTokenizer(json, extraTokens(format));
  const sizes = tiles.map(([rows, cols]) => ({ rows, cols }));
  return chatPrompt(format, tokenizer, turns, sizes, { answer });
}

test('every golden prompt has the reference\u2019s tokens', () => {
  const file = readGoldenFile(`${FOLDER}/prompts.json`);
  if (file.kind !== 'prompts') throw new Error(file.kind);
  for (const i of file.cases.keys()) {
    for (const { got, expected } of processorChecks(file, i, FOLDER))
      expect(got, `case ${i}`).toEqual(expected);
  }
});

describe('an image\u2019s tokens', () => {
  test('Idefics3: one tile, and tiles with the whole picture after them', () => {
    const around = '<fake_token_around_image>';
    expect(idefics3Tokens({ rows: 0, cols: 0 }, 2)).toBe(`${around}<global-img><image><image>${around}`);
    expect(idefics3Tokens({ rows: 1, cols: 2 }, 1)).toBe(
      `${around}<row_1_col_1><image>${around}<row_1_col_2><image>\n\n${around}<global-img><image>${around}`,
    );
  });

  test('nanoVLM: pictures in tiles that the model has tokens for', () => {
    if (nano.kind !== 'nanovlm') throw new Error(nano.kind);
    const short = { ...nano, imageTokens: 1 };
    expect(nanoVlmTokens([{ rows: 1, cols: 2 }], short)).toBe('<row_1_col_1><|image|><row_1_col_2><|image|>');
    expect(() => nanoVlmTokens([{ rows: 2, cols: 1 }], short)).toThrow(
      'no token for the tile in row 2, column 1',
    );
  });
});

test('image positions are NONE, and the template sees the special tokens\u2019 names', () => {
  const { ids, text } = prompt(idefics3, [user], [[0, 0]]);
  expect(ids.filter((id) => id === NONE).length).toBe(2);
  expect(text.endsWith('Hi\n<|im_start|>')).toBe(true);
  expect(prompt(idefics3, [user], [[0, 0]], false).text.endsWith('Hi\n')).toBe(true);
});

test('nanoVLM-222M: features come first, rounds follow one another', () => {
  const first = parseNanoVlmChat(FIRST);
  expect(first).toEqual({ kind: 'question', imageTokens: 4 });
  const rounds: ChatTurn[] = [user, { role: 'assistant', text: 'Ho' }, { role: 'user', text: 'Well?' }];
  const { ids, text } = prompt(first, rounds, [[1, 1]]);
  expect(text).toBe('Question: Hi Answer: Ho\nQuestion: Well? Answer:');
  expect(ids.slice(0, 5)).toEqual([NONE, NONE, NONE, NONE, new TextTokenizer(json).encode('Q')[0]]);
  expect(() => prompt(first, [{ role: 'system', text: 'x' }], [])).toThrow('no system message');
  expect(() => prompt(first, [user], [[1, 1]], false)).toThrow('ends with an answer');
});

test('images and texts that do not fit are refused', () => {
  expect(() => prompt(idefics3, [user], [])).toThrow('have 1 images, given are 0');
  expect(() => prompt(idefics3, [{ ...user, text: 'an <image>?' }], [[0, 0]])).toThrow(
    'of the user spells <image>',
  );
  expect(() => prompt(nano, [{ ...user, text: '<|image|>' }], [[1, 1]])).toThrow('spells <|image|>');
  const blind = parseIdefics3Chat({}, '{{ messages[0].role }}');
  expect(() => prompt(blind, [user], [[0, 0]])).toThrow('writes 0 images, the turns have 1');
});

test('templates and configurations that cannot be read are refused', () => {
  expect(() => parseIdefics3Chat({}, '{% for %}')).toThrow(/The chat template cannot be read/);
  const strict = parseIdefics3Chat({}, "{{ raise_exception('roles must alternate') }}");
  expect(() => prompt(strict, [], [])).toThrow('roles must alternate');
  expect(() => parseIdefics3Chat({ image_seq_len: 0 }, '')).toThrow(
    /processor_config\.json: image_seq_len: /,
  );
  expect(() => parseNanoVlmChat({ ...FIRST, vlm_extra_tokens: {} })).toThrow('has no image_token');
  expect(() => parseNanoVlmChat({ ...FIRST, vlm_extra_tokens: { image_token: 'x' } })).toThrow(
    'lm_chat_template',
  );
  expect(() => parseNanoVlmChat({ ...FIRST, mp_pixel_shuffle_factor: 3 })).toThrow(
    'mp_pixel_shuffle_factor 3',
  );
});
