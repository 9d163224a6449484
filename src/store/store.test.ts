// One body of tests for both homes; IndexedDB is fake-indexeddb's here and Chromium's in e2e/quickstart.spec.ts.
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../base/errors.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { BinStore } from './binStore.ts';
import { IndexedDbStore } from './indexedDb.ts';
import { MemoryStore } from './memory.ts';
import { storageError } from './storageError.ts';
import { runKey, type LabStore } from './store.ts';

const run = (id: string, createdAt: string): Run => ({ id, createdAt, status: 'running' }) as Run;
const event = (runId: string, step: number): RunEvent => ({
  runId,
  step,
  seconds: step,
  metrics: { loss: 1 },
});
const result = (id: string): BenchResult => ({ id, createdAt: id }) as BenchResult;

let databases = 0;
const homes: [string, () => Promise<LabStore>][] = [
  ['memory', async () => new MemoryStore()],
  ['IndexedDB', () => IndexedDbStore.open(`test ${databases++}`)],
  ['a bin over memory', async () => new BinStore(new MemoryStore())],
];

describe.each(homes)('the store in %s', (_name, open) => {
  let store: LabStore;
  beforeEach(async () => {
    store = await open();
  });

  it('keeps runs, newest first, the last version of each', async () => {
    await store.putRun(run('a', '2026-01-01'));
    await store.putRun(run('b', '2026-01-02'));
    await store.putRun({ ...run('a', '2026-01-01'), status: 'finished' });
    expect((await store.listRuns()).map((r) => [r.id, r.status])).toEqual([
      ['b', 'running'],
      ['a', 'finished'],
    ]);
  });

  it("keeps each run's events by step", async () => {
    for (const step of [10, 9, 0]) await store.putEvent(event('a', step));
    await store.putEvent(event('ab', 1));
    await store.putEvent({ ...event('a', 9), metrics: { loss: 2 } });
    expect((await store.listEvents('a')).map((e) => [e.step, e.metrics.loss])).toEqual([
      [0, 1],
      [9, 2],
      [10, 1],
    ]);
    expect(await store.listEvents('none')).toEqual([]);
  });

  it('forgets a run with its events and checkpoints, and no other', async () => {
    for (const id of ['a', 'ab']) {
      await store.putRun(run(id, '2026-01-01'));
      await store.putEvent(event(id, 0));
      const bytes = new ArrayBuffer(4);
      await store.putCheckpoint({ hash: runKey(id, 'last'), name: 'x', createdAt: 'now', bytes });
    }
    await store.deleteRun('a');
    expect((await store.listRuns()).map(({ id }) => id)).toEqual(['ab']);
    expect(await store.listEvents('a')).toEqual([]);
    expect(await store.getCheckpoint(runKey('a', 'last'))).toBeUndefined();
    expect(await store.listEvents('ab')).toHaveLength(1);
    expect(await store.getCheckpoint(runKey('ab', 'last'))).toBeDefined();
  });

  it('keeps log-probabilities by key and experiments', async () => {
    await store.putLogps([{ key: 'k', logps: Float32Array.of(-1, -2) }]);
    expect(await store.getLogps(['none', 'k'])).toEqual([undefined, Float32Array.of(-1, -2)]);
    await store.putExperiment({ id: 'e', createdAt: 'now' } as Experiment);
    expect((await store.listExperiments()).map(({ id }) => id)).toEqual(['e']);
    await store.deleteExperiment('e');
    expect(await store.listExperiments()).toEqual([]);
  });

  it('keeps ladders, results, quickstarts and checkpoints', async () => {
    await store.putLadders([{ id: 'l2' }, { id: 'l1' }] as Ladder[]);
    await store.putLadders([]);
    await store.putResult(result('r1'));
    await store.putResult(result('r2'));
    await store.putQuickstart({ id: 'q', createdAt: '2026' } as QuickstartResult);
    const bytes = new Float32Array([1, 2, 3]).buffer;
    await store.putCheckpoint({ hash: 'h', name: 'n', createdAt: '2026', bytes });
    expect((await store.listLadders()).map((l) => l.id)).toEqual(['l1', 'l2']);
    expect((await store.listResults()).map((r) => r.id)).toEqual(['r2', 'r1']);
    expect((await store.listQuickstarts()).map((q) => q.id)).toEqual(['q']);
    expect(new Float32Array((await store.getCheckpoint('h'))?.bytes as ArrayBuffer)[2]).toBe(3);
    expect(await store.getCheckpoint('other')).toBeUndefined();
  });

  it('keeps a copy: later changes of a record do not reach it', async () => {
    const mutable = { id: 'm', createdAt: '2026', status: 'running' } as { status: string } & Run;
    await store.putRun(mutable);
    mutable.status = 'failed';
    expect((await store.listRuns())[0]?.status).toBe('running');
  });

  it('forgets everything on clearAll', async () => {
    await store.putRun(run('a', '2026'));
    await store.putEvent(event('a', 0));
    await store.clearAll();
    expect([...(await store.listRuns()), ...(await store.listEvents('a'))]).toEqual([]);
  });
});

describe('IndexedDB', () => {
  it('is still there when opened again', async () => {
    const first = await IndexedDbStore.open('again');
    await first.putRun(run('a', '2026'));
    first.close();
    const second = await IndexedDbStore.open('again');
    expect((await second.listRuns()).map((r) => r.id)).toEqual(['a']);
  });

  it('says so when a newer page wrote it', async () => {
    (await openDB('newer', 99)).close();
    await expect(IndexedDbStore.open('newer')).rejects.toThrow(/newer version.*Reload/);
  });

  it('says so when it was closed under its feet', async () => {
    const store = await IndexedDbStore.open('closed');
    store.close();
    await expect(store.putRun(run('a', '2026'))).rejects.toThrow(StorageError);
  });

  it('writes all ladders or none', async () => {
    const store = await IndexedDbStore.open('atomic');
    const bad = { id: 'bad', levels: () => 0 } as unknown as Ladder;
    await expect(store.putLadders([{ id: 'good' } as Ladder, bad])).rejects.toThrow(StorageError);
    expect(await store.listLadders()).toEqual([]);
  });

  it('names a remedy for a full disk', () => {
    expect(storageError(new DOMException('', 'QuotaExceededError')).message).toMatch(/no room.*clear/);
  });
});
