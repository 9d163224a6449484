// What is packed, and that generation from a packed model is generation from its rounded weights: on a real device.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { promptRow } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { openDawn } from '../host/dawn.ts';
import { defaultDecoding } from '../protocol/decoding.ts';
import { imageTokens } from './config.ts';
import { FeatureExtractor } from './features.ts';
import { Generator } from './generate.ts';
import { parametersOf } from './parameters.ts';
import { asStored, formatsOf, UNPACKED, type Formats } from './storage.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from './testModel.ts';
import { initialWeights, layoutWeights, readWeights, writeWeights, type Weights } from './weights.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const weights = initialWeights(TEST_CONFIG, 5, 0.3);
const pixels = Float32Array.from({ length: 3 * 24 * 24 }, (_, i) => Math.sin(i));

/** Logits of the first token, an answer, and the weights as they are read back. */
async function generate(given: Weights, formats: Formats) {
  const layout = layoutWeights(parametersOf(TEST_CONFIG), new Set(), undefined, formats);
  const workspace = new Workspace(gpu, layout, []);
  writeWeights(workspace, given, formats);
  const tower = await FeatureExtractor.create(gpu, TEST_CONFIG, workspace, 1, 'features', formats);
  const features = (await tower.run([pixels]))[0] as Float32Array;
  const size = { B: 1, T: 16, maxNew: 4, beams: 1 };
  const generator = await Generator.create(gpu, TEST_CONFIG, workspace, size, formats);
  const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };
  const prompts = [{ row: promptRow(context, [], 'w9 w12'), features, key: 'a' }];
  const logits = [...(await generator.firstLogits(prompts))];
  const answer = await generator.run(prompts, { ...defaultDecoding, maxNew: 4 }, TEST_TOKENS.eos);
  const back = await readWeights(workspace, parametersOf(TEST_CONFIG), formats);
  for (const thing of [generator, tower, workspace]) thing.destroy();
  return { logits, answer, back };
}

test('a packed model sees, answers and reads back as the model of its rounded weights', async () => {
  const formats = formatsOf(TEST_CONFIG, 'int4');
  const rounded = asStored(weights, formats);
  const [packed, plain] = [await generate(weights, formats), await generate(rounded, UNPACKED)];
  // Sums in another order, through two towers of layers.
  packed.logits.forEach((logit, i) => {
    expect(Math.abs(logit - (plain.logits[i] as number))).toBeLessThan(1e-3);
  });
  expect(packed.answer).toEqual(plain.answer);
  expect([...packed.back]).toEqual([...rounded]);
});

test('linear layers are packed as asked, tables in 8 bits or more, the rest not', () => {
  const formats = formatsOf(TEST_CONFIG, 'int4');
  expect(formats.get('model.text_model.embed_tokens.weight')?.storage).toBe('int8');
  expect(formats.get('model.text_model.layers.0.mlp.up_proj.weight')).toEqual({
    storage: 'int4',
    rows: 48,
    columns: 32,
  });
  expect(formats.get('model.connector.modality_projection.proj.weight')?.storage).toBe('int4');
  expect([...formats.keys()].some((name) => /norm|bias|position|patch/.test(name))).toBe(false);
  expect(formatsOf(TEST_CONFIG, 'f32').size).toBe(0);
});
