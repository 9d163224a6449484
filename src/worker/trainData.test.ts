// The rows of a run from ladders that a person has ordered. No GPU.
import { beforeAll, expect, test } from 'vitest';
import { fileAssets } from '../host/assets.ts';
import type { TrainConfig, TrainSource } from '../protocol/run.ts';
import type { LabStore } from '../store/store.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';
import { loadModel, type LoadedModel } from './models.ts';
import { sceneTestLadders, testAssets, testStore } from './testLab.ts';
import { trainData } from './trainData.ts';

const ladders = sceneTestLadders(3, 3).map((ladder, i) => ({ ...ladder, id: `ladder ${i}` }));
const config: TrainConfig = { ...defaultConfig, ...lossPreset('dpo') };
let model: LoadedModel;
let store: LabStore;
beforeAll(async () => {
  model = await loadModel(testAssets(fileAssets), 'sft-3of3');
  store = await testStore(ladders);
  const said = (ladder: string, ranks: number[]): Promise<void> =>
    store.datasets.putAnnotation({ dataset: 'data', ladder, ranks, note: '', updatedAt: '' });
  await said('ladder 0', [2, 0, 1]);
  await said('ladder 2', [0, 1, 1]);
});

/** Per row the answers in the order in which they are learned, as places in the ladder's own order. */
async function learned(
  order?: 'human',
  change: Partial<TrainConfig> = {},
): Promise<{ rows: number[][]; leftOut: readonly string[]; hash: string }> {
  const data: TrainSource['data'] = { kind: 'dataset', id: 'data', ...(order && { order }) };
  const source = { model: 'sft-3of3', data };
  const found = await trainData({ source, config: { ...config, ...change } }, model, store.datasets);
  const rows = found.train.map(({ ladder }) => {
    const own = ladders.find(({ id }) => id === ladder?.id);
    return (ladder?.levels ?? []).map(
      ({ answers }) => own?.levels.findIndex((level) => level.answers.join() === answers.join()) ?? -1,
    );
  });
  return { rows, leftOut: found.leftOut, hash: found.hash };
}

test('a run learns the ladders’ own order, or people’s where they gave one', async () => {
  const own = await learned();
  expect(own.rows).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  const human = await learned('human');
  // Ladder 2 has a tie: one of its rungs goes, and two levels are fewer than most ladders have.
  expect(human.rows).toEqual([
    [1, 2, 0],
    [0, 1, 2],
  ]);
  expect(human.leftOut).toEqual(['1 of 3 ladders have fewer than 3 levels']);
  expect(human.hash).not.toBe(own.hash);
  expect((await learned('human', { levels: [0, 1] })).rows).toEqual([
    [1, 2],
    [0, 1],
    [0, 1],
  ]);
});
