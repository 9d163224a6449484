// Cuts an answer into pieces to be shown: plain text, and the stretches that false claims stand at.
import type { Claim } from '../protocol/ladder.ts';

export interface Segment {
  readonly text: string;
  /** What is claimed here against the truth; empty for plain text. */
  readonly falseClaims: readonly string[];
}

/** Overlapping false claims share one piece; the pieces together are the text. */
export function segments(text: string, claims: readonly Claim[]): Segment[] {
  const marked = claims
    .filter((claim) => claim.verdict === 'false' && claim.end > claim.start)
    .toSorted((a, b) => a.start - b.start);
  const spans: { start: number; end: number; notes: string[] }[] = [];
  for (const { start, end, text: note } of marked) {
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) {
      last.end = Math.max(last.end, end);
      last.notes.push(note);
    } else {
      spans.push({ start, end, notes: [note] });
    }
  }
  const out: Segment[] = [];
  let at = 0;
  for (const { start, end, notes } of spans) {
    if (start > at) out.push({ text: text.slice(at, start), falseClaims: [] });
    out.push({ text: text.slice(start, end), falseClaims: notes });
    at = end;
  }
  if (at < text.length) out.push({ text: text.slice(at), falseClaims: [] });
  return out;
}

/** How many claims of an answer are false. */
export function countFalse(claims: readonly Claim[]): number {
  return claims.filter((claim) => claim.verdict === 'false').length;
}
