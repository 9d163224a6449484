// A run that is broken off and goes on from its saved state ends where the unbroken run ends, to the bit.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchSize } from '../data/batch.ts';
import { dialogueRow } from '../data/rows.ts';
import { Random } from '../base/random.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { imageTokens } from '../model/config.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from '../model/testModel.ts';
import { initialWeights } from '../model/weights.ts';
import { START, trainLoop, type Example } from './loop.ts';
import { defaultConfig } from './presets.ts';
import { readTrainState, writeTrainState } from './stateFile.ts';
import { Trainer, type TrainState } from './trainer.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const config = { ...defaultConfig, steps: 9, batch: 2, warmupSteps: 2, seed: 5 };
const random = new Random(1);
const words = (n: number): string => Array.from({ length: n }, () => `w${6 + random.int(34)}`).join(' ');
const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };
const samples = Array.from({ length: 7 }, (): Example => {
  const row = dialogueRow(context, [{ question: words(3), answer: words(2 + random.int(4)) }]);
  return { row, features: Float32Array.from({ length: 4 * 32 }, () => random.normal()) };
});

/** Runs steps from..to and returns the losses by step and the state at the end. */
async function run(
  from: number,
  to: number,
  start?: TrainState,
): Promise<{ losses: number[]; state: TrainState }> {
  const rows = samples.map((s) => s.row);
  const weights = initialWeights(TEST_CONFIG, 8, 0.3);
  const trainer = await Trainer.create(gpu, TEST_CONFIG, weights, config, batchSize(rows, config.batch, 1));
  if (start !== undefined) trainer.restore(start);
  const losses: number[] = [];
  const end = new Error('broken off');
  await trainLoop(
    trainer,
    config,
    { K: 1, examples: samples },
    {
      between: () => (from + losses.length === to ? Promise.reject(end) : Promise.resolve()),
      onStep: (_step, metrics) => losses.push(metrics.loss as number),
    },
    { ...START, stepsDone: from },
  ).catch((error: unknown) => {
    if (error !== end) throw error;
  });
  const state = await trainer.state();
  trainer.destroy();
  return { losses, state };
}

test.each([1, 4, 8])('broken off after %d steps', async (at) => {
  const whole = await run(0, config.steps);
  const first = await run(0, at);
  const loop = { stepsDone: at, best: { step: 1, loss: 0.5 }, stale: 2 };
  const file = writeTrainState({ identity: 'x', loop, seconds: 1.5, state: first.state });
  const saved = readTrainState(file, 'state.safetensors');
  expect([saved.identity, saved.loop, saved.seconds]).toEqual(['x', loop, 1.5]);
  const rest = await run(at, config.steps, saved.state);
  expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
  for (const part of ['weights', 'm', 'v'] as const) {
    expect(Buffer.from(rest.state[part].buffer).equals(Buffer.from(whole.state[part].buffer)), part).toBe(
      true,
    );
  }
});
