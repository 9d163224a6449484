// English words with their parts of speech and offsets, by wink-nlp and its web model (4 MB of script), loaded when
// first asked for. The only file that imports them.
/* eslint-disable @typescript-eslint/unbound-method -- wink's accessors are plain functions, told apart by identity */
import type { ItemSentence } from 'wink-nlp';
import { retag } from './retag.ts';
import type { Tagger, Token } from './token.ts';

let loading: Promise<Tagger> | undefined;

/** The tagger; every call shares one. */
export function loadTagger(): Promise<Tagger> {
  loading ??= createTagger();
  return loading;
}

async function createTagger(): Promise<Tagger> {
  const [{ default: winkNLP }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const nlp = winkNLP(model, ['sbd', 'pos']);
  const { its } = nlp;
  return (text) => {
    const doc = nlp.readDoc(text);
    const words = doc.tokens().out();
    const tags = doc.tokens().out(its.pos);
    const lemmas = doc.tokens().out(its.lemma as typeof its.normal); // its third argument comes from wink itself
    let at = 0;
    const tokens = words.map((word, i): Token => {
      // wink shortens long runs of spaces, so a word is searched for behind the one before it.
      const start = Math.max(at, text.indexOf(word, at));
      at = Math.min(text.length, start + word.length);
      return { word, lemma: (lemmas[i] ?? word).toLowerCase(), pos: tags[i] ?? 'X', start, end: at };
    });
    const sentences: Token[][] = [];
    doc.sentences().each((sentence: ItemSentence) => {
      const [first, last] = sentence.out(its.span) as unknown as [number, number]; // typed as string
      if (last >= first) sentences.push(retag(tokens.slice(first, last + 1)));
    });
    return sentences;
  };
}
