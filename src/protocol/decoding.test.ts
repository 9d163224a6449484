// The decoding record: presets, and what is refused.
import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { decodingOf, defaultDecoding } from './decoding.ts';

test('presets list what differs', () => {
  expect(decodingOf('greedy')).toEqual(defaultDecoding);
  expect(decodingOf('paper-meg', { seed: 3 })).toEqual({
    ...defaultDecoding,
    beams: 4,
    temperature: 0.7,
    repetitionPenalty: 1.1,
    seed: 3,
  });
  expect(decodingOf('mrhal')).toMatchObject({ beams: 4, temperature: 0, noRepeatNgram: 5, maxNew: 512 });
});

test('a field out of range is named with its value', () => {
  const wrong = { beams: 0, temperature: -1, topP: 0, repetitionPenalty: NaN, maxNew: 1.5, topK: -2 };
  for (const [field, value] of Object.entries(wrong)) {
    expect(() => decodingOf('greedy', { [field]: value })).toThrow(ConfigError);
    expect(() => decodingOf('greedy', { [field]: value })).toThrow(`${field} is ${value}`);
  }
});
