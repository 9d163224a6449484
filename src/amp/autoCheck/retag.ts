// Mends what the tagger takes for verbs and adjectives where English grammar allows a noun only; short answers have too
// little context for it. Words are looked at by form and neighbours, never by what they mean.
import { COLOURS } from './closedWords.ts';
import type { Token } from './token.ts';

const PLACES = new Set(['top', 'bottom', 'left', 'right', 'center', 'centre', 'middle']);

/** The tokens of a sentence with mended parts of speech. */
export function retag(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  tokens.forEach((token, i) => {
    const noun = isNounAfterAll(token, out[i - 1], tokens[i + 1], out);
    const pos = noun ? 'NOUN' : token.pos;
    out.push({ ...token, pos, lemma: pos === 'NOUN' ? singular(token) : token.lemma });
  });
  return out;
}

function isNounAfterAll(
  { word, pos }: Token,
  before: Token | undefined,
  next: Token | undefined,
  read: readonly Token[],
): boolean {
  if (pos === 'VERB' && PLACES.has(word)) return before !== undefined && PLACES.has(before.lemma); // "the top left"
  // "are toys", "two orange bears", "than trumpets": no verb in -s follows these.
  if (pos === 'VERB' && /[^s]s$/.test(word)) {
    const modifier = ['AUX', 'NUM', 'ADJ', 'DET', 'ADP'].includes(before?.pos ?? '');
    return modifier || before?.lemma === 'more' || COLOURS.has(before?.lemma ?? '');
  }
  // "the key is", "no cherry in": a determiner needs a noun.
  const last = next === undefined || ['AUX', 'ADP', 'PUNCT', 'CCONJ'].includes(next.pos);
  return pos === 'ADJ' && last && opensWithDeterminer(read) && !PLACES.has(word);
}

/** Whether the words before are a determiner with adjectives or numbers only. */
function opensWithDeterminer(read: readonly Token[]): boolean {
  for (let i = read.length - 1; i >= 0; i--) {
    const { pos, lemma } = read[i] as Token;
    if (pos === 'DET') return true;
    if (pos !== 'ADJ' && pos !== 'NUM' && !COLOURS.has(lemma)) return false;
  }
  return false;
}

/** The tagger leaves the plurals of words that it does not know. */
function singular({ word, lemma }: Token): string {
  return lemma === word.toLowerCase() && /[^siu]s$/.test(lemma) ? lemma.slice(0, -1) : lemma;
}
