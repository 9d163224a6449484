import { expect, test } from 'vitest';
import type { Chunk, Level } from '../../protocol/ladder.ts';
import { chunkPieces, countHits, matchRows, moveOf, partnersOf, supportRows } from './whyView.ts';

function chunk(answer: string, text: string): Chunk {
  const start = answer.indexOf(text);
  return {
    text,
    start,
    end: start + text.length,
    kind: 'noun',
    sentence: { start: 0, end: answer.length },
  };
}

test('chunks inside chunks share pieces, and the pieces are the text', () => {
  const text = 'There are two cats on a red sofa.';
  const pieces = chunkPieces(text, [chunk(text, 'a red sofa'), chunk(text, 'two cats on a red sofa')]);
  expect(pieces).toEqual([
    { text: 'There are ', chunks: [] },
    { text: 'two cats on ', chunks: [1] },
    { text: 'a red sofa', chunks: [1, 0] },
    { text: '.', chunks: [] },
  ]);
  expect(chunkPieces('', [])).toEqual([]);
  expect(chunkPieces('Yes', [])).toEqual([{ text: 'Yes', chunks: [] }]);
});

const TRUE = 'Two goats and a pig.';
const MADE = 'Two sheep.';
const standard: Level = {
  answers: [TRUE],
  source: 'truth',
  ranks: { generated: 0, autoCheck: 0 },
  chunks: [[chunk(TRUE, 'Two goats'), chunk(TRUE, 'a pig')]],
};
const generated: Level = {
  answers: [MADE],
  source: 'model',
  ranks: { generated: 3, autoCheck: 1 },
  chunks: [[chunk(MADE, 'Two sheep')]],
  check: {
    acc: 0.25,
    score: 0.6,
    local: { acc: 0.5, score: 0.7 },
    global: { acc: 0, score: 0.5 },
    matches: [
      [
        { local: { chunk: 0, cosine: 0.9 }, global: { chunk: 0, cosine: 0.5 } },
        { local: { chunk: -1, cosine: 0 }, global: { chunk: 0, cosine: 0.5 } },
      ],
    ],
    encoder: { name: 'test', version: '1' },
    threshold: 0.85,
    localShare: 0.5,
  },
};

test('each chunk of the standard answer stands beside its nearest, hit or miss', () => {
  const rows = matchRows(standard, generated, 0);
  expect(rows).toEqual([
    {
      chunk: 0,
      text: 'Two goats',
      partner: 0,
      local: { partner: 'Two sheep', cosine: 0.9, hit: true },
      global: { partner: MADE, cosine: 0.5, hit: false },
    },
    {
      chunk: 1,
      text: 'a pig',
      partner: -1,
      local: { partner: '', cosine: 0, hit: false },
      global: { partner: MADE, cosine: 0.5, hit: false },
    },
  ]);
  expect(partnersOf(rows, 0)).toEqual([0]);
  expect(countHits(generated.check!, 'local')).toEqual({ hits: 1, chunks: 2 });
  expect(matchRows(standard, standard, 0)).toEqual([]);
});

test('each chunk of the generated answer stands beside its nearest, where auto-check looked for it', () => {
  expect(supportRows(standard, generated, 0)).toEqual([]); // a record of the paper's direction alone
  const nearest = { chunk: 1, cosine: 0.9 };
  const check = {
    ...generated.check!,
    unsupportedWeight: 0.3,
    supports: [[{ local: nearest, global: { chunk: 0, cosine: 0.5 } }]],
  };
  expect(supportRows(standard, { ...generated, check }, 0)).toEqual([
    {
      chunk: 0,
      text: 'Two sheep',
      partner: 1,
      local: { partner: 'a pig', cosine: 0.9, hit: true },
      global: { partner: TRUE, cosine: 0.5, hit: false },
    },
  ]);
});

test('a rung moved up when it stands higher than it was generated', () => {
  expect(moveOf(generated, 1)).toBe('up');
  expect(moveOf(generated, 3)).toBe('stayed');
  expect(moveOf({ ...generated, ranks: { generated: 1 } }, 2)).toBe('down');
});
