import { expect, test } from 'vitest';
import { defaultTextJudge, type JudgeChoice } from '../../protocol/judge.ts';
import { isReadable, keyFor, lacksKey, readKeys, withKey } from './keysView.ts';

const cloud = 'https://llm.example/v1';

test('a key goes to the server that it was typed for, and to no other', () => {
  const keys = withKey({}, cloud, 'secret');
  expect(keyFor(keys, 'https://llm.example/v2/')).toBe('secret');
  for (const other of [
    'https://llm.example:8443/v1',
    'http://llm.example/v1',
    'https://llm.example.org/v1',
    '',
  ]) {
    expect(keyFor(keys, other)).toBeUndefined();
  }
  expect(withKey(keys, cloud, '')).toEqual({});
  expect(withKey(keys, 'not an address', 'other')).toBe(keys);
});

test('kept keys are read again; what is no key is not', () => {
  expect(readKeys('{"https://llm.example":"secret","other":3}')).toEqual({ 'https://llm.example': 'secret' });
  expect(readKeys('[')).toEqual({});
  expect(readKeys(null)).toEqual({});
});

test('a plain address elsewhere can be read on the way', () => {
  expect(isReadable('http://llm.example/v1')).toBe(true);
  for (const fine of [cloud, 'http://localhost:11434/v1', 'http://127.0.0.1:8080', 'nonsense']) {
    expect(isReadable(fine)).toBe(false);
  }
});

test('a server elsewhere lacks its key when it is not known', () => {
  const judge = (endpoint: string): { judge: JudgeChoice } => ({
    judge: { kind: 'text', text: { ...defaultTextJudge, endpoint } },
  });
  expect(lacksKey({}, judge(cloud))).toBe(true);
  expect(lacksKey(withKey({}, cloud, 'secret'), judge(cloud))).toBe(false);
  expect(lacksKey({}, judge(defaultTextJudge.endpoint))).toBe(false);
  expect(lacksKey({}, { judge: { kind: 'rule', rule: 'exact' } })).toBe(false);
});
