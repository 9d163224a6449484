import { expect, test } from 'vitest';
import type { Claim } from '../../protocol/ladder.ts';
import { textGroups, type TextGroup } from './textPieces.ts';
import { wordDiff } from './wordDiff.ts';

const TEXT = 'Two goats are brown.';
const wrong = (stretch: string, text: string): Claim => {
  const start = TEXT.indexOf(stretch);
  return { text, start, end: start + stretch.length, verdict: 'false' };
};
/** `[a claim]`, `+added+`, `-removed-`, `|` between tokens. */
const shown = (groups: readonly TextGroup[]): string =>
  groups
    .map(({ falseClaims, pieces }) => {
      const inner = pieces
        .map(({ text, removed, added }) => (removed ? `-${text}-` : added ? `+${text}+` : text))
        .join('|');
      return falseClaims.length > 0 ? `[${inner}]` : inner;
    })
    .join('');

test('plain text is one piece', () => {
  expect(textGroups(TEXT, { claims: [] })).toEqual([
    { falseClaims: [], pieces: [{ text: TEXT, removed: false, added: false, token: -1 }] },
  ]);
  expect(textGroups('', { claims: [] })).toEqual([]);
});

test('claims, changes and tokens cut the text, and one claim stays one stretch', () => {
  const claims = [wrong('goats are brown', 'the goats are green')];
  const diff = wordDiff('Two small goats are green.', TEXT);
  expect(shown(textGroups(TEXT, { claims, diff }))).toBe('Two|-small-| [goats are |-green-|+brown+].');
  const tokens = [
    [0, 3],
    [3, 9],
    [9, 13],
    [13, 19],
    [19, 20],
    [20, 20],
  ].map(([start = 0, end = 0]) => ({ start, end }));
  const groups = textGroups(TEXT, { claims, tokens });
  expect(shown(groups)).toBe('Two| [goats| are| brown].');
  expect(groups.flatMap(({ pieces }) => pieces.map(({ token }) => token))).toEqual([0, 1, 1, 2, 3, 4, 5]);
});

test('what is gone at the end still shows', () => {
  expect(shown(textGroups('Yes', { claims: [], diff: wordDiff('Yes indeed', 'Yes') }))).toBe('Yes-indeed-');
  expect(shown(textGroups('', { claims: [], diff: wordDiff('Gone', '') }))).toBe('-Gone-');
});
