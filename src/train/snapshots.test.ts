// Snapshots: when they are kept, and that the model they give back is the one that was trained.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { TEST_CONFIG } from '../model/testModel.ts';
import { initialWeights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { defaultConfig } from './presets.ts';
import {
  readSnapshot,
  snapshotName,
  snapshotStep,
  snapshotSteps,
  weightsAt,
  writeSnapshot,
} from './snapshots.ts';
import { Trainer } from './trainer.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

test('they are spread evenly, and never at the start or the end', () => {
  expect([...snapshotSteps(300, 4)]).toEqual([60, 120, 180, 240]);
  expect([...snapshotSteps(4, 8)]).toEqual([1, 2, 3]);
  expect([...snapshotSteps(1, 8)]).toEqual([]);
  expect([...snapshotSteps(100, 0)]).toEqual([]);
  expect(snapshotStep(snapshotName(38))).toBe(38);
  expect(snapshotStep('best')).toBeUndefined();
});

test.each([
  ['the decoder', {}],
  ['the vision tower and the projector', { trainVision: true, trainProjector: true, trainDecoder: false }],
  ['adapters', { adapter: 'lora', loraTargets: 'all-linear', loraRank: 2 }],
] as [string, Partial<TrainConfig>][])(
  'training %s: the model of a snapshot is the trained one',
  async (_, change) => {
    const config: TrainConfig = { ...defaultConfig, ...change };
    const base = initialWeights(TEST_CONFIG, 5, 0.2);
    const trainer = await Trainer.create(gpu, TEST_CONFIG, base, config, { B: 1, T: 16, M: 16, K: 1 });
    try {
      const state = await trainer.state();
      trainer.restore({ ...state, weights: state.weights.map((x, i) => x + 0.01 * Math.sin(i)) });
      const flat = readSnapshot(writeSnapshot(await trainer.trainedWeights()), 'snapshot');
      const back = weightsAt(TEST_CONFIG, config, base, flat);
      expect(back).toEqual(await trainer.merged());
      expect(back).not.toEqual(new Map(base));
      expect(() => weightsAt(TEST_CONFIG, config, base, flat.subarray(1))).toThrow(/another run/);
    } finally {
      trainer.destroy();
    }
  },
);
