import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob } from '../protocol/benchmark.ts';
import type { Dataset } from '../protocol/dataset.ts';
import { EVERYTHING, type Discarded } from '../protocol/discard.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { ModelFolder } from '../protocol/modelFolder.ts';
import type { Run } from '../protocol/run.ts';
import { BinStore } from './binStore.ts';
import { IndexedDbStore } from './indexedDb.ts';
import { MemoryStore } from './memory.ts';
import { runKey, type LabStore } from './store.ts';

const run = (id: string): Run => ({ id, createdAt: id }) as Run;
const dataset = (id: string): Dataset =>
  ({
    id,
    createdAt: id,
    files: [{ part: `${id}/0`, ladders: 0 }],
    counts: { ladders: 0 },
  }) as unknown as Dataset;
const ladderJob = (id: string, datasetId: string): LadderJob =>
  ({ id, datasetId, createdAt: id }) as LadderJob;
const benchJob = (id: string, benchmark: string): BenchJob =>
  ({ id, createdAt: id, options: { benchmark } }) as BenchJob;

async function putDataset(store: LabStore, id: string): Promise<void> {
  await store.datasets.beginPart(`${id}/0`);
  await store.datasets.commitPart(`${id}/0`, dataset(id));
}

const weights = (id: string) => ({
  hash: runKey(id, 'final'),
  name: id,
  createdAt: id,
  bytes: new ArrayBuffer(4),
});

/** Ids of all that a lab lists. */
async function listed(store: LabStore): Promise<string[]> {
  const lists = await Promise.all([
    store.listRuns(),
    store.datasets.listDatasets(),
    store.listLadderJobs(),
    store.listBenchJobs(),
    store.listResults(),
  ]);
  return [...lists.flat().map(({ id }) => id), ...(await store.listCheckpointKeys())].sort();
}

let databases = 0;
const homes: [string, () => Promise<LabStore>][] = [
  ['memory', async () => new MemoryStore()],
  ['IndexedDB', () => IndexedDbStore.open(`bin ${databases++}`)],
];

describe.each(homes)('a bin over %s', (_name, open) => {
  let inner: LabStore;
  let store: BinStore;
  beforeEach(async () => {
    inner = await open();
    store = new BinStore(inner);
    for (const id of ['r1', 'r12']) {
      await store.putRun(run(id));
      await store.putCheckpoint(weights(id));
    }
    await putDataset(store, 'd1');
    await store.putLadderJob(ladderJob('l1', 'd1'));
    await store.putBenchJob(benchJob('j1', 'b1'));
    await store.putResult({ id: 'x1', createdAt: 'x1' } as BenchResult);
  });
  const all = ['d1', 'j1', 'l1', 'r1', 'r12', 'run/r1/final', 'run/r12/final', 'x1'];

  it.each<[Discarded, gone: string[]]>([
    [{ kind: 'run', id: 'r1' }, ['r1', 'run/r1/final']],
    [{ kind: 'dataset', id: 'd1' }, ['d1', 'l1']],
    [{ kind: 'benchmark', id: 'b1' }, ['j1']],
    [{ kind: 'benchJob', id: 'j1' }, ['j1']],
    [{ kind: 'result', id: 'x1' }, ['x1']],
    [EVERYTHING, all],
  ])('%o is out of sight, comes back whole, and goes for good', async (thing, gone) => {
    const left = all.filter((id) => !gone.includes(id));
    store.discard(thing);
    expect(await listed(store)).toEqual(left);
    expect(await listed(inner)).toEqual(all); // a page that is closed now finds it again
    expect(store.restore(thing)).toBe(true);
    expect(await listed(store)).toEqual(all);
    store.discard(thing);
    await store.purge(thing);
    expect(await listed(store)).toEqual(left);
    expect(await listed(inner)).toEqual(left);
    expect(store.restore(thing)).toBe(false);
  });

  it('no job finds what is discarded', async () => {
    store.discard({ kind: 'run', id: 'r1' });
    store.discard({ kind: 'dataset', id: 'd1' });
    expect(await store.getCheckpoint(runKey('r1', 'final'))).toBeUndefined();
    expect(await store.getCheckpoint(runKey('r12', 'final'))).toBeDefined();
    await expect(store.datasets.pageLadders('d1', 0, 10)).rejects.toThrow(/no dataset d1/);
  });

  it('what was restored is not purged', async () => {
    const thing: Discarded = { kind: 'run', id: 'r1' };
    store.discard(thing);
    store.restore(thing);
    await store.purge(thing);
    expect(await listed(inner)).toEqual(all);
  });

  it('a record that comes in again takes the place of the discarded one, and stays', async () => {
    store.discard({ kind: 'dataset', id: 'd1' });
    store.discard({ kind: 'run', id: 'r1' });
    await putDataset(store, 'd1');
    await store.putRun({ ...run('r1'), name: 'again' });
    await store.purge({ kind: 'dataset', id: 'd1' });
    await store.purge({ kind: 'run', id: 'r1' });
    expect((await inner.datasets.listDatasets()).map(({ id }) => id)).toEqual(['d1']);
    expect((await inner.listRuns()).find(({ id }) => id === 'r1')?.name).toBe('again');
  });

  it('what is new stays when everything before it was discarded', async () => {
    store.discard(EVERYTHING);
    await store.putRun(run('new'));
    expect(await listed(inner)).toEqual(['new']);
    await store.purge(EVERYTHING);
    expect(await listed(store)).toEqual(['new']);
    expect(store.restore(EVERYTHING)).toBe(false);
  });
});

describe('models that lie in the browser as files', () => {
  let inner: LabStore;
  let store: BinStore;
  let files: string[];
  beforeEach(() => {
    inner = new MemoryStore();
    files = ['old', 'older'];
    store = new BinStore(inner, async () => ({
      list: async () => files.map((id) => ({ id }) as ModelFolder),
      remove: async (id) => void files.splice(files.indexOf(id), 1),
    }));
  });
  const seen = async (): Promise<string[]> => (await store.listModelFolders()).map(({ id }) => id);

  it('go out of the list at once, and from the disk when they are purged', async () => {
    const thing: Discarded = { kind: 'modelFolder', id: 'old' };
    store.discard(thing);
    expect([await seen(), files]).toEqual([['older'], ['old', 'older']]);
    store.restore(thing);
    await store.purge(thing);
    expect(await seen()).toEqual(['old', 'older']);
    store.discard(thing);
    await store.purge(thing);
    expect(files).toEqual(['older']);
  });

  it('are cleared with everything, and what comes meanwhile stays', async () => {
    await store.putRun(run('r1'));
    store.discard(EVERYTHING);
    expect([await seen(), files]).toEqual([[], ['old', 'older']]);
    await store.makeRoomForModels();
    files.push('new');
    await store.purge(EVERYTHING);
    expect(await seen()).toEqual(['new']);
    expect(await inner.listRuns()).toEqual([]);
  });

  it('make room for a new one of the same name', async () => {
    store.discard({ kind: 'modelFolder', id: 'old' });
    await store.makeRoomForModels();
    files.push('old');
    await store.purge({ kind: 'modelFolder', id: 'old' });
    expect(await seen()).toEqual(['older', 'old']);
  });

  it('do not hinder clearing where the browser has no place for files', async () => {
    store = new BinStore(inner, () => Promise.reject(new Error('no file system')));
    await store.putRun(run('r1'));
    store.discard(EVERYTHING);
    await store.purge(EVERYTHING);
    expect(await inner.listRuns()).toEqual([]);
  });
});
