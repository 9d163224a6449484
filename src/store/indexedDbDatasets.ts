// Datasets in IndexedDB. A part that is being staged holds a Web Lock, so that another tab that opens the store can
// tell a running import from one whose tab died.
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile, LadderPage } from '../protocol/dataset.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder } from '../protocol/ladder.ts';
import {
  benchmarkPart,
  isEmptyAnnotation,
  pageParts,
  unknownDataset,
  type DatasetStore,
} from './datasets.ts';
import type { Schema } from './schema.ts';
import { guard, transact } from './storageError.ts';
import { newestFirst } from './store.ts';

/** What a part consists of. */
const PART_STORES = ['imported', 'imageUses', 'images', 'openParts'] as const;
type PartStore = (typeof PART_STORES)[number];

export class IndexedDbDatasets implements DatasetStore {
  private readonly releases = new Map<string, () => void>();

  constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** Removes the parts that nobody is staging any more. */
  async sweep(): Promise<void> {
    for (const { part } of await this.db.getAll('openParts')) {
      await ifUnlocked(this.lockName(part), () => this.remove([part]));
    }
  }

  beginPart(part: string): Promise<void> {
    return guard(async () => {
      this.releases.set(part, await lock(this.lockName(part)));
      try {
        await this.db.put('openParts', { part, begun: new Date().toISOString() });
      } catch (error) {
        this.release(part);
        throw error;
      }
    });
  }

  stagePart(
    part: string,
    at: number,
    ladders: readonly Ladder[],
    images: readonly ImageFile[],
  ): Promise<void> {
    return guard(() => {
      const tx = this.db.transaction(['imported', 'imageUses', 'images'], 'readwrite');
      return transact(tx, async () => {
        const [imported, uses, files] = [
          tx.objectStore('imported'),
          tx.objectStore('imageUses'),
          tx.objectStore('images'),
        ];
        await Promise.all(ladders.map((ladder, i) => imported.put(ladder, [part, at + i])));
        await Promise.all(images.map(({ sha256 }) => uses.put({ sha256, part })));
        const known = await Promise.all(images.map(({ sha256 }) => files.getKey(sha256)));
        await Promise.all(images.filter((_, i) => known[i] === undefined).map((image) => files.put(image)));
      });
    });
  }

  async commitPart(part: string, dataset: Dataset): Promise<void> {
    await guard(() => {
      const tx = this.db.transaction(['datasets', 'openParts'], 'readwrite');
      return transact(tx, async () => {
        await tx.objectStore('datasets').put(dataset);
        await tx.objectStore('openParts').delete(part);
      });
    });
    this.release(part);
  }

  async commitBenchmark(benchmark: ImportedBenchmark): Promise<void> {
    const part = benchmarkPart(benchmark.id);
    await guard(() => {
      const tx = this.db.transaction(['benchmarks', 'openParts'], 'readwrite');
      return transact(tx, async () => {
        await tx.objectStore('benchmarks').put(benchmark);
        await tx.objectStore('openParts').delete(part);
      });
    });
    this.release(part);
  }

  async dropPart(part: string): Promise<void> {
    try {
      await this.remove([part]);
    } finally {
      this.release(part);
    }
  }

  async listDatasets(): Promise<Dataset[]> {
    return newestFirst(await guard(() => this.db.getAll('datasets')));
  }

  async deleteDataset(id: string): Promise<void> {
    const dataset = await guard(() => this.db.get('datasets', id));
    if (dataset === undefined) return;
    await this.remove(
      dataset.files.map(({ part }) => part),
      id,
    );
  }

  async listBenchmarks(): Promise<ImportedBenchmark[]> {
    return newestFirst(await guard(() => this.db.getAll('benchmarks')));
  }

  deleteBenchmark(id: string): Promise<void> {
    return this.remove([benchmarkPart(id)], undefined, id);
  }

  async pageLadders(id: string, offset: number, limit: number): Promise<LadderPage> {
    const dataset = await guard(() => this.db.get('datasets', id));
    if (dataset === undefined) throw unknownDataset(id);
    const ladders: Ladder[] = [];
    for (const { part, from, to } of pageParts(dataset, offset, limit)) {
      const range = IDBKeyRange.bound([part, from], [part, to], false, true);
      ladders.push(...(await guard(() => this.db.getAll('imported', range))));
    }
    return { ladders, offset, total: dataset.counts.ladders };
  }

  getImage(sha256: string): Promise<ImageFile | undefined> {
    return guard(() => this.db.get('images', sha256));
  }

  async putAnnotation(annotation: LadderAnnotation): Promise<void> {
    const { dataset, ladder } = annotation;
    if (isEmptyAnnotation(annotation)) await guard(() => this.db.delete('annotations', [dataset, ladder]));
    else await guard(() => this.db.put('annotations', annotation));
  }

  listAnnotations(dataset: string): Promise<LadderAnnotation[]> {
    return guard(() => this.db.getAll('annotations', ofDataset(dataset)));
  }

  /** Parts, and the dataset or benchmark that they made up, in one transaction. */
  private remove(parts: readonly string[], dataset?: string, benchmark?: string): Promise<void> {
    return guard(() => {
      const tx = this.db.transaction([...PART_STORES, 'datasets', 'benchmarks', 'annotations'], 'readwrite');
      return transact(tx, async () => {
        if (dataset !== undefined) {
          await tx.objectStore('datasets').delete(dataset);
          await tx.objectStore('annotations').delete(ofDataset(dataset));
        }
        if (benchmark !== undefined) await tx.objectStore('benchmarks').delete(benchmark);
        for (const part of parts) await removePart(tx, part);
      });
    });
  }

  private lockName(part: string): string {
    return `${this.db.name}/${part}`;
  }

  private release(part: string): void {
    this.releases.get(part)?.();
    this.releases.delete(part);
  }
}

/** The keys of a dataset's annotations. */
const ofDataset = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);

async function removePart(
  tx: IDBPTransaction<Schema, (PartStore | 'datasets' | 'benchmarks' | 'annotations')[], 'readwrite'>,
  part: string,
): Promise<void> {
  const [uses, images] = [tx.objectStore('imageUses'), tx.objectStore('images')];
  await tx.objectStore('openParts').delete(part);
  await tx.objectStore('imported').delete(IDBKeyRange.bound([part, 0], [part, Infinity]));
  for (const key of await uses.index('part').getAllKeys(part)) {
    await uses.delete(key);
    const [sha256] = key;
    const others = await uses.count(IDBKeyRange.bound([sha256], [sha256, []]));
    if (others === 0) await images.delete(sha256);
  }
}

/** Web Locks are missing in Node and outside secure contexts; there a part is taken to be nobody's. */
const locks = (): LockManager | undefined =>
  (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;

/** Resolves once the lock is held, to what lets go of it. */
function lock(name: string): Promise<() => void> {
  const manager = locks();
  if (manager === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    manager.request(name, () => new Promise<void>((release) => resolve(release))).catch(reject);
  });
}

async function ifUnlocked(name: string, action: () => Promise<void>): Promise<void> {
  const manager = locks();
  if (manager === undefined) await action();
  else await manager.request(name, { ifAvailable: true }, (held) => (held === null ? undefined : action()));
}
