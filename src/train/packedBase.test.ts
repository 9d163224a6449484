// LoRA beside a packed base: the same numbers as LoRA beside an f32 base whose weights were rounded alike, in the memory
// that the table tells. On a real device, with a small random model.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { mergeAdapter } from '../model/adapters.ts';
import { parametersOf } from '../model/parameters.ts';
import { asStored, formatsOf, UNPACKED, type Formats } from '../model/storage.ts';
import { TEST_CONFIG } from '../model/testModel.ts';
import { initialWeights, type Weights } from '../model/weights.ts';
import { packedWords } from '../ops/packing.ts';
import type { BaseStorage } from '../protocol/run.ts';
import { checkConfig } from './check.ts';
import { totalBytes } from './memory.ts';
import { Scorer } from './scorer.ts';
import { sizesOf } from './sizes.ts';
import { weightsAt } from './snapshots.ts';
import { testConfig, testLadders } from './testLadders.ts';
import { loraOf } from './trained.ts';
import { Trainer } from './trainer.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
  gpu.reserveReading(1 << 20); // more than any run here, so that it is no part of what a run allocates
});
afterAll(() => gpu.close());

const K = 3;
const weights = initialWeights(TEST_CONFIG, 8, 0.3);
const examples = testLadders(2, K, { kind: 'pixels' });
const rows = examples.map(({ row }) => row);

const lora = (baseStorage: BaseStorage) =>
  testConfig({
    adapter: 'lora',
    loraTargets: 'all-linear',
    trainVision: true,
    trainProjector: true,
    baseStorage,
  });

/** Three steps: what each reported, and the adapter after them. */
async function threeSteps(base: Weights, storage: BaseStorage) {
  const config = lora(storage);
  const before = gpu.stats.bytes;
  const trainer = await Trainer.create(gpu, TEST_CONFIG, base, config, sizesOf(rows, config, K));
  const allocated = gpu.stats.bytes - before;
  const reference = Float32Array.from((await trainer.score(examples, 'reference')).answers);
  const reports: number[] = [];
  for (let t = 1; t <= 3; t++) {
    const { loss, logps, gradNorm } = await trainer.step(examples, 1e-2, t, reference);
    reports.push(loss, gradNorm, ...logps);
  }
  const adapter = await trainer.adapter();
  const result = {
    reports,
    adapter: [...adapter.values()].flatMap((data) => [...data]),
    stored: await trainer.weights(),
    merged: await trainer.merged(),
    expectedMerge: mergeAdapter(TEST_CONFIG, await trainer.weights(), adapter, loraOf(config)),
    kept: weightsAt(TEST_CONFIG, config, base, await trainer.trainedWeights()),
    memory: trainer.memory,
    allocated,
  };
  trainer.destroy();
  return result;
}

const far = (got: readonly number[], expected: readonly number[], abs: number, rel: number): number =>
  expected.filter((value, i) => !(Math.abs((got[i] as number) - value) <= abs + rel * Math.abs(value)))
    .length;

// int4 has its table in int8, so int8's kernels run too.
test('LoRA beside int4', async () => {
  const storage = 'int4';
  const formats = formatsOf(TEST_CONFIG, storage);
  const rounded = asStored(weights, formats);
  const packed = await threeSteps(weights, storage);
  const plain = await threeSteps(rounded, 'f32');

  // Sums in another order: 1e-4 of what the whole model adds up; AdamW's first steps magnify it.
  expect(far(packed.reports, plain.reports, 1e-4, 1e-4)).toBe(0);
  expect(far(packed.adapter, plain.adapter, 2e-3, 1e-3)).toBe(0);
  for (const [name, data] of rounded) expect(packed.stored.get(name), name).toEqual(data);
  expect(packed.merged).toEqual(packed.expectedMerge);
  expect([...packed.kept]).toEqual([...packed.merged]);

  // All matrices of linear layers, and the one table, in words; the rest, f32. Each on a multiple of 256 bytes.
  const bytes = parametersOf(TEST_CONFIG).reduce((sum, { name, shape }) => {
    const format = formats.get(name);
    const elements = format ? packedWords(format) : shape.reduce((a, b) => a * b, 1);
    return sum + Math.ceil((4 * elements) / 256) * 256;
  }, 0);
  expect(packed.memory.find(({ name }) => name === 'weights')?.bytes).toBe(bytes);
  expect(totalBytes(packed.memory.filter(({ name }) => name !== 'staging'))).toBe(packed.allocated);
});

test('reading with a packed model is reading with the rounded one', async () => {
  const formats = formatsOf(TEST_CONFIG, 'f16');
  const logpsOf = async (given: Weights, as: Formats): Promise<number[]> => {
    const scorer = await Scorer.create(gpu, TEST_CONFIG, rows, 2, as);
    scorer.use(given);
    const logps = await scorer.score(examples);
    scorer.destroy();
    return logps.flat().flatMap((tokens) => [...tokens]);
  };
  const packed = await logpsOf(weights, formats);
  expect(far(packed, await logpsOf(asStored(weights, formats), UNPACKED), 1e-4, 1e-4)).toBe(0);
});

test('only LoRA packs, and only in the ways that there are', () => {
  expect(() => checkConfig({ ...lora('int8'), adapter: 'none' })).toThrow(ConfigError);
  expect(() => checkConfig({ ...lora('int8'), baseStorage: 'int3' as BaseStorage })).toThrow(/int3/);
});
