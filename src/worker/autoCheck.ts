// Auto-check as the lab runs it: the tagger and the bundled encoder, loaded when first needed.
import { autoCheck } from '../amp/autoCheck/autoCheck.ts';
import { loadTagger } from '../amp/autoCheck/english.ts';
import { LEXICON, parseLexicon } from '../amp/autoCheck/lexicon.ts';
import { lexiconEncoder } from '../amp/autoCheck/lexiconEncoder.ts';
import { defaultAutoCheck } from '../amp/autoCheck/options.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Assets } from './assets.ts';

/** Re-ranks ladders with the bundled encoder and the lab's own options. */
export type AutoCheck = (ladders: readonly Ladder[]) => Promise<Ladder[]>;

/** @throws FormatError when the encoder's table is missing or broken */
export async function loadAutoCheck(assets: Assets): Promise<AutoCheck> {
  const tag = await loadTagger();
  const encoder = lexiconEncoder(parseLexicon(await assets.json(LEXICON)), tag);
  return (ladders) => autoCheck(ladders, tag, encoder, defaultAutoCheck);
}
