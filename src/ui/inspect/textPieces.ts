// An answer cut into the pieces that it is shown in: stretches of false claims, and within them words that the rung above
// has not, words that it had, and tokens. Pure.
import type { TokenSpan } from '../../protocol/inspect.ts';
import type { Claim } from '../../protocol/ladder.ts';
import { segments } from '../segments.ts';
import type { DiffPart } from './wordDiff.ts';

export interface TextPiece {
  readonly text: string;
  /** Not in this text: words of the rung above. */
  readonly removed: boolean;
  /** Not in the rung above. */
  readonly added: boolean;
  /** Index of the token that it belongs to; -1 where no tokens are shown. */
  readonly token: number;
}

/** A false claim's stretch, or what lies between. */
export interface TextGroup {
  /** What is claimed here against the truth; empty for plain text. */
  readonly falseClaims: readonly string[];
  readonly pieces: readonly TextPiece[];
}

interface Layers {
  readonly claims: readonly Claim[];
  /** Against the rung above; empty where there is none. */
  readonly diff?: readonly DiffPart[];
  /** Of this answer; empty where no tokens are shown. */
  readonly tokens?: readonly Pick<TokenSpan, 'start' | 'end'>[];
}

/** The pieces that are not removed together are the text; a token without characters, the end, is an empty piece. */
export function textGroups(text: string, { claims, diff = [], tokens = [] }: Layers): TextGroup[] {
  const stretches = placed(
    segments(text, claims).map(({ text: part, falseClaims }) => ({ part, falseClaims })),
  );
  const changes = placed(
    diff.map(({ kind, text: part }) => ({ part: kind === 'removed' ? '' : part, kind, words: part })),
  );
  const cuts = new Set([0, text.length]);
  for (const { start, end } of [...stretches, ...changes, ...tokens]) cuts.add(start).add(end);
  const at = [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);

  const groups: { falseClaims: readonly string[]; pieces: TextPiece[]; stretch: number }[] = [];
  const push = (position: number, piece: TextPiece): void => {
    const stretch = stretches.findIndex(({ start, end }) => start <= position && position < end);
    const last = groups.at(-1);
    if (last?.stretch === stretch) last.pieces.push(piece);
    else groups.push({ stretch, falseClaims: stretches[stretch]?.falseClaims ?? [], pieces: [piece] });
  };
  for (const [i, from] of at.entries()) {
    for (const { kind, start, words } of changes) {
      if (kind === 'removed' && start === from) {
        push(from, { text: words, removed: true, added: false, token: -1 });
      }
    }
    const to = at[i + 1];
    if (to === undefined) continue;
    const over = ({ start, end }: { start: number; end: number }): boolean => start <= from && to <= end;
    push(from, {
      text: text.slice(from, to),
      removed: false,
      added: changes.some((change) => change.kind === 'added' && over(change)),
      token: tokens.findIndex(over),
    });
  }
  tokens.forEach(({ start, end }, token) => {
    if (start === end && start === text.length)
      push(text.length, { text: '', removed: false, added: false, token });
  });
  return groups.map(({ falseClaims, pieces }) => ({ falseClaims, pieces }));
}

/** Parts that follow each other, with the characters that they stand at. */
function placed<T extends { readonly part: string }>(
  parts: readonly T[],
): (T & { start: number; end: number })[] {
  let at = 0;
  return parts.map((part) => ({ ...part, start: at, end: (at += part.part.length) }));
}
