// Looking into ladders on a real device: a run's checkpoints give the very numbers that the run saw, and what was read
// once needs no GPU.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { fileAssets } from '../host/assets.ts';
import { openDawn } from '../host/dawn.ts';
import { sceneOf } from '../data/scenes/scene.ts';
import type { InspectRequest, LadderScores, ScoreEvent } from '../protocol/inspect.ts';
import type { LadderView } from '../protocol/ladder.ts';
import type { Run, TrainConfig } from '../protocol/run.ts';
import type { LabStore } from '../store/store.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';
import { JobControl } from './control.ts';
import { Images, noFiles } from './images.ts';
import { inspectLadder, sceneObjects, scoreLadders, type BorrowGpu, type InspectDeps } from './inspect.ts';
import { listReaders, WeightShelf } from './readers.ts';
import { sceneTestLadders, testAssets, testStore } from './testLab.ts';
import { newRun, runTraining } from './trainJob.ts';

const assets = testAssets(fileAssets);
const ladders = sceneTestLadders(4, 3);
const images = new Images(assets, noFiles);
const source = { model: 'sft-3of3', data: { kind: 'dataset', id: 'data' } } as const;
const PATIENT = 300_000;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const borrow: BorrowGpu = (work) => work(gpu);
const noGpu: BorrowGpu = () => Promise.resolve(undefined);
const deps = (store: LabStore): InspectDeps => ({ store, images, shelf: new WeightShelf(assets) });

async function scores(
  store: LabStore,
  request: Omit<InspectRequest, 'dataset'>,
  lend = borrow,
): Promise<LadderScores> {
  const answer = await inspectLadder(deps(store), { dataset: 'data', ...request }, lend);
  if (answer.kind !== 'scores') throw new Error('the GPU was busy');
  return answer;
}

/** A run of six steps, with the ladders as it saw them at its end. */
async function trained(
  store: LabStore,
  change: Partial<TrainConfig>,
): Promise<{ run: Run; last: LadderView[] }> {
  const config: TrainConfig = {
    ...defaultConfig,
    ...lossPreset('published-code'),
    roundWeight: 0.3,
    steps: 6,
    batch: 2,
    learningRate: 5e-3,
    snapshots: 2,
    ...change,
  };
  let shown: LadderView[] = [];
  const run = await runTraining(
    {
      gpu,
      assets,
      images,
      store,
      control: new JobControl(),
      emit: (event) => {
        if (event.kind === 'step') shown = [];
        if (event.kind === 'ladder') shown.push(event.view);
      },
    },
    newRun({ name: 'run', source, config }, ''),
  );
  return { run, last: shown };
}

test.each([
  ['whole weights', {}],
  ['adapters', { adapter: 'lora', loraTargets: 'all-linear' }],
] as [string, Partial<TrainConfig>][])(
  'a run with %s is read at its checkpoints as it saw itself',
  async (_name, change) => {
    const store = await testStore(ladders);
    const { run, last } = await trained(store, change);
    const [reader] = await listReaders(assets, store);
    expect(reader).toMatchObject({
      id: run.id,
      dataset: 'data',
      beta: 0.1,
      reference: { id: run.id, step: 0 },
    });
    expect(reader?.checkpoints).toEqual([
      { step: 0, what: ['start'] },
      { step: 2, what: ['snapshot'] },
      { step: 4, what: ['snapshot'] },
      { step: 6, what: ['last'] },
    ]);
    const reference = { id: run.id, step: 0 };
    const at = (step: number): Promise<LadderScores> =>
      scores(store, { index: 0, policy: { id: run.id, step }, reference });
    const margin = ({ rungs }: LadderScores, k: number): number =>
      (rungs[k]?.policy.sum ?? NaN) - (rungs[k]?.reference?.sum ?? NaN);

    const start = await at(0);
    for (const k of [0, 1, 2]) expect(margin(start, k)).toBe(0);
    const view = last.find(({ ladder }) => ladder.id === ladders[0]?.id);
    const end = await at(6);
    for (const k of [0, 1, 2]) {
      // The run's own numbers, by another plan: adapters not merged, image features computed before.
      expect(end.rungs[k]?.policy.sum).toBeCloseTo(view?.logps[k]?.policy as number, 3);
      expect(end.rungs[k]?.reference?.sum).toBeCloseTo(view?.logps[k]?.reference as number, 3);
      expect(Math.abs(margin(end, k))).toBeGreaterThan(1e-3);
    }
    const [two, four] = [await at(2), await at(4)];
    expect(
      new Set([0, 2, 4, 6].map((_, i) => margin([start, two, four, end][i] as LadderScores, 0))).size,
    ).toBe(4);
    const plain = await scores(store, { index: 0, policy: { id: run.id } });
    expect(plain.rungs[0]?.policy.sum).toBeCloseTo(end.rungs[0]?.policy.sum as number, 3);
    await expect(at(3)).rejects.toThrow(/no weights of step 3/);
  },
  PATIENT,
);

test('tokens are the answer, rounds and ends included; their sum is the rung’s', async () => {
  const store = await testStore(ladders);
  const { rungs } = await scores(store, { index: 1, policy: { id: 'sft-3of3' } });
  expect(rungs).toHaveLength(3);
  ladders[1]?.levels.forEach(({ answers }, k) => {
    const { tokens, policy, reference } = rungs[k] as LadderScores['rungs'][number];
    expect(reference).toBeUndefined();
    expect(tokens).toHaveLength(policy.tokens.length);
    const texts = answers.map((answer, r) =>
      tokens.map((t) => (t.round === r ? answer.slice(t.start, t.end) : '')).join(''),
    );
    expect(texts).toEqual(answers);
    expect(policy.sum).toBeCloseTo(
      policy.tokens.reduce((n, x) => n + x, 0),
      4,
    );
  });
});

test('a GPU that has other work is waited for, unless all is known already', async () => {
  const store = await testStore(ladders);
  const request = { dataset: 'data', index: 2, policy: { id: 'sft-3of3' }, reference: { id: 'expert-XS' } };
  expect(await inspectLadder(deps(store), request, noGpu)).toEqual({ kind: 'busy' });
  const read = await inspectLadder(deps(store), request, borrow);
  expect(await inspectLadder(deps(store), request, noGpu)).toEqual(read);
  await expect(scores(store, { index: 9, policy: { id: 'sft-3of3' } })).rejects.toThrow(/no ladder 9/);
  await expect(scores(store, { index: 0, policy: { id: 'nobody' } })).rejects.toThrow(/no model nobody/);
});

test('a dataset is read as its ladders are one by one', async () => {
  const mixed = [...sceneTestLadders(9, 3), ...sceneTestLadders(2, 2)].map((ladder, i) => ({
    ...ladder,
    id: `${i}`,
  }));
  const store = await testStore(mixed);
  const reading = { policy: { id: 'sft-3of3' }, reference: { id: 'expert-XS' } };
  const events: ScoreEvent[] = [];
  await scoreLadders(deps(store), gpu, new JobControl(), 'data', reading, (event) => events.push(event));
  const rewards = events.flatMap((event) => (event.kind === 'rewards' ? event.rewards : []));
  expect(rewards.map((of) => of?.length)).toEqual([...Array.from({ length: 9 }, () => 3), 2, 2]);
  expect(events.at(-1)).toMatchObject({ kind: 'progress', done: 11, total: 11 });
  const fresh = await testStore(mixed);
  for (const index of [0, 8, 10]) {
    const { rungs, beta } = await scores(fresh, { index, ...reading });
    rungs.forEach(({ policy, reference }, k) =>
      expect(rewards[index]?.[k]).toBeCloseTo(beta * (policy.sum - (reference?.sum ?? NaN)), 4),
    );
  }
});

test('objects of a scene lie in it, each kind as often as it is there', () => {
  const image = { kind: 'scene', seed: 56, split: 'ladders', style: 'noto' } as const;
  const objects = sceneObjects(image);
  const { kinds } = sceneOf(image);
  expect(objects).toHaveLength(kinds.reduce((n, { cells }) => n + cells.length, 0));
  for (const { x, y, w, h } of objects) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1);
  }
  // What is drawn there, by eye: three pink pigs, five brown horses, two green goats.
  const labels = new Set(objects.map(({ label }) => label));
  expect(labels).toEqual(new Set(['pink pig, one of 3', 'brown horse, one of 5', 'green goat, one of 2']));
  expect(sceneObjects({ kind: 'file', sha256: '', name: '' })).toEqual([]);
});
