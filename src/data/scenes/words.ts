// Small pieces of English: number words, articles, noun phrases, lists.
import { noun } from './nouns.ts';
import type { Kind } from './scene.ts';

/** NUMBERS[n] is the word for n; zero is said with "no". */
export const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
] as const;

export function numberWord(n: number): string {
  const word = NUMBERS[n];
  if (word === undefined) throw new RangeError(`internal: no word for the number ${n}`);
  return word;
}

/** "a" or "an" with the word. */
export function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

/** Singular for one, plural otherwise. */
export function nounFor(index: number, count: number): string {
  return count === 1 ? noun(index).word : noun(index).plural;
}

/** "a red apple", "two red apples". */
export function kindPhrase(kind: Kind): string {
  const word = nounFor(kind.noun, kind.cells.length);
  const coloured = `${kind.colour} ${word}`;
  return kind.cells.length === 1 ? withArticle(coloured) : `${numberWord(kind.cells.length)} ${coloured}`;
}

/** "a", "a and b", "a, b and c". */
export function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1] as string}`;
}
