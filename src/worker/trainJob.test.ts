// Training as a job, on a real device: broken off at any step, by a stop, a crash or a destroyed device, it goes on and
// ends where the unbroken run ends, to the bit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeviceLostError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import type { Gpu } from '../gpu/device.ts';
import { fileAssets } from '../host/assets.ts';
import { openDawn } from '../host/dawn.ts';
import type { Run, TrainConfig } from '../protocol/run.ts';
import type { FitReport, TrainEvent } from '../protocol/training.ts';
import { runKey, type LabStore } from '../store/store.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';
import { JobControl } from './control.ts';
import { fitTraining } from './fit.ts';
import { Images, noFiles } from './images.ts';
import { listModels, loadModel } from './models.ts';
import { exportRun, importRun } from './runFiles.ts';
import { sceneTestLadders, testAssets as smallModel, testStore } from './testLab.ts';
import { newRun, runTraining } from './trainJob.ts';

const STEPS = 24;
/** A new device compiles every kernel anew, which takes a software adapter some seconds. */
const PATIENT = 900_000;
const K = 3;
const source = { model: 'sft-3of3', data: { kind: 'dataset', id: 'data' } } as const;
const testAssets = smallModel(fileAssets);
const ladders = sceneTestLadders(10, K);

function config(change: Partial<TrainConfig> = {}): TrainConfig {
  return {
    ...defaultConfig,
    ...lossPreset('published-code'),
    steps: STEPS,
    batch: 2,
    buckets: 2,
    evalShare: 0.2,
    evalEvery: 7,
    saveEvery: 5,
    learningRate: 3e-3,
    seed: 4,
    ...change,
  };
}

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

/** Runs a run to its end, or to what `on` does to it. */
async function go(
  store: LabStore,
  run: Run,
  on: (event: TrainEvent, control: JobControl) => void = () => undefined,
  device = gpu,
): Promise<Run> {
  const control = new JobControl();
  const images = new Images(testAssets, noFiles);
  const emit = (event: TrainEvent): void => on(event, control);
  return runTraining({ gpu: device, assets: testAssets, images, store, control, emit }, run);
}

async function stored(store: LabStore, id: string): Promise<Run> {
  return (await store.listRuns()).find((run) => run.id === id) as Run;
}

/** The curve without what depends on the clock, and the weights. */
async function outcome(store: LabStore, id: string): Promise<{ curve: unknown[]; weights: string }> {
  const clock = /second|gpu_bytes/;
  const curve = (await store.listEvents(id)).map(({ step, metrics }) => [
    step,
    Object.fromEntries(Object.entries(metrics).filter(([name]) => !clock.test(name))),
  ]);
  const final = await store.getCheckpoint(runKey(id, 'final'));
  return { curve, weights: Buffer.from(final?.bytes ?? new ArrayBuffer(0)).toString('base64') };
}

class Killed extends Error {}

/** Ends a job as a dead worker does: at once, and nothing after it is stored. */
async function killedAt(store: LabStore, run: Run, step: number): Promise<void> {
  const dead = Object.assign(Object.create(store) as LabStore, {
    putRun: async (next: Run) => {
      if (next.status !== 'failed') await store.putRun(next);
    },
  });
  const kill = go(dead, run, (event) => {
    if (event.kind === 'step' && event.event.step === step) throw new Killed();
  });
  await expect(kill).rejects.toBeInstanceOf(Killed);
}

describe.each([
  ['all decoder weights', config()],
  ['LoRA with accumulation', config({ adapter: 'lora', loraTargets: 'all-linear', accumulation: 2 })],
])('exact resume: %s', (_name, train) => {
  let unbroken: Awaited<ReturnType<typeof outcome>>;
  beforeAll(async () => {
    const store = await testStore(ladders);
    const run = await go(store, newRun({ name: 'whole', source, config: train }, ''));
    unbroken = await outcome(store, run.id);
    expect(unbroken.curve).toHaveLength(STEPS);
  });

  test('killed at 10 random steps of one run, and gone on with each time', async () => {
    const store = await testStore(ladders);
    let run = newRun({ name: 'broken', source, config: train }, '');
    const random = new Random(train.accumulation);
    let saved = 0;
    for (let i = 0; i < 10; i++) {
      await killedAt(store, run, saved + random.int(Math.min(9, STEPS - 1 - saved)));
      run = await stored(store, run.id);
      expect(run.status).toBe('running'); // what a reload finds: a run that nobody runs
      saved = run.last?.step ?? 0;
      expect(run.stepsDone - saved).toBeLessThanOrEqual(train.saveEvery);
      if (saved >= STEPS - 1) break;
    }
    run = await go(store, run);
    expect(run.status).toBe('finished');
    const broken = await outcome(store, run.id);
    expect(broken.curve).toEqual(unbroken.curve);
    expect(broken.weights).toBe(unbroken.weights);
  });

  test(
    'a device destroyed at 5 random points ends in a run that goes on',
    async () => {
      const store = await testStore(ladders);
      let run = newRun({ name: 'lost', source, config: train }, '');
      const random = new Random(7 + train.accumulation);
      for (let i = 0; i < 5; i++) {
        const device = await openDawn();
        const at = (run.last?.step ?? 0) + random.int(6);
        const lost = go(
          store,
          run,
          (event) => {
            if (event.kind === 'step' && event.event.step === Math.min(at, STEPS - 2)) device.close();
          },
          device,
        );
        await expect(lost).rejects.toBeInstanceOf(DeviceLostError);
        run = await stored(store, run.id);
        expect(run.status).toBe('failed');
        expect(run.error).toMatch(/GPU was lost/);
      }
      run = await go(store, run);
      const broken = await outcome(store, run.id);
      expect(broken.curve).toEqual(unbroken.curve);
      expect(broken.weights).toBe(unbroken.weights);
    },
    PATIENT,
  );
});

test('a stop keeps the step at which it came', async () => {
  const store = await testStore(ladders);
  const run = newRun({ name: 'stopped', source, config: config() }, '');
  const stop = go(store, run, (event, control) => {
    if (event.kind === 'step' && event.event.step === 11) control.stop();
  });
  await expect(stop).rejects.toThrow(/Stopped by you/);
  const kept = await stored(store, run.id);
  expect([kept.status, kept.last?.step, kept.stepsDone]).toEqual(['stopped', 12, 12]);
  expect(await store.listEvents(run.id)).toHaveLength(12);
});

test('references are computed once, and other runs find them', async () => {
  const store = await testStore(ladders);
  let scored = 0;
  const counting = Object.assign(Object.create(store) as LabStore, {
    putLogps: async (logps: Parameters<LabStore['putLogps']>[0]) => {
      scored += logps.length;
      await store.putLogps(logps);
    },
  });
  const short = { steps: 1, evalShare: 0 };
  await go(counting, newRun({ name: 'a', source, config: config(short) }, ''));
  expect(scored).toBe(ladders.length * K);
  // Another loss, LoRA, other weights of rounds, fewer levels: the reference is the same.
  const other = {
    ...short,
    ...lossPreset('dpo'),
    adapter: 'lora',
    roundWeight: 0.5,
    levels: [0, 2],
  } as const;
  await go(counting, newRun({ name: 'b', source, config: config(other) }, ''));
  expect(scored).toBe(ladders.length * K);
});

test('the fit report is what the run then holds, and advice saves what it says', async () => {
  const fresh = await openDawn();
  const store = await testStore(ladders);
  const train = config({ batch: 4, steps: 1, trainVision: true, trainProjector: true });
  const report = await fitTraining(fresh, testAssets, store, { source, config: train });
  expect(report.problems).toEqual([]);
  expect(report.probed).toBe(true);
  expect(report.total).toBe(report.rows.reduce((n, { bytes }) => n + bytes, 0));
  const run = await go(store, newRun({ name: 'fit', source, config: train }, ''), undefined, fresh);
  expect(run.memory).toEqual(report.rows);
  const saves = report.advice.map((a) => a.saves);
  expect(saves.length).toBeGreaterThan(1);
  expect(saves).toEqual(saves.toSorted((a, b) => b - a));
  for (const { set, saves: bytes } of report.advice) {
    const after: FitReport = await fitTraining(fresh, testAssets, store, {
      source,
      config: { ...train, ...set },
    });
    expect(report.total - after.total).toBe(bytes);
  }
  fresh.close();
});

test('a finished run is a model, leaves as a zip and comes back as the same model', async () => {
  const store = await testStore(ladders);
  const train = config({ adapter: 'lora', loraTargets: 'q_proj,v_proj', steps: 3 });
  const run = await go(store, newRun({ name: 'out', source, config: train }, ''));
  expect((await listModels(testAssets, store)).at(-1)).toMatchObject({ id: run.id, family: 'trained' });
  const { blob, name } = await exportRun(testAssets, store, run.id);
  const elsewhere = await testStore([]);
  const { model } = await importRun(testAssets, elsewhere, [{ path: name, blob }]);
  const [here, there] = [
    await loadModel(testAssets, run.id, store),
    await loadModel(testAssets, model, elsewhere),
  ];
  expect(there.weightsHash).toBe(here.weightsHash);
  const back = await stored(elsewhere, model);
  expect(back.config).toEqual(run.config);
  expect(await elsewhere.listEvents(model)).toEqual(await store.listEvents(run.id));
});

test.each([
  [{ batch: 0 }, /batch is 0\. It takes a whole number from 1/],
  [{ levels: [0, 7] }, /nothing to train on \(10 of 10 ladders have fewer than 8 levels\)/],
  [{ adapter: 'lora', loraTargets: 'nothing' }, /target "nothing" is no linear layer/],
  [{ trainDecoder: false }, /all parts are frozen/],
  [{ patience: 2, evalShare: 0 }, /evalShare is 0/],
  [{ objective: 'pro', penalty: 'paper' }, /penalty is 'paper', which objective 'pro' does not have/],
] as [Partial<TrainConfig>, RegExp][])('%o is refused with what is wrong', async (change, message) => {
  const store = await testStore(ladders);
  await expect(fitTraining(gpu, testAssets, store, { source, config: config(change) })).rejects.toThrow(
    message,
  );
});
