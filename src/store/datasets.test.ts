// Datasets in both homes: parts are seen only when committed, and images go with their last user.
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../base/errors.ts';
import type { ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile } from '../protocol/dataset.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { benchmarkPart, pageParts, type DatasetStore } from './datasets.ts';
import { BinStore } from './binStore.ts';
import { IndexedDbStore } from './indexedDb.ts';
import { MemoryStore } from './memory.ts';
import { MIGRATIONS } from './schema.ts';

const ladders = (count: number, prefix = 'l'): Ladder[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}` }) as Ladder);
const image = (sha256: string): ImageFile => ({
  sha256,
  type: 'image/png',
  width: 1,
  height: 1,
  bytes: new Blob([sha256]),
});
const dataset = (id: string, parts: Record<string, number>): Dataset =>
  ({
    id,
    createdAt: id,
    files: Object.entries(parts).map(([part, count]) => ({ part, ladders: count })),
    counts: { ladders: Object.values(parts).reduce((a, b) => a + b, 0) },
  }) as unknown as Dataset;
const benchmark = (id: string): ImportedBenchmark => ({
  id,
  task: 'chair',
  name: 'CHAIR',
  createdAt: id,
  files: ['instances.json'],
  examples: [
    {
      id: '7',
      image: { kind: 'file', sha256: 'i', name: 'i.png' },
      rounds: [{ question: 'Describe this image.', answer: '', type: 'description' }],
      contents: ['dog'],
    },
  ],
  tables: { synonyms: [['dog', 'puppy']] },
});

/** As an import does it. */
async function putBenchmark(store: DatasetStore, id: string, images: ImageFile[]): Promise<void> {
  await store.beginPart(benchmarkPart(id));
  for (const one of images) await store.stagePart(benchmarkPart(id), 0, [], [one]);
  await store.commitBenchmark(benchmark(id));
}

let databases = 0;
const homes: [string, () => Promise<{ datasets: DatasetStore; clearAll(): Promise<void> }>][] = [
  ['memory', async () => new MemoryStore()],
  ['IndexedDB', () => IndexedDbStore.open(`datasets ${databases++}`)],
  ['a bin over memory', async () => new BinStore(new MemoryStore())],
];

describe.each(homes)('datasets in %s', (_name, open) => {
  let store: DatasetStore;
  let clearAll: () => Promise<void>;
  beforeEach(async () => {
    const opened = await open();
    store = opened.datasets;
    clearAll = () => opened.clearAll();
  });

  async function put(id: string, parts: Record<string, Ladder[]>, images: ImageFile[] = []): Promise<void> {
    const done: Record<string, number> = {};
    for (const [part, items] of Object.entries(parts)) {
      await store.beginPart(part);
      await store.stagePart(part, 0, items, images);
      done[part] = items.length;
      await store.commitPart(part, dataset(id, done));
    }
  }

  it('pages through the parts in order', async () => {
    await put('a', { 'a/0': ladders(5, 'x'), 'a/1': ladders(3, 'y') });
    const ids = async (offset: number, limit: number): Promise<string[]> =>
      (await store.pageLadders('a', offset, limit)).ladders.map((l) => l.id);
    expect(await ids(0, 3)).toEqual(['x0', 'x1', 'x2']);
    expect(await ids(3, 4)).toEqual(['x3', 'x4', 'y0', 'y1']);
    expect(await ids(7, 100)).toEqual(['y2']);
    expect(await ids(8, 1)).toEqual([]);
    expect((await store.pageLadders('a', 0, 1)).total).toBe(8);
    await expect(store.pageLadders('none', 0, 1)).rejects.toThrow(StorageError);
  });

  it('shows nothing of a part before it is committed, and nothing once it is dropped', async () => {
    await store.beginPart('a/0');
    await store.stagePart('a/0', 0, ladders(2), [image('i')]);
    await store.stagePart('a/0', 2, ladders(2), []);
    expect(await store.listDatasets()).toEqual([]);
    await store.dropPart('a/0');
    expect(await store.getImage('i')).toBeUndefined();
    await put('a', { 'a/0': ladders(1) });
    expect((await store.pageLadders('a', 0, 9)).ladders).toHaveLength(1);
  });

  it('deletes a dataset with the images that no other uses', async () => {
    await put('a', { 'a/0': ladders(2), 'a/1': ladders(2) }, [image('both'), image('own')]);
    await put('b', { 'b/0': ladders(1) }, [image('both')]);
    expect((await store.listDatasets()).map(({ id }) => id)).toEqual(['b', 'a']);
    await store.deleteDataset('a');
    await store.deleteDataset('unknown');
    expect((await store.listDatasets()).map(({ id }) => id)).toEqual(['b']);
    expect(await store.getImage('own')).toBeUndefined();
    expect(await (await store.getImage('both'))?.bytes.text()).toBe('both');
    await store.deleteDataset('b');
    expect(await store.getImage('both')).toBeUndefined();
  });

  it('keeps what a person says of a ladder, the last word of each, until its dataset goes', async () => {
    const said = (id: string, ladder: string, ranks: number[], note = ''): Promise<void> =>
      store.putAnnotation({ dataset: id, ladder, ranks, note, updatedAt: '2026-11-25' });
    await put('a', { 'a/0': ladders(2) });
    await said('a', 'l1', [0, 2, 1]);
    await said('a', 'l1', [0, 1, 1], 'the goats');
    await said('a', 'l0', [1, 0]);
    await said('ab', 'l0', [0, 1]);
    const list = async (id: string): Promise<unknown[]> =>
      (await store.listAnnotations(id)).map(({ ladder, ranks, note }) => [ladder, ranks, note]);
    expect(await list('a')).toEqual([
      ['l0', [1, 0], ''],
      ['l1', [0, 1, 1], 'the goats'],
    ]);
    await said('a', 'l1', [], ' ');
    expect(await list('a')).toEqual([['l0', [1, 0], '']]);
    await store.deleteDataset('a');
    expect(await list('a')).toEqual([]);
    expect(await list('ab')).toHaveLength(1);
  });

  it('keeps benchmarks, newest first, word for word', async () => {
    await putBenchmark(store, '2026-01', [image('i'), image('j')]);
    await putBenchmark(store, '2026-02', []);
    expect(await store.listBenchmarks()).toEqual([benchmark('2026-02'), benchmark('2026-01')]);
    expect(await store.listDatasets()).toEqual([]);
    expect(await (await store.getImage('j'))?.bytes.text()).toBe('j');
  });

  it('shows nothing of a benchmark before it is committed, and nothing once it is dropped', async () => {
    await store.beginPart(benchmarkPart('a'));
    await store.stagePart(benchmarkPart('a'), 0, [], [image('i')]);
    expect(await store.listBenchmarks()).toEqual([]);
    await store.dropPart(benchmarkPart('a'));
    expect(await store.getImage('i')).toBeUndefined();
    await putBenchmark(store, 'a', [image('i')]);
    expect(await store.listBenchmarks()).toHaveLength(1);
  });

  it('deletes a benchmark with the images that no dataset and no other benchmark uses', async () => {
    await put('a', { 'a/0': ladders(1) }, [image('dataset')]);
    await putBenchmark(store, 'b', [image('dataset'), image('benchmarks'), image('own')]);
    await putBenchmark(store, 'c', [image('benchmarks')]);
    await store.deleteBenchmark('b');
    await store.deleteBenchmark('unknown');
    expect((await store.listBenchmarks()).map(({ id }) => id)).toEqual(['c']);
    const left = async (): Promise<string[]> => {
      const names = ['dataset', 'benchmarks', 'own'];
      const images = await Promise.all(names.map((name) => store.getImage(name)));
      return names.filter((_, i) => images[i] !== undefined);
    };
    expect(await left()).toEqual(['dataset', 'benchmarks']);
    expect((await store.pageLadders('a', 0, 9)).ladders).toHaveLength(1);
    await store.deleteDataset('a');
    expect(await left()).toEqual(['benchmarks']);
    await store.deleteBenchmark('c');
    expect(await left()).toEqual([]);
  });

  it('keeps an image of a deleted dataset while a benchmark uses it', async () => {
    await putBenchmark(store, 'b', [image('both')]);
    await put('a', { 'a/0': ladders(1) }, [image('both')]);
    await store.deleteDataset('a');
    expect(await (await store.getImage('both'))?.bytes.text()).toBe('both');
  });

  it('forgets everything on clearAll', async () => {
    await put('a', { 'a/0': ladders(1) }, [image('i')]);
    await putBenchmark(store, 'b', [image('j')]);
    await store.putAnnotation({ dataset: 'a', ladder: 'l0', ranks: [0], note: '', updatedAt: '' });
    await clearAll();
    expect(await store.listAnnotations('a')).toEqual([]);
    expect(await store.listDatasets()).toEqual([]);
    expect(await store.listBenchmarks()).toEqual([]);
    expect(await store.getImage('i')).toBeUndefined();
    expect(await store.getImage('j')).toBeUndefined();
  });
});

describe('datasets in IndexedDB', () => {
  it('loses what a crash left uncommitted when it is opened again, and nothing else', async () => {
    const first = await IndexedDbStore.open('crash');
    await first.datasets.beginPart('a/0');
    await first.datasets.stagePart('a/0', 0, ladders(2), [image('kept')]);
    await first.datasets.commitPart('a/0', dataset('a', { 'a/0': 2 }));
    await first.datasets.beginPart('a/1');
    await first.datasets.stagePart('a/1', 0, ladders(1000), [image('kept'), image('lost')]);
    first.close(); // the tab dies
    const second = await IndexedDbStore.open('crash');
    expect((await second.datasets.pageLadders('a', 0, 9)).ladders).toHaveLength(2);
    expect(await second.datasets.getImage('lost')).toBeUndefined();
    expect(await second.datasets.getImage('kept')).toBeDefined();
    second.close();
    const raw = await openDB('crash');
    expect(await raw.count('imported')).toBe(2);
    expect(await raw.count('openParts')).toBe(0);
    raw.close();
  });

  it('loses the images of a benchmark that a crash left uncommitted, and no others', async () => {
    const first = await IndexedDbStore.open('benchmark crash');
    await putBenchmark(first.datasets, 'a', [image('kept')]);
    await first.datasets.beginPart(benchmarkPart('b'));
    await first.datasets.stagePart(benchmarkPart('b'), 0, [], [image('kept'), image('lost')]);
    first.close(); // the tab dies
    const second = await IndexedDbStore.open('benchmark crash');
    expect((await second.datasets.listBenchmarks()).map(({ id }) => id)).toEqual(['a']);
    expect(await second.datasets.getImage('lost')).toBeUndefined();
    expect(await second.datasets.getImage('kept')).toBeDefined();
    second.close();
    const raw = await openDB('benchmark crash');
    expect(await raw.getAllKeys('imageUses')).toEqual([['kept', 'benchmark/a']]);
    expect(await raw.count('openParts')).toBe(0);
    raw.close();
  });

  it("leaves another tab's running import alone", async () => {
    const held = new Set<string>();
    const request = async (name: string, ...rest: unknown[]): Promise<unknown> => {
      const run = rest.at(-1) as (lock: object | null) => Promise<unknown>;
      if (held.has(name)) return run(null);
      held.add(name);
      return run({}).finally(() => held.delete(name));
    };
    vi.stubGlobal('navigator', { locks: { request } });
    try {
      const first = await IndexedDbStore.open('tabs');
      await first.datasets.beginPart('a/0');
      await first.datasets.stagePart('a/0', 0, ladders(3), []);
      const second = await IndexedDbStore.open('tabs');
      await first.datasets.commitPart('a/0', dataset('a', { 'a/0': 3 }));
      expect((await second.datasets.pageLadders('a', 0, 9)).ladders).toHaveLength(3);
      await new Promise((resolve) => setTimeout(resolve));
      expect(held.size).toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('keeps what an older database held', async () => {
    const old = await openDB('old', 1, {
      upgrade: (db) => void MIGRATIONS[0]?.(db as never, undefined as never),
    });
    await old.put('ladders', { id: 'made before' });
    await old.put('checkpoints', { hash: 'h', name: 'weights' });
    old.close();
    const store = await IndexedDbStore.open('old');
    expect((await store.listLadders()).map(({ id }) => id)).toEqual(['made before']);
    expect((await store.getCheckpoint('h'))?.name).toBe('weights');
    expect(await store.datasets.listDatasets()).toEqual([]);
  });

  it('names a remedy for a full disk, and keeps what was there', async () => {
    const store = await IndexedDbStore.open('full');
    await store.datasets.beginPart('a/0');
    await store.datasets.stagePart('a/0', 0, ladders(1), []);
    await store.datasets.commitPart('a/0', dataset('a', { 'a/0': 1 }));
    await store.datasets.beginPart('a/1');
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(store.datasets.stagePart('a/1', 0, ladders(1), [])).rejects.toThrow(
      /no room left.*delete a dataset.*still there/,
    );
    put.mockRestore();
    await store.datasets.dropPart('a/1');
    expect((await store.datasets.pageLadders('a', 0, 9)).ladders).toHaveLength(1);
  });
});

it('a page is cut from the parts that it touches', () => {
  const parts = dataset('a', { p: 2, empty: 0, q: 3 });
  expect(pageParts(parts, 1, 2)).toEqual([
    { part: 'p', from: 1, to: 2 },
    { part: 'q', from: 0, to: 1 },
  ]);
  expect(pageParts(parts, 5, 2)).toEqual([]);
});
