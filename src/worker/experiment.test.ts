// Experiments on a real device: every arm with every seed, stopped and gone on with, shared trials taken over.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { fileAssets } from '../host/assets.ts';
import { openDawn } from '../host/dawn.ts';
import type { Experiment, ExperimentEvent } from '../protocol/experiment.ts';
import { MemoryStore } from '../store/memory.ts';
import { JobControl } from './control.ts';
import { newExperiment, runExperiment } from './experiment.ts';
import { parseExperiment } from './experimentFile.ts';
import { Images, noFiles } from './images.ts';
import { testAssets } from './testLab.ts';

const assets = testAssets(fileAssets);
const file = (change: object = {}): string =>
  JSON.stringify({
    name: 'test',
    questions: { count: 4, rounds: 1 },
    ladders: { sources: ['sft-3of3', 'sft-2of3'] },
    ladderCount: 4,
    bench: { dialogues: 2 },
    benchmarks: [
      { id: 'pope-scenes', limit: 3 },
      { id: 'mrhal-priors', limit: 1 },
    ],
    base: { steps: 2, batch: 2, warmupSteps: 0, learningRate: 0.01 },
    grid: { penalty: ['none', 'paper'] },
    seeds: [1, 2],
    claims: [{ text: 'c', better: 'penalty paper', worse: 'untrained', measure: 'recall' }],
    ...change,
  });

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

async function run(
  store: MemoryStore,
  text: string,
  on: (event: ExperimentEvent, control: JobControl) => void = () => undefined,
): Promise<Experiment> {
  const control = new JobControl();
  const emit = (event: ExperimentEvent): void => on(event, control);
  const deps = { gpu, assets, images: new Images(assets, noFiles), store, control, emit };
  return runExperiment(deps, await newExperiment(parseExperiment(text), 'test adapter', store));
}

const decisive = ({ trials }: Experiment): unknown[] =>
  trials.map(({ seconds: _seconds, metrics, ...trial }) => [trial, metrics.loss, metrics['rewards/margins']]);

test('every arm with every seed, again the same, and after a stop nothing twice', async () => {
  const whole = await run(new MemoryStore(), file());
  expect(whole.status).toBe('finished');
  expect(whole.trials.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
    'untrained 0',
    'penalty none 1',
    'penalty paper 1',
    'penalty none 2',
    'penalty paper 2',
  ]);
  expect(whole.summary.map(({ seeds }) => seeds)).toEqual([1, 2, 2]);
  expect(whole.verdicts).toHaveLength(1);
  // Arms and seeds differ in what they trained; the benchmark is one.
  expect(new Set(whole.trials.map(({ weightsHash }) => weightsHash)).size).toBe(5);
  expect(new Set(whole.trials.map(({ dialogues }) => dialogues.length))).toEqual(new Set([2]));
  for (const { benchmarks = [] } of whole.trials) {
    expect(benchmarks.map(({ id, judge }) => [id, judge.kind])).toEqual([
      ['pope-scenes', 'published'],
      ['mrhal-priors', 'exact'],
    ]);
    const [first] = benchmarks;
    expect(first?.images).toHaveLength(3); // a question each about three scenes
    expect(first?.images[0]?.[first.counts.indexOf('questions')]).toBe(1);
  }
  expect(whole.summary.map(({ benchmarks }) => benchmarks?.[0]?.scores[1]?.n)).toEqual([3, 6, 6]);
  expect(whole.summary.map(({ benchmarks }) => benchmarks?.[1]?.against === undefined)).toEqual([
    true,
    false,
    false,
  ]);

  const store = new MemoryStore();
  const stopped = run(store, file(), (event, control) => {
    if (event.kind === 'experiment' && event.experiment.trials.length === 3) control.stop();
  });
  await expect(stopped).rejects.toThrow(/Stopped by you/);
  const kept = (await store.listExperiments())[0] as Experiment;
  expect([kept.status, kept.trials.length, kept.total]).toEqual(['stopped', 3, 5]);
  const trained: string[] = [];
  const rest = await run(store, file(), (event) => {
    if (event.kind === 'stage' && event.message.endsWith('training.')) trained.push(event.message);
  });
  expect(trained).toEqual(['penalty none, seed 2: training.', 'penalty paper, seed 2: training.']);
  expect(decisive(rest)).toEqual(decisive(whole));

  // Another experiment in the same lab shares the untrained model and one arm, under another name.
  const other = file({
    grid: {},
    arms: [{ name: 'the paper’s', set: { penalty: 'paper' } }],
    seeds: [2],
    claims: [],
  });
  const shared = await run(store, other, (event) => {
    if (event.kind === 'stage') expect(event.message).not.toMatch(/training\.$/);
  });
  expect(shared.trials.map(({ arm, key }) => [arm, key])).toEqual([
    ['untrained', whole.trials[0]?.key],
    ['the paper’s', whole.trials[4]?.key],
  ]);
}, 900_000);
