// What a run trains, what it costs, and that its parts fit together: on a real device, with a small random model.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preferenceOptions, preferenceValue } from '../amp/preference.ts';
import type { Gpu } from '../gpu/device.ts';
import { gradientName } from '../graph/differentiate.ts';
import { openDawn } from '../host/dawn.ts';
import { initialWeights, type Weights } from '../model/weights.ts';
import { TEST_CONFIG } from '../model/testModel.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { evaluate } from './evaluate.ts';
import { fillReference, trainLoop, type LoopState } from './loop.ts';
import { totalBytes } from './memory.ts';
import { planRun } from './plans.ts';
import { sizesOf } from './sizes.ts';
import { testConfig, testLadders } from './testLadders.ts';
import { trainedOf } from './trained.ts';
import { Trainer, type Example } from './trainer.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const weights = initialWeights(TEST_CONFIG, 8, 0.3);
const K = 3;
/** For thousands of steps on a busy machine. */
const PATIENT = 900_000;

function create(config: TrainConfig, examples: readonly Example[], on = gpu): Promise<Trainer> {
  const levels = config.objective === 'sft' ? 1 : K;
  const sizes = sizesOf(
    examples.map((e) => e.row),
    config,
    levels,
  );
  return Trainer.create(on, TEST_CONFIG, weights, config, sizes);
}

function referenceOf(batch: readonly Example[], rows: number, B: number): Float32Array {
  const reference = new Float32Array(rows * K);
  fillReference(reference, batch, B, K);
  return reference;
}

const bits = (w: Weights): string =>
  [...w]
    .map(
      ([name, data]) => name + Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    )
    .join();

describe('frozen parts cost nothing', () => {
  /** Dispatches of a step, and the parameters that have a gradient. */
  function planned(change: Partial<TrainConfig>): { dispatches: number; gradients: string[] } {
    const config = testConfig(change);
    const trained = trainedOf(TEST_CONFIG, config);
    const size = { B: 2, T: 32, M: 32, K };
    const plans = planRun(TEST_CONFIG, config, [size], trained, gpu.traits);
    const all = [...trained.model, ...trained.adapter].map(({ name }) => name);
    return {
      dispatches: plans.buckets[0]?.step.dispatches.length ?? 0,
      gradients: all.filter((name) => plans.layout.place(gradientName(name)) !== undefined),
    };
  }

  test('fewer dispatches for every part that is frozen, no gradient and no moment for what is not trained', () => {
    const everything = planned({ trainVision: true, trainProjector: true });
    const noVision = planned({ trainProjector: true });
    const decoder = planned({});
    const projector = planned({ trainProjector: true, trainDecoder: false });
    const lora = planned({ adapter: 'lora', loraTargets: 'q_proj,v_proj' });
    const top = planned({ adapter: 'lora', loraTargets: '/model\\.text_model\\.layers\\.1\\..*q_proj/' });
    expect(everything.dispatches).toBeGreaterThan(noVision.dispatches);
    expect(noVision.dispatches).toBeGreaterThan(decoder.dispatches);
    // Of the decoder only what leads back to the image tokens is differentiated, and no weight's gradient.
    expect(projector.dispatches).toBeLessThan(noVision.dispatches);
    expect(lora.dispatches).toBeLessThan(decoder.dispatches);
    // Adapters in the upper layer alone: the lower layer runs forward only.
    expect(top.dispatches).toBeLessThan(lora.dispatches - 10);
    expect(decoder.gradients.every((name) => name.startsWith('model.text_model.'))).toBe(true);
    expect(projector.gradients).toEqual(['model.connector.modality_projection.proj.weight']);
    expect(lora.gradients.every((name) => /lora_[AB]/.test(name))).toBe(true);
    expect(lora.gradients).toHaveLength(2 * 2 * 2);
    expect(top.gradients).toHaveLength(2);
  });
});

describe('memory', () => {
  test.each([
    ['everything', { trainVision: true, trainProjector: true }, 'pixels'],
    ['LoRA', { adapter: 'lora', loraTargets: 'all-linear', buckets: 2 }, 'features'],
    ['accumulation', { accumulation: 2 }, 'features'],
  ] as const)('the sum of the table is what is allocated: %s', async (_name, change, kind) => {
    const fresh = await openDawn();
    const config = testConfig(change);
    const examples = testLadders(4, K, { kind });
    const trainer = await create(config, examples, fresh);
    expect(totalBytes(trainer.memory)).toBe(fresh.stats.bytes);
    for (let t = 1; t <= 3; t++)
      await trainer.step(examples.slice(0, 2), 1e-3, t, referenceOf(examples.slice(0, 2), 2, 2));
    await trainer.state();
    await trainer.logps(examples.slice(0, 2));
    expect(fresh.stats.bytes).toBe(totalBytes(trainer.memory));
    trainer.destroy();
    fresh.close();
  });
});

test('two micro-batches are one batch: the same gradient, for SFT and for ladders', async () => {
  for (const objective of ['sft', 'mdpo'] as const) {
    const levels = objective === 'sft' ? 1 : K;
    const examples = testLadders(4, levels);
    const whole = testConfig({ objective, batch: 4 });
    const halves = testConfig({ objective, batch: 2, accumulation: 2 });
    const one = await create(whole, examples);
    const two = await create(halves, examples);
    const reference = (batch: readonly Example[]): Float32Array | undefined =>
      objective === 'sft' ? undefined : referenceOf(batch, batch.length, batch.length);
    await one.backward([examples], 0, reference(examples));
    const batches = [examples.slice(0, 2), examples.slice(2)];
    for (const i of [0, 1]) await two.backward(batches, i, reference(batches[i] as Example[]));
    const norms = [await one.apply(1e-3, 1), await two.apply(1e-3, 1)];
    expect(Math.abs((norms[0] as number) / (norms[1] as number) - 1)).toBeLessThan(1e-5);
    const [a, b] = [(await one.state()).m, (await two.state()).m]; // (1 - beta1) times the clipped gradient
    const largest = Math.max(...a.map(Math.abs));
    expect(Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number))))).toBeLessThan(1e-5 * largest + 1e-9);
    one.destroy();
    two.destroy();
  }
});

test('buckets pad less and change no log-probability', async () => {
  const examples = testLadders(12, K, { longest: 14 });
  const one = await create(testConfig({}), examples);
  const three = await create(testConfig({ buckets: 3 }), examples);
  for (let at = 0; at < 12; at += 2) {
    const batch = examples.slice(at, at + 2);
    const [a, b] = [await one.logps(batch), await three.logps(batch)];
    a.forEach((x, i) => expect(Math.abs(x - (b[i] as number))).toBeLessThan(1e-4));
  }
  one.destroy();
  three.destroy();
});

describe('LoRA', () => {
  const config = testConfig({ adapter: 'lora', loraRank: 3, loraAlpha: 6, loraTargets: 'all-linear' });

  test('starts as the model, moves, and is off in the reference; the base never changes', async () => {
    const examples = testLadders(2, K);
    const trainer = await create(config, examples);
    const plain = await create(testConfig({}), examples);
    const start = await plain.logps(examples);
    expect(await trainer.logps(examples)).toEqual(start);
    for (let t = 1; t <= 4; t++) await trainer.step(examples, 1e-2, t, start);
    const now = await trainer.logps(examples);
    expect(Math.max(...now.map((x, i) => Math.abs(x - (start[i] as number))))).toBeGreaterThan(0.05);
    expect((await trainer.score(examples, 'reference')).answers).toEqual(start);
    expect(bits(await trainer.weights())).toBe(bits(weights));

    const merged = await Trainer.create(
      gpu,
      TEST_CONFIG,
      await trainer.merged(),
      testConfig({}),
      sizesOf(
        examples.map((e) => e.row),
        config,
        K,
      ),
    );
    const plainNow = await merged.logps(examples);
    now.forEach((x, i) => expect(Math.abs(x - (plainNow[i] as number))).toBeLessThan(2e-4));
    for (const t of [trainer, plain, merged]) t.destroy();
  });
});

test('the projector alone: only it moves, from images as the tower leaves them', async () => {
  const config = testConfig({ trainDecoder: false, trainProjector: true });
  const examples = testLadders(2, K, { kind: 'tower' });
  const trainer = await create(config, examples);
  expect(trainer.image).toBe('tower');
  await trainer.step(examples, 1e-2, 1, referenceOf(examples.slice(0, 2), 2, 2));
  const after = await trainer.weights();
  const moved = [...after].filter(([name, data]) => data.some((x, i) => x !== weights.get(name)?.[i]));
  expect(moved.map(([name]) => name)).toEqual(['model.connector.modality_projection.proj.weight']);
  trainer.destroy();
});

test.each(['mdpo', 'hinge', 'ipo', 'lipo', 'plackett-luce', 'kwise-mle', 'pro'] as const)(
  'the loss of %s with SFT mix and image-conditional term is that of its float64 statement',
  async (objective) => {
    const penalty = objective === 'mdpo' ? 'paper' : 'none';
    const config = testConfig({ objective, penalty, sftWeight: 0.3, imageWeight: 0.7, roundWeight: 0.05 });
    const examples = testLadders(2, K, { cropped: true });
    const trainer = await create(config, examples);
    const { answers, tokens } = await trainer.score(examples, 'policy');
    const rows = (flat: ArrayLike<number>): number[][] =>
      [0, 1].map((b) => Array.from({ length: K }, (_, k) => flat[b * K + k] as number));
    const reference = referenceOf(examples, 4, 2);
    let expected = preferenceValue(rows(answers), rows(reference), preferenceOptions(config));
    const best = [0, 1].flatMap((b) => [...(tokens[b]?.[0] ?? [])]);
    expected += (0.3 * best.reduce((sum, logp) => sum - logp, 0)) / best.length;
    for (const b of [0, 1]) {
      const change = (answers[b * K] as number) - (reference[b * K] as number);
      const cropped = (answers[(2 + b) * K] as number) - (reference[(2 + b) * K] as number);
      expected += (0.7 * Math.log(1 + Math.exp(-config.beta * (change - cropped)))) / 2;
    }
    const { loss } = await trainer.step(examples, 0, 1, reference);
    expect(Math.abs(loss - expected)).toBeLessThan(1e-4 * Math.abs(expected) + 1e-5);
    const { loss: evaluated } = await evaluate(trainer, config, K, examples);
    expect(Math.abs(evaluated - expected)).toBeLessThan(1e-4 * Math.abs(expected) + 1e-5);
    trainer.destroy();
  },
);

test('early stopping ends a run whose held-out loss no longer falls, and knows its best step', async () => {
  const config = testConfig({ steps: 60, learningRate: 3e-2, evalShare: 0.5, evalEvery: 2, patience: 3 });
  const examples = testLadders(2, K);
  const heldOut = testLadders(2, K, { seed: 9 });
  const trainer = await create(config, [...examples, ...heldOut]);
  const losses: [number, number][] = [];
  const states: LoopState[] = [];
  const end = await trainLoop(
    trainer,
    config,
    { K, examples, heldOut },
    {
      between: () => Promise.resolve(),
      onStep: (step, m) => m['eval/loss'] !== undefined && losses.push([step + 1, m['eval/loss']]),
      afterStep: async (state) => void states.push(state),
    },
  );
  const best = losses.reduce((a, b) => (b[1] < a[1] ? b : a));
  expect(end.best).toEqual({ step: best[0], loss: best[1] });
  expect(end.stepsDone).toBe(best[0] + 3 * 2);
  expect(end.stepsDone).toBeLessThan(60);
  expect(states.at(-1)).toEqual(end);
  trainer.destroy();
});

test(
  'memory is flat: 2,000 steps, nothing allocated',
  async () => {
    const small = { ...TEST_CONFIG, decoder: { ...TEST_CONFIG.decoder, layers: 1 } };
    const config = testConfig({ steps: 2000, batch: 1, adapter: 'lora', loraTargets: 'q_proj' });
    const examples = testLadders(4, 2, { longest: 2 });
    const sizes = sizesOf(
      examples.map((e) => e.row),
      config,
      2,
    );
    const trainer = await Trainer.create(gpu, small, initialWeights(small, 8, 0.3), config, sizes);
    const seen = new Set<number>();
    await trainLoop(
      trainer,
      config,
      { K: 2, examples },
      {
        between: () => Promise.resolve(),
        onStep: (_step, metrics) => seen.add(metrics.gpu_bytes as number),
      },
    );
    expect(seen.size).toBe(1);
    trainer.destroy();
  },
  PATIENT,
);
