// Ladder jobs on a real device: MEG and IG end to end, stopped half-way and gone on with, nothing generated twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { fileAssets } from '../host/assets.ts';
import { decodingOf } from '../protocol/decoding.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions } from '../protocol/ladderJob.ts';
import { MemoryStore } from '../store/memory.ts';
import { JobControl } from './control.ts';
import { Images, noFiles } from './images.ts';
import { newLadderJob, runLadderJob } from './ladderJob.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

const options: LadderJobOptions = {
  name: 'test',
  method: 'ig',
  experts: [],
  base: 'sft-3of3',
  levels: 3,
  fineTuning: { kind: 'scenes', count: 4, priorShare: 0.6 },
  epochs: 1,
  batch: 2,
  learningRate: 1e-4,
  questions: { kind: 'scenes', count: 3, rounds: 1, style: 'noto', priorDefying: false },
  decoding: decodingOf('greedy', { temperature: 0.7, maxNew: 8, seed: 3 }),
  autoCheck: true,
  seed: 1,
};

function deps(
  store: MemoryStore,
  onEvent: (event: LadderJobEvent, control: JobControl) => void = () => undefined,
) {
  const control = new JobControl();
  const images = new Images(fileAssets, noFiles);
  const emit = (event: LadderJobEvent): void => onEvent(event, control);
  return { gpu, assets: fileAssets, images, store, control, emit };
}

async function made(store: MemoryStore, job: LadderJob): Promise<readonly Ladder[]> {
  return (await store.datasets.pageLadders(job.datasetId, 0, 100)).ladders;
}

test('IG trains its model, makes checked ladders, and after a stop goes on without doing anything twice', async () => {
  const whole = new MemoryStore();
  const finished = await runLadderJob(deps(whole), newLadderJob(options));
  expect([finished.status, finished.done, finished.total]).toEqual(['finished', 3, 3]);
  const expected = await made(whole, finished);
  expect(expected.length).toBe(3);
  for (const { levels } of expected) {
    expect(levels.map((l) => l.ranks.autoCheck)).toEqual([0, 1, 2]);
    expect(levels[0]?.source).toBe('truth');
    expect(new Set(levels.map((l) => l.source))).toEqual(new Set(['truth', 'ig-1of1', 'sft-3of3']));
    expect(levels.every((l) => l.claims !== undefined)).toBe(true);
  }

  // Stopped while the second model answers: the first one's training and answers are in the store.
  const store = new MemoryStore();
  const job = newLadderJob(options);
  const stopped = runLadderJob(
    deps(store, (event, control) => {
      // 3 units of fine-tuning, then 3 of answering, the first model's in the first half.
      if (event.kind === 'progress' && event.done > 4.5) control.stop();
    }),
    job,
  );
  await expect(stopped).rejects.toThrow(CancelledError);
  const [record] = await store.listLadderJobs();
  expect(record?.status).toBe('stopped');
  const trainings: string[] = [];
  const resumed = await runLadderJob(
    deps(store, (event) => {
      if (event.kind === 'stage' && event.message.startsWith('Fine-tuning')) trainings.push(event.message);
    }),
    record as LadderJob,
  );
  expect(trainings).toEqual([]);
  expect(resumed.status).toBe('finished');
  const texts = (ladders: readonly Ladder[]): unknown => ladders.map((l) => l.levels.map((x) => x.answers));
  expect(texts(await made(store, resumed))).toEqual(texts(expected));

  // Once more: everything is there, nothing is answered or stored again.
  const again = await runLadderJob(deps(store), resumed);
  expect(again.done).toBe(3);
  expect((await made(store, again)).length).toBe(3);
  const [dataset] = await store.datasets.listDatasets();
  expect(dataset?.counts).toMatchObject({ ladders: 3, levels: { '3': 3 } });
  expect(dataset?.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('what cannot be made is refused and said in the job', async () => {
  const store = new MemoryStore();
  await expect(runLadderJob(deps(store), newLadderJob({ ...options, levels: 2 }))).rejects.toThrow(
    /3 levels/,
  );
  expect((await store.listLadderJobs())[0]).toMatchObject({ status: 'failed' });
  const unknown = newLadderJob({ ...options, base: 'no-such-model' });
  await expect(runLadderJob(deps(store), unknown)).rejects.toThrow(/no model no-such-model/);
});
