// Every diagnosis on a run made to have its ailment, and a run that has none: the shipped trainer on a real device,
// with a small random model.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { ladderRow, type Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { imageTokens } from '../model/config.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from '../model/testModel.ts';
import { initialWeights, type Weights } from '../model/weights.ts';
import type { RunEvent, TrainConfig } from '../protocol/run.ts';
import { diagnose } from './diagnosis.ts';
import { trainLoop, type Example } from './loop.ts';
import { lossPreset } from './presets.ts';
import { sizesOf } from './sizes.ts';
import { testConfig } from './testLadders.ts';
import { Trainer } from './trainer.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const K = 3;
const START = initialWeights(TEST_CONFIG, 8, 0.2);
const dpo = testConfig({ ...lossPreset('dpo'), steps: 40, batch: 4, warmupSteps: 2, learningRate: 1e-3 });
const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };

/** The K answers of a ladder, best first, as words. */
type Answers = (random: Random) => string[][];

/** A word of the test model's vocabulary, from the `range` words that begin at `first`. */
const word = (random: Random, first = 6, range = 34): string => `w${first + random.int(range)}`;
const levels = <T>(make: (k: number) => T): T[] => Array.from({ length: K }, (_, k) => make(k));
const words = (n: number, make: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => make(i));

/** Better answers have more words of one half of the vocabulary: learnable, never certain, and of any length. */
const graded: Answers = (random) =>
  levels((k) => words(3 + random.int(4), () => word(random, random.next() < 0.75 - 0.25 * k ? 6 : 23, 17)));
/** Every level has words of its own. */
const separable: Answers = (random) => levels((k) => words(4, () => word(random, 6 + 11 * k, 10)));
/** Nothing tells the levels apart. */
const unordered: Answers = (random) => levels(() => words(4, () => word(random)));
/** Answers that share all but one word. */
const similar: Answers = (random) => {
  const shared = words(5, () => word(random));
  return levels((k) => shared.map((same, i) => (i === 2 && k > 0 ? word(random) : same)));
};
/** The longer, the better; words tell nothing. */
const longest: Answers = (random) =>
  levels(() => 1 + random.int(12))
    .sort((a, b) => b - a)
    .map((n) => words(n, () => word(random, 6, 4)));

function ladders(n: number, answers: Answers): Row[] {
  const random = new Random(1);
  return Array.from({ length: n }, () => {
    const question = [word(random), word(random)].join(' ');
    return ladderRow(
      context,
      [question],
      answers(random).map((answer) => [answer.join(' ')]),
    );
  });
}

const best = (row: Row): Row => ({ ...row, answers: row.answers.slice(0, 1) });

/** Runs to the end. @param heldOut so many of the rows; @param start weights, which are the reference too */
async function train(
  config: TrainConfig,
  rows: readonly Row[],
  { heldOut = 0, start = START }: { heldOut?: number; start?: Weights } = {},
): Promise<{ events: RunEvent[]; weights: Weights }> {
  const levelsOfRow = config.objective === 'sft' ? 1 : K;
  const random = new Random(3);
  const samples = rows.map((row) => ({
    row,
    features: Float32Array.from({ length: context.imageTokens * 32 }, () => random.normal()),
  }));
  const sizes = sizesOf(rows, config, levelsOfRow);
  const trainer = await Trainer.create(gpu, TEST_CONFIG, start, config, sizes);
  const examples: Example[] = [];
  for (let at = 0; at < samples.length; at += config.batch) {
    const batch = samples.slice(at, at + config.batch);
    const { answers } = await trainer.score(batch, 'reference');
    batch.forEach((sample, b) =>
      examples.push({ ...sample, reference: answers.slice(b * levelsOfRow, (b + 1) * levelsOfRow) }),
    );
  }
  const events: RunEvent[] = [];
  await trainLoop(
    trainer,
    config,
    { K: levelsOfRow, examples: examples.slice(heldOut), heldOut: examples.slice(0, heldOut) },
    {
      between: () => Promise.resolve(),
      onStep: (step, metrics) => events.push({ runId: 'run', step, seconds: 0, metrics }),
    },
  );
  const weights = await trainer.weights();
  trainer.destroy();
  return { events, weights };
}

/** What is said at the end, and (for the reader of a failure) on which figures. */
async function said(
  change: Partial<TrainConfig>,
  rows: readonly Row[],
  options: Parameters<typeof train>[2] = {},
): Promise<string[]> {
  const config = { ...dpo, ...change };
  const { events } = await train(config, rows, options);
  return diagnose(config, events).map(({ id, evidence }) => `${id}: ${evidence}`);
}

const saying = (id: string): unknown => expect.arrayContaining([expect.stringMatching(`^${id}: `)]);

test('healthy: graded ladders, clamped penalty, a moderate rate; at every step nothing else is said', async () => {
  const config = { ...dpo, ...lossPreset('dpop'), learningRate: 5e-4 };
  const { events } = await train(config, ladders(80, graded));
  const seen = new Set(
    events.flatMap((_, i) => diagnose(config, events.slice(0, i + 1)).map(({ id }) => id)),
  );
  expect([...seen]).toEqual(['healthy']);
});

test('healthy: SFT', async () => {
  const rows = ladders(80, separable).map(best);
  expect(await said({ objective: 'sft', learningRate: 3e-3 }, rows)).toEqual([
    expect.stringMatching('^healthy'),
  ]);
});

test('likelihoods-falling: plain DPO with a high rate on answers that share their words, after SFT on them', async () => {
  const rows = ladders(16, similar);
  const sft: TrainConfig = { ...dpo, objective: 'sft', learningRate: 1e-2 };
  const { weights } = await train(sft, rows.map(best));
  expect(await said({ learningRate: 1e-2 }, rows, { start: weights })).toEqual(saying('likelihoods-falling'));
});

test('accuracy-saturated and loss-zero: levels with words of their own, a beta of 5', async () => {
  const found = await said({ beta: 5, learningRate: 3e-3, steps: 60 }, ladders(16, separable));
  expect(found).toEqual(saying('accuracy-saturated'));
  expect(found).toEqual(saying('loss-zero'));
});

test('accuracy-saturated without loss-zero: the same ladders, the usual beta', async () => {
  const found = await said({ learningRate: 3e-3 }, ladders(80, separable));
  expect(found).toEqual(saying('accuracy-saturated'));
  expect(found).not.toEqual(saying('loss-zero'));
});

test('length-exploited: the best answer is the longest, and words tell nothing', async () => {
  const rows = ladders(160, longest);
  expect(await said({ learningRate: 3e-3 }, rows)).toEqual(saying('length-exploited'));
});

test('penalty-dominates: the paper’s penalty ten times as heavy, on answers that share their words', async () => {
  const change = { ...lossPreset('paper'), penaltyWeight: 10 };
  expect(await said(change, ladders(80, similar))).toEqual(saying('penalty-dominates'));
});

test.each(['mdpo', 'sft'] as const)('nothing-learned: a rate of 1e-9, %s', async (objective) => {
  const rows = ladders(80, graded);
  const found = await said({ objective, learningRate: 1e-9 }, objective === 'sft' ? rows.map(best) : rows);
  expect(found).toEqual([expect.stringMatching('^nothing-learned')]);
});

test.each(['mdpo', 'sft'] as const)(
  'overfitting: 8 rows without a rule, 16 held out, %s',
  async (objective) => {
    const rows = ladders(24, unordered);
    const change = { objective, learningRate: 1e-2, evalEvery: 5 };
    const found = await said(change, objective === 'sft' ? rows.map(best) : rows, { heldOut: 16 });
    expect(found).toEqual(saying('overfitting'));
  },
);

test('diverged: a rate of 3 without clipping', async () => {
  const found = await said({ learningRate: 3, maxGradNorm: 0 }, ladders(80, graded));
  expect(found).toEqual([expect.stringMatching('^diverged')]);
});
