import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors.ts';
import type { Ladder, Level } from '../../protocol/ladder.ts';
import { autoCheck } from './autoCheck.ts';
import { bagOfWords } from './encoder.ts';
import { loadTagger } from './english.ts';
import { defaultAutoCheck, paperAutoCheck, type AutoCheckOptions } from './options.ts';

const tag = await loadTagger();

/** A ladder of answers[level][round]. */
function ladder(answers: readonly (readonly string[])[]): Ladder {
  return {
    id: 'test',
    image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' },
    questions: answers[0]?.map(() => 'What is in the image?') ?? [],
    types: answers[0]?.map(() => 'description' as const) ?? [],
    levels: answers.map((a, k): Level => ({ answers: a, source: `model-${k}`, ranks: { generated: k } })),
  };
}

async function check(answers: readonly (readonly string[])[], options = defaultAutoCheck): Promise<Ladder> {
  const [ranked] = await autoCheck([ladder(answers)], tag, bagOfWords, options);
  return ranked as Ladder;
}

const order = ({ levels }: Ladder): number[] => levels.map((level) => level.ranks.generated);

test('the nearest rung rises, and every rung says where it came from', async () => {
  const ranked = await check([['Two red apples.'], ['A bell.'], ['Two red apples.'], ['Two apples.']]);
  expect(order(ranked)).toEqual([0, 2, 3, 1]);
  expect(ranked.levels.map((level) => level.ranks.autoCheck)).toEqual([0, 1, 2, 3]);
  expect(ranked.levels.map((level) => level.source)).toEqual(['model-0', 'model-2', 'model-3', 'model-1']);
});

test('the record holds chunks, matches, Acc and score of both metrics, options and encoder', async () => {
  const ranked = await check([['A red apple and a bell.'], ['A red apple and a horse.']], paperAutoCheck);
  expect(ranked.levels[0]?.check).toBeUndefined();
  expect(ranked.levels[0]?.chunks?.[0]?.map((c) => [c.text, c.start, c.end])).toEqual([
    ['A red apple', 0, 11],
    ['a bell', 16, 22],
  ]);
  const record = ranked.levels[1]?.check;
  // Words shared: "a red apple" all three; "a bell" and "a horse" one of two; sentences 2 * 2 + 1 + 1 + 1 of 8.
  expect(record?.matches[0]?.map((m) => m.local.chunk)).toEqual([0, 1]);
  expect(record?.matches[0]?.map((m) => m.local.cosine)).toEqual([
    expect.closeTo(1, 5),
    expect.closeTo(0.5, 5),
  ]);
  expect(record?.matches[0]?.[1]?.global.cosine).toBeCloseTo(7 / 8, 5);
  expect(record).toMatchObject({
    local: { acc: 0.5, score: expect.closeTo(0.75, 5) as number },
    global: { acc: 1, score: expect.closeTo(0.875, 5) as number },
    acc: 0.75,
    score: expect.closeTo(0.8125, 5) as number,
    encoder: { name: 'bag-of-words', version: '1' },
    ...paperAutoCheck,
  });
});

test('what the standard answer does not bear out costs, and the record has its match', async () => {
  const answers = [['A dog.'], ['A dog and two horses.'], ['A dog.']];
  const local = { ...paperAutoCheck, localShare: 1 };
  expect(order(await check(answers, local))).toEqual([0, 1, 2]); // the paper: both find "a dog", a tie
  const ranked = await check(answers, { ...local, unsupportedWeight: 0.3 });
  expect(order(ranked)).toEqual([0, 2, 1]);
  const record = ranked.levels[2]?.check;
  // "a dog" is the same; "two horses" shares no word: one miss for the one chunk of the standard answer.
  expect(record?.supports?.[0]?.map((m) => m.local)).toEqual([
    { chunk: 0, cosine: expect.closeTo(1, 5) as number },
    { chunk: 0, cosine: expect.closeTo(0, 5) as number },
  ]);
  expect(record).toMatchObject({
    acc: 1,
    unsupported: { acc: 1, score: expect.closeTo(1, 5) as number },
    unsupportedWeight: 0.3,
  });
});

test('an answer without a chunk finds nothing and makes nothing up', async () => {
  const nothing = { acc: 0, score: 0 };
  const ranked = await check([['A dog.'], ['']]);
  expect(ranked.levels[1]?.check).toMatchObject({ ...nothing, unsupported: nothing });
});

test('rankBy: Acc with ties by score, or score alone', async () => {
  // Against two chunks: one found and one far off, or two near misses.
  const answers = [['A red apple and a gold bell.'], ['A red apple.'], ['A red pear and a gold key.']];
  const local = { ...paperAutoCheck, localShare: 1 };
  const found = await check(answers, local);
  expect(order(found)).toEqual([0, 1, 2]); // Acc 1/2 against 0
  expect(found.levels.slice(1).map((l) => l.check?.score)).toEqual([
    expect.closeTo((1 + 1 / 3) / 2, 5), // of "a gold bell" one word in three is in "a red apple"
    expect.closeTo(2 / 3, 5),
  ]);
  const byScore = await check(answers, { ...local, rankBy: 'score', unsupportedWeight: 0.5 });
  // Less 1/2 of what is lacking for each standard chunk: nothing, and 1/3.
  expect(order(byScore)).toEqual([0, 1, 2]);
  const near = [['A red apple and a gold bell.'], ['A red apple.'], ['A red apple and a gold key.']];
  expect(order(await check(near, { ...local, rankBy: 'score' }))).toEqual([0, 2, 1]);
  expect(order(await check(near, { ...local, threshold: 0.3 }))).toEqual([0, 2, 1]);
});

test('every round weighs the same, however long its standard answer', async () => {
  const ranked = await check([
    ['A dog.', 'A red apple, two bells, a horse and a key.'],
    ['A dog.', 'Nothing.'],
  ]);
  expect(ranked.levels[1]?.check?.acc).toBe(0.5);
});

test('a standard answer without a chunk keeps the order; ties too', async () => {
  expect(order(await check([[''], ['A dog.'], ['Two cats.']]))).toEqual([0, 1, 2]);
  const tied = await check([['A dog.'], ['A cat.'], ['A cat.'], ['A dog.']]);
  expect(order(tied)).toEqual([0, 3, 1, 2]);
});

test('a round without a standard chunk is left out', async () => {
  const ranked = await check([
    ['', 'A dog.'],
    ['A cat.', 'A bell.'],
    ['', 'A dog.'],
  ]);
  expect(order(ranked)).toEqual([0, 2, 1]);
  expect(ranked.levels[1]?.check?.acc).toBe(1);
});

test('options out of range are refused by name', async () => {
  const run = (change: Partial<AutoCheckOptions>) =>
    check([['A dog.'], ['A cat.']], { ...defaultAutoCheck, ...change });
  await expect(run({ threshold: 2 })).rejects.toThrow(ConfigError);
  await expect(run({ localShare: -1 })).rejects.toThrow(/localShare/);
  await expect(run({ unsupportedWeight: 1.5 })).rejects.toThrow(/unsupportedWeight/);
});

describe('for any ladder', () => {
  const answer = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      'Yes.',
      'No.',
      'A dog.',
      'Two dogs and a red cat.',
      'There is no dog.',
      'The image shows a bell.',
    ),
  );
  const rungs = fc.array(fc.array(answer, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 });

  test('level 0 never moves, and no rung is lost', async () => {
    await fc.assert(
      fc.asyncProperty(rungs, async (answers) => {
        const ranked = await check(answers);
        expect(ranked.levels[0]?.answers).toEqual(answers[0]);
        expect([...order(ranked)].sort()).toEqual(answers.map((_, k) => k));
      }),
      { numRuns: 100 },
    );
  });

  test('the order of generation does not matter, up to exact ties', async () => {
    await fc.assert(
      fc.asyncProperty(rungs, fc.nat(), async (answers, by) => {
        const [truth = [], ...generated] = answers;
        const at = generated.length === 0 ? 0 : by % generated.length;
        const turned = [...generated.slice(at), ...generated.slice(0, at)].reverse();
        const scores = async (rest: string[][]): Promise<unknown[]> =>
          (await check([truth, ...rest])).levels.map((l) => [l.check?.acc, l.check?.score]);
        expect(await scores(turned)).toEqual(await scores(generated));
      }),
      { numRuns: 100 },
    );
  });
});
