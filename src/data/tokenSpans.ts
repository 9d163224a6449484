// Which characters of a text its tokens stand for, from the tokens' own texts: no tokenizer need tell. Pure.

/**
 * Spans [start, end) that follow each other and together are the whole text.
 * @param pieces the tokens decoded one by one; empty for a token that decodes to nothing, such as an unknown word, which
 * gets what lies between its neighbours
 */
export function tokenSpans(text: string, pieces: readonly string[]): [start: number, end: number][] {
  let at = 0;
  const found = pieces.map((piece) => {
    const wanted = piece.trim();
    const start = wanted === '' ? -1 : text.indexOf(wanted, at);
    if (start < 0) return undefined;
    at = start + wanted.length;
    return { start, end: at };
  });
  // A token that was not found begins where the one before it ends; the space before a word goes with the word.
  let end = 0;
  const starts = found.map((span, i) => {
    const before = end;
    const lost = i > 0 && found[i - 1] === undefined;
    if (span === undefined) return before;
    end = span.end;
    if (i === 0) return 0;
    return lost ? spaceBefore(text, span.start) : before;
  });
  return starts.map((start, i) => [start, starts[i + 1] ?? text.length]);
}

function spaceBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && /\s/.test(text.charAt(start - 1))) start--;
  return start;
}
