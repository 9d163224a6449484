import { expect, test } from 'vitest';
import { fileAssets } from '../host/assets.ts';
import { Tokenizer } from './tokenizer.ts';

test('a word that is not in the vocabulary is the unknown token, so that imported questions can be asked', async () => {
  const json = await fileAssets.json('models/tokenizer.json');
  const { encode, decode } = new Tokenizer(json);
  const unknown = 6; // `<unk>` among tokenizer.json's added tokens
  expect(encode('xyzzy')).toEqual([unknown]);
  const known = encode('Is there a car?');
  expect(known).not.toContain(unknown);
  expect(encode('Is there a zeppelin?')).toEqual(known.with(3, unknown));
  expect(decode(encode('Is there a zeppelin?'))).toBe('Is there a?');
});
