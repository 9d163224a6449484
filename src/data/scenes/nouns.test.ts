// @ts-expect-error: no types
import pluralize from 'pluralize';
import { expect, it } from 'vitest';
import { CATEGORIES, NOUNS, THEMES, nounsOfCategory, nounsOfTheme } from './nouns.ts';
import { CATEGORY_WORDS } from './phrasing.ts';

const plural = pluralize as (word: string) => string;

it('has 64 nouns, each word once, plurals as the pluralize package makes them', () => {
  expect(NOUNS.length).toBe(64);
  const words = NOUNS.flatMap((n) => [n.word, n.plural]);
  expect(new Set(words).size).toBe(128);
  for (const n of NOUNS) expect(n.plural).toBe(plural(n.word));
});

it('has five or six nouns a theme, and at least four a category', () => {
  for (const theme of THEMES) expect([5, 6]).toContain(nounsOfTheme(theme).length);
  for (const category of CATEGORIES) expect(nounsOfCategory(category).length).toBeGreaterThan(3);
});

it('has no noun that is also a category', () => {
  const groups = Object.values(CATEGORY_WORDS).flat().join(' ').split(' ');
  for (const n of NOUNS) expect(groups).not.toContain(n.word);
});
