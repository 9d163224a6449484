// The chunks of an answer: each noun off the stop list, extended to its longest noun chunk, and the sentence that it
// stands in (paper, section on auto-check). The paper parses dependencies; no parser runs in a browser, so a grammar
// over parts of speech stands in for it:
//   chunk    = core extension*
//   core     = (determiner | number | adjective | adverb | participle | possessive | noun)* noun
//   extension= preposition chunk | participle complement* | [,] relative-pronoun [subject] verb+ complement*
//   complement = [preposition] chunk | adverb | adjective
// `statements` adds to the paper's nouns: see `Chunking`. A subject then takes its predicate:
//   predicate = auxiliary+ [verb] complement+
import type { Chunk, Chunking } from '../../protocol/ladder.ts';
import type { Tagger, Token } from './token.ts';
import { isStopNoun } from './stopList.ts';

const RELATIVE = new Set(['which', 'that', 'who', 'whom', 'whose', 'where']);
const POSSESSIVE = new Set(['my', 'your', 'his', 'her', 'its', 'our', 'their']);
/** Tokens that a core or a chunk's extension has at most, so that a text without end takes no time without end. */
const LONGEST = 64;
const POLARITY = /^\s*(yes|yeah|yep|no|nope)\s*(?=[,.;:!?-]|$)/i;

/** The chunks of an answer in reading order. Never throws. */
export function chunksOf(text: string, tag: Tagger, chunking: Chunking): Chunk[] {
  const statements = chunking === 'statements';
  const sentences = tag(text);
  return sentences.flatMap((tokens, s) => {
    const sentence = spanOf(tokens, 0, tokens.length);
    const chunk = (kind: Chunk['kind'], start: number, end: number): Chunk => ({
      text: text.slice(start, end),
      start,
      end,
      kind,
      sentence,
    });
    const found: Chunk[] = [];
    const polarity = statements && s === 0 ? POLARITY.exec(text) : null;
    if (polarity) {
      const end = polarity[0].trimEnd().length;
      found.push(chunk('polarity', end - (polarity[1] as string).length, end));
    }
    const nouns = cores(tokens);
    for (const core of nouns) {
      if (isStopNoun(tokens[core.head] as Token)) continue;
      const near = tokens.slice(0, core.head + LONGEST);
      const longest = extended(near, core);
      const behind = statements && isSubject(near, core) ? predicate(near, longest) : longest;
      const { start, end } = spanOf(tokens, core.start, behind);
      found.push(chunk('noun', start, end));
    }
    const words = tokens.some((t) => t.pos !== 'PUNCT' && t.pos !== 'SPACE');
    if (statements && found.length === 0 && words && nouns.length === 0) {
      found.push(chunk('sentence', sentence.start, sentence.end));
    }
    return found;
  });
}

/** Token indices: the core is [start, head], its last noun the head. */
interface Core {
  readonly start: number;
  readonly head: number;
}

/** All cores of a sentence, from left to right, not overlapping. */
function cores(tokens: readonly Token[]): Core[] {
  const found: Core[] = [];
  for (let i = 0; i < tokens.length;) {
    const core = coreAt(tokens, i);
    if (core) found.push(core);
    i = core ? core.head + 1 : i + 1;
  }
  return found;
}

function coreAt(tokens: readonly Token[], start: number): Core | undefined {
  let i = start;
  let head = -1;
  for (; i < Math.min(tokens.length, start + LONGEST); i++) {
    const token = tokens[i] as Token;
    if (isNoun(token)) head = i;
    else if (
      head >= 0 ? !isPossessiveMark(token) || !startsCore(tokens, i + 1) : !isModifier(tokens, i, start)
    )
      break;
    else if (head >= 0) head = -1; // "the photo's atmosphere": what owns is a modifier
  }
  return head >= 0 ? { start, head } : undefined;
}

function isModifier(tokens: readonly Token[], i: number, start: number): boolean {
  const { pos, lemma, word } = tokens[i] as Token;
  if (pos === 'DET' || pos === 'NUM' || pos === 'ADJ' || POSSESSIVE.has(word.toLowerCase())) return true;
  if (pos === 'ADV') return startsCore(tokens, i + 1);
  if (pos === 'VERB') return i > start && /(ing|ed|en|n)$/.test(word) && startsCore(tokens, i + 1);
  const between = i > start && (tokens[i - 1]?.pos === 'ADJ' || tokens[i - 1]?.pos === 'NUM');
  return between && (lemma === ',' || lemma === 'and' || lemma === 'or') && tokens[i + 1]?.pos === 'ADJ';
}

const isNoun = ({ pos }: Token): boolean => pos === 'NOUN' || pos === 'PROPN';
const isPossessiveMark = ({ pos, word }: Token): boolean => pos === 'PART' && /^['’]s?$/.test(word);

/** Whether a core can go on at i. */
function startsCore(tokens: readonly Token[], i: number): boolean {
  const pos = tokens[i]?.pos;
  return pos === 'NOUN' || pos === 'PROPN' || pos === 'ADJ' || pos === 'NUM';
}

/** The token behind the longest chunk of a core. */
function extended(tokens: readonly Token[], core: Core): number {
  let end = core.head + 1;
  for (;;) {
    const next = extension(tokens, end);
    if (next === end) return end;
    end = next;
  }
}

/** Whether a predicate is said of this core alone: of "the sofa" neither in "on the sofa is" nor in "and the sofa are". */
function isSubject(tokens: readonly Token[], { start }: Core): boolean {
  const [joint, before] = [tokens[start - 1], tokens[start - 2]];
  if (!joint) return true;
  if (joint.pos === 'ADP' || joint.pos === 'SCONJ' || joint.pos === 'CCONJ') return false;
  return !(joint.lemma === ',' && before && isNoun(before));
}

/** The token behind a predicate that begins at i, such as "is yellow"; i when none does. */
function predicate(tokens: readonly Token[], i: number): number {
  if (tokens[i]?.pos !== 'AUX') return i;
  let verbs = i;
  while (isVerbal(tokens[verbs])) verbs++;
  const end = complements(tokens, verbs);
  return end > i + 1 ? end : i;
}

/** The token behind an extension that begins at i; i when none does. */
function extension(tokens: readonly Token[], i: number): number {
  const token = tokens[i];
  if (!token) return i;
  if (token.pos === 'ADP' || token.pos === 'SCONJ') return prepositional(tokens, i);
  if (token.pos === 'VERB') return complements(tokens, i + 1);
  const pronoun = token.lemma === ',' ? i + 1 : i;
  return RELATIVE.has(tokens[pronoun]?.lemma ?? '') ? relative(tokens, i, pronoun) : i;
}

function prepositional(tokens: readonly Token[], i: number): number {
  const core = coreAt(tokens, i + 1);
  return core ? extended(tokens, core) : i;
}

function relative(tokens: readonly Token[], start: number, pronoun: number): number {
  let i = pronoun + 1;
  if (tokens[i]?.pos === 'PRON') i++;
  else i = behindChunk(tokens, i);
  let verbs = 0;
  for (; isVerbal(tokens[i]); i++) verbs++;
  return verbs === 0 ? start : complements(tokens, i);
}

const isVerbal = (token: Token | undefined): boolean =>
  token !== undefined && (token.pos === 'AUX' || token.pos === 'VERB' || token.pos === 'PART');

function complements(tokens: readonly Token[], i: number): number {
  for (;;) {
    const pos = tokens[i]?.pos;
    let next = i;
    if (pos === 'ADP') next = prepositional(tokens, i);
    else if (pos === 'ADV') next = i + 1;
    else next = behindChunk(tokens, i);
    if (next === i && pos === 'ADJ') next = i + 1;
    if (next === i) return i;
    i = next;
  }
}

function behindChunk(tokens: readonly Token[], i: number): number {
  const core = coreAt(tokens, i);
  return core ? extended(tokens, core) : i;
}

function spanOf(tokens: readonly Token[], from: number, to: number): { start: number; end: number } {
  return { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 };
}
