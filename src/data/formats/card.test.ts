import { expect, it } from 'vitest';
import type { Ladder } from '../../protocol/ladder.ts';
import { datasetCard, wordCount } from './card.ts';
import { cardMarkdown } from './cardMarkdown.ts';
import { canonicalJson, canonicalRow, DatasetHash } from './canonical.ts';

const words = (n: number): string => Array(n).fill('word').join(' ');
const ladder = (id: string, lengths: readonly number[], seed = 1): Ladder => ({
  id,
  image: { kind: 'scene', seed, split: 'ladders', style: 'noto' },
  questions: ['q'],
  types: ['unknown'],
  levels: lengths.map((n, k) => ({ answers: [words(n)], source: 's', ranks: { generated: k } })),
});
const facts = {
  name: 'My | data',
  licence: 'CC-BY-4.0',
  files: [{ name: 'a.json', part: 'p', format: 'amp', bytes: 2048, ladders: 4, refused: 1 }],
} as const;

it('counts ladders, levels, lengths, duplicates and identical levels', () => {
  // Lengths of level 0: 4, 1, 2, 4, so quartiles by linear interpolation: 1.75, 3, 4.
  const ladders = [
    ladder('a', [4, 3, 3]),
    ladder('b', [1, 5]),
    ladder('c', [2, 9], 2),
    ladder('d', [4, 3, 3]),
  ];
  const card = datasetCard(facts, ladders);
  expect(card).toMatchObject({
    sources: [{ file: 'a.json', format: 'amp', bytes: 2048, ladders: 4, refused: 1 }],
    counts: { ladders: 4, rounds: 4, images: 2, levels: { 2: 2, 3: 2 } },
    types: { unknown: 4 },
    duplicates: 1, // d is a again, under another id
    identicalLevels: 2, // levels 1 and 2 of a and d
  });
  expect(card.lengths).toEqual([
    { level: 0, answers: 4, mean: 2.75, quartiles: [1.75, 3, 4] },
    { level: 1, answers: 4, mean: 5, quartiles: [3, 4, 6] },
    { level: 2, answers: 2, mean: 3, quartiles: [3, 3, 3] },
  ]);
  // Best against worst: 4:3, 1:5, 2:9, 4:3.
  expect(card.lengthGap).toEqual({
    best: 2.75,
    worst: 5,
    relative: -2.25 / 3.875,
    bestLonger: 0.5,
    shortcut: true,
  });
});

it('flags a length gap, and does not flag none', () => {
  const gap = (...lengths: number[][]): boolean =>
    datasetCard(
      facts,
      lengths.map((l, i) => ladder(String(i), l, i)),
    ).lengthGap.shortcut;
  expect(gap([10, 10], [11, 10], [10, 11])).toBe(false);
  expect(gap([10, 10], [10, 10])).toBe(false);
  expect(gap([100, 99], [100, 99])).toBe(true); // always the longer one, by a hair
  expect(gap([3], [4])).toBe(false); // nothing to compare
});

it('is empty for no ladders', () => {
  const card = datasetCard({ ...facts, files: [] }, []);
  expect(card.counts).toEqual({ ladders: 0, rounds: 0, images: 0, levels: {} });
  expect(cardMarkdown(card)).toContain('made in the lab');
});

it('hashes content, not ids, names or the order of keys', () => {
  const a = ladder('a', [1, 2]);
  const file = { ...a, image: { kind: 'file', sha256: 'x', name: 'a.png' } } as const;
  expect(canonicalRow({ ...a, id: 'b', dataset: 'd' })).toBe(canonicalRow(a));
  expect(canonicalRow({ ...file, image: { ...file.image, name: 'b.png' } })).toBe(canonicalRow(file));
  expect(canonicalRow(ladder('a', [1, 3]))).not.toBe(canonicalRow(a));
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  const hash = new DatasetHash();
  // SHA-256 of no bytes (FIPS 180-4 example values).
  expect(hash.hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  hash.add(a);
  const copy = hash.copy();
  copy.add(a);
  expect(hash.hex()).toBe(datasetCard(facts, [a]).hash);
  expect(copy.hex()).toBe(datasetCard(facts, [a, a]).hash);
});

it('reads as Markdown', () => {
  const text = cardMarkdown(datasetCard(facts, [ladder('a', [9, 3])]));
  expect(text).toContain('# My \\| data');
  expect(text).toContain('- Licence: CC-BY-4.0');
  expect(text).toContain('- Ladders: 1 (1 of 2 levels), 1 rounds, 1 images');
  expect(text).toContain('| 0 | 1 | 9.0 | 9.0, 9.0, 9.0 |');
  expect(text).toContain('**Length is a shortcut here:**');
  expect(text).toContain('| a.json | amp | 2 KiB | 4 | 1 |');
});

it('counts words between white space', () => {
  expect(['', '  ', 'a', ' two\nwords ', '一 二'].map(wordCount)).toEqual([0, 0, 1, 2, 2]);
});
