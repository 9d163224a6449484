// What a rung says otherwise than the rung above it, word by word: the longest common subsequence of words. Pure.

/** A stretch of the new text, or words of the old one that are gone, standing where they stood. */
export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Words, numbers and single marks; what lies between belongs to no word. */
function wordsOf(text: string): Word[] {
  const pattern = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
  return [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
}

/** The parts that are not `removed` together are `text`. Upper and lower case are the same word. */
export function wordDiff(above: string, text: string): DiffPart[] {
  const [old, now] = [wordsOf(above), wordsOf(text)];
  const kept = commonWords(old, now);
  const parts: DiffPart[] = [];
  const push = (kind: DiffPart['kind'], piece: string): void => {
    const last = parts.at(-1);
    if (piece === '') return;
    if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + piece };
    else parts.push({ kind, text: piece });
  };
  let at = 0; // characters of `text` that are out
  let o = 0;
  let n = 0;
  for (const [i, j] of [...kept, [old.length, now.length] as const]) {
    const gone = old.slice(o, i);
    const fresh = now.slice(n, j);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first !== undefined && last !== undefined) {
      push('same', text.slice(at, first.start));
      removed(push, above, gone);
      push('added', text.slice(first.start, last.end));
      at = last.end;
    } else {
      removed(push, above, gone);
    }
    const word = now[j];
    push('same', text.slice(at, word?.end ?? text.length));
    at = word?.end ?? text.length;
    [o, n] = [i + 1, j + 1];
  }
  return parts;
}

function removed(push: (kind: 'removed', text: string) => void, above: string, gone: readonly Word[]): void {
  const [first, last] = [gone[0], gone.at(-1)];
  if (first !== undefined && last !== undefined) push('removed', above.slice(first.start, last.end));
}

/** Pairs of indices of a longest common subsequence, in order. O(n m), which answers of some hundred words allow. */
function commonWords(old: readonly Word[], now: readonly Word[]): [number, number][] {
  const [a, b] = [old, now].map((words) => words.map(({ word }) => word.toLowerCase())) as [
    string[],
    string[],
  ];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width); // of the rests from i and j on
  const length = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (length(i + 1, j) >= length(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
