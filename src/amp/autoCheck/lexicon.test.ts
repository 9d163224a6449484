import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { NOUNS } from '../../data/scenes/nouns.ts';
import { LEXICON, parseLexicon } from './lexicon.ts';

const require = createRequire(import.meta.url);

test('the committed table is what the script makes of the installed packages', async () => {
  const { buildLexicon } = await import('../../../scripts/lexicon.mjs');
  const made: unknown = buildLexicon(
    require('emojibase-data/en/data.json'),
    require('emojibase-data/en/messages.json'),
    NOUNS,
  );
  const stored = parseLexicon(
    JSON.parse(readFileSync(new URL(`../../../public/${LEXICON}`, import.meta.url), 'utf8')),
  );
  expect({ concepts: stored.concepts, words: stored.words }).toEqual(made);
});
