// Generation with a cache against recomputing everything for every token, and against itself in other company: the
// same words, whatever the batch and however many rows are finished.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { promptRow, type Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import { openDawn } from '../host/dawn.ts';
import { defaultDecoding, type Decoding } from '../protocol/decoding.ts';
import { imageTokens } from './config.ts';
import { Generator, promptRandom, type Prompt } from './generate.ts';
import { parametersOf } from './parameters.ts';
import { referenceAnswer } from './searchReference.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from './testModel.ts';
import { initialWeights, layoutWeights, writeWeights } from './weights.ts';

const { eos } = TEST_TOKENS;
const V = TEST_CONFIG.decoder.vocab;

let gpu: Gpu;
let workspace: Workspace;
beforeAll(async () => {
  gpu = await openDawn();
  workspace = new Workspace(gpu, layoutWeights(parametersOf(TEST_CONFIG)), []);
  writeWeights(workspace, initialWeights(TEST_CONFIG, 5, 0.3)); // wide: different prompts get different answers
});
afterAll(() => gpu.close());

const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };

/** Prompts of different lengths, some with a history. */
function prompts(n: number): Prompt[] {
  const random = new Random(9);
  const words = (count: number): string =>
    Array.from({ length: count }, () => `w${6 + random.int(34)}`).join(' ');
  return Array.from({ length: n }, (_, i) => ({
    row: promptRow(
      context,
      i % 3 === 2 ? [{ question: words(1), answer: words(2) }] : [],
      words(1 + (i % 7)),
    ),
    features: Float32Array.from({ length: 4 * 32 }, () => random.normal()),
    key: `prompt ${i}`,
  }));
}

function extended(row: Row, tokens: readonly number[]): Row {
  const n = row.ids.length;
  return {
    ids: [...row.ids, ...tokens],
    positions: [...row.positions, ...tokens.map((_, i) => n + i)],
    segments: [...row.segments, ...tokens.map(() => 0)],
    answers: row.answers,
  };
}

const settings: Record<string, Partial<Decoding>> = {
  greedy: {},
  sampled: { temperature: 0.8, seed: 3 },
  beams: { beams: 4, repetitionPenalty: 1.1, noRepeatNgram: 2 },
  'sampled beams': { beams: 3, temperature: 0.9, topK: 12, seed: 4 },
};

for (const [name, changes] of Object.entries(settings)) {
  test(`cached and recomputed generation agree: ${name}`, async () => {
    const decoding = { ...defaultDecoding, maxNew: 8, ...changes };
    const given = prompts(3);
    const size = { B: 4, T: 32, maxNew: 8, beams: decoding.beams };
    const cached = await Generator.create(gpu, TEST_CONFIG, workspace, size);
    const got = await cached.run(given, decoding, eos);
    cached.destroy();

    // One token at a time, everything from the start.
    const single = await Generator.create(gpu, TEST_CONFIG, workspace, { B: 1, T: 48, maxNew: 1, beams: 1 });
    for (const [i, prompt] of given.entries()) {
      const logitsOf = async (tokens: readonly number[]): Promise<number[]> => {
        const logits = await single.firstLogits([{ ...prompt, row: extended(prompt.row, tokens) }]);
        return [...logits.subarray(0, V)];
      };
      const random = promptRandom(prompt.key, decoding.seed);
      expect(got[i]).toEqual(await referenceAnswer(logitsOf, prompt.row.ids, eos, decoding, random));
    }
    single.destroy();
    expect(new Set(got.map(String)).size).toBe(3);
  });
}

test('answers are the same in any company, while finished rows make room and when run again', async () => {
  const given = prompts(8);
  const size = { T: 32, maxNew: 24 };
  for (const changes of [
    { temperature: 1.5, topP: 0.95, seed: 11 },
    { beams: 3, temperature: 1.5, lengthPenalty: -1, seed: 12 },
  ]) {
    const decoding = { ...defaultDecoding, maxNew: 24, ...changes };
    const { beams } = decoding;
    const create = vi.spyOn(Program, 'create');
    const eight = await Generator.create(gpu, TEST_CONFIG, workspace, { ...size, B: 8, beams });
    const together = await eight.run(given, decoding, eos);
    const planned = create.mock.calls.flatMap(([plan, , label]) => (label === 'decode' ? [plan] : []));
    const slots = planned.map((plan) => plan.inputs.get('ids')?.spec.shape[0]);
    expect(slots[0]).toBe(8 * beams);
    expect(slots.length).toBeGreaterThan(1); // the batch was halved
    create.mockRestore();
    expect(new Set(together.map((answer) => answer.length)).size).toBeGreaterThan(3);

    expect(await eight.run(given, decoding, eos)).toEqual(together);
    expect(await eight.run(given.slice(2, 5), decoding, eos)).toEqual(together.slice(2, 5));
    eight.destroy();
    for (const B of [1, 3]) {
      const few = await Generator.create(gpu, TEST_CONFIG, workspace, { ...size, B, beams });
      for (let at = 0; at < given.length; at += B) {
        const answers = await few.run(given.slice(at, at + B), decoding, eos);
        expect(answers).toEqual(together.slice(at, at + B));
      }
      few.destroy();
    }
  }
});

test('a generator refuses what it has no room for, and gives its memory back', async () => {
  const before = gpu.stats.bytes;
  const generator = await Generator.create(gpu, TEST_CONFIG, workspace, { B: 2, T: 16, maxNew: 4, beams: 1 });
  const decoding = { ...defaultDecoding, maxNew: 4 };
  const tooMuch: [number, Partial<Decoding>][] = [
    [3, {}],
    [1, { maxNew: 5 }],
    [1, { beams: 2 }],
    [1, { topP: 2 }],
  ];
  for (const [n, changes] of tooMuch) {
    const run = generator.run(prompts(n), { ...decoding, ...changes }, eos);
    await expect(run).rejects.toThrow(ConfigError);
  }
  expect(await generator.run([], decoding, eos)).toEqual([]);
  expect((await generator.run(prompts(2), decoding, eos)).length).toBe(2);
  generator.destroy();
  expect(gpu.stats.bytes).toBe(before);
});
