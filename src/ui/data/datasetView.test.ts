import { expect, test } from 'vitest';
import type { Dataset } from '../../protocol/dataset.ts';
import { datasetFacts, importName, levelsInWords } from './datasetView.ts';

test('a dataset in a few words', () => {
  const facts = datasetFacts({
    counts: { ladders: 1200, rounds: 2400, images: 1, levels: { 4: 1200 } },
    format: 'trl',
    licence: ' ',
    createdAt: '2026-11-24T12:00:00Z',
    files: [{ refused: 1 }, { refused: 2 }],
  } as unknown as Dataset);
  expect(facts.slice(0, 6)).toEqual([
    '1,200 ladders',
    'K = 4',
    '1 image',
    'TRL pairs',
    'licence not stated',
    '3 rows refused',
  ]);
  expect(levelsInWords({ 1: 20, 4: 1300 })).toBe('K = 1 (20), 4 (1,300)');
});

test('an import is named after its folder, archive or data file', () => {
  const name = (...paths: string[]): string => importName(paths.map((path) => ({ path, blob: new Blob() })));
  expect(name('goats.jsonl')).toBe('goats');
  expect(name('goats.zip')).toBe('goats');
  expect(name('b.png', 'goats.json')).toBe('goats');
  expect(name('farm/images/b.png', 'farm/train.parquet')).toBe('farm');
  expect(name()).toBe('Import');
});
