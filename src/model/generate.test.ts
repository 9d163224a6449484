// Generation with a cache against recomputing everything for every token: the same words.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { promptRow, type Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { openDawn } from '../host/dawn.ts';
import { imageTokens } from './config.ts';
import { Generator, type Prompt } from './generate.ts';
import { parametersOf } from './parameters.ts';
import { chooseToken } from './sample.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from './testModel.ts';
import { initialWeights, layoutWeights, writeWeights } from './weights.ts';

let gpu: Gpu;
let workspace: Workspace;
beforeAll(async () => {
  gpu = await openDawn();
  workspace = new Workspace(gpu, layoutWeights(parametersOf(TEST_CONFIG), new Set()), []);
  writeWeights(workspace, initialWeights(TEST_CONFIG, 5, 0.3)); // wide: different prompts get different answers
});
afterAll(() => gpu.close());

const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };

function prompts(): Prompt[] {
  const random = new Random(9);
  const texts = ['w10 w11 w12', 'w20', 'w7 w8 w9 w10 w11 w12 w13'];
  return texts.map((text, i) => ({
    row: promptRow(context, i === 2 ? [{ question: 'w15', answer: 'w16 w17' }] : [], text),
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

for (const temperature of [0, 0.8]) {
  test(`cached and recomputed generation agree, temperature ${temperature}`, async () => {
    const steps = 8;
    const size = { B: 4, T: 32, maxNew: steps };
    const cached = await Generator.create(gpu, TEST_CONFIG, workspace, size);
    const got = await cached.run(prompts(), { temperature, seed: 3 }, TEST_TOKENS.eos);
    cached.destroy();

    // One token at a time, everything from the start. Seeds are per prompt, so draws are replayed by drawing again.
    const single = await Generator.create(gpu, TEST_CONFIG, workspace, { B: 4, T: 48, maxNew: 1 });
    for (const [i, prompt] of prompts().entries()) {
      const tokens: number[] = [];
      for (let t = 0; t < steps; t++) {
        const logits = await single.firstLogits([{ ...prompt, row: extended(prompt.row, tokens) }]);
        const random = single.randomOf(prompt.key, 3);
        for (let skip = 0; skip < t && temperature > 0; skip++) random.next();
        const token = chooseToken(logits.subarray(0, 40), { temperature, seed: 3 }, random);
        if (token === TEST_TOKENS.eos) break;
        tokens.push(token);
      }
      expect(got[i]).toEqual(tokens);
    }
    single.destroy();
    expect(new Set(got.map(String)).size).toBe(3);
  });
}

test("a prompt's sampled answer does not depend on its neighbours", async () => {
  const generator = await Generator.create(gpu, TEST_CONFIG, workspace, { B: 4, T: 32, maxNew: 6 });
  const sampling = { temperature: 1, seed: 11 };
  const together = await generator.run(prompts(), sampling, TEST_TOKENS.eos);
  for (const [i, prompt] of prompts().entries()) {
    const [alone] = await generator.run([prompt], sampling, TEST_TOKENS.eos);
    expect(alone).toEqual(together[i]);
  }
  generator.destroy();
});
