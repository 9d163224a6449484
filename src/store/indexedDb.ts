// The store in a browser: one IndexedDB database, one object store per kind of record.
import { openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { StorageError } from '../base/errors.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob } from '../protocol/benchmark.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { IndexedDbDatasets } from './indexedDbDatasets.ts';
import { MIGRATIONS, type Schema } from './schema.ts';
import { guard, storageError, transact } from './storageError.ts';
import {
  newestFirst,
  runKey,
  type LabStore,
  type StoredAnswers,
  type StoredCheckpoint,
  type StoredLogps,
  type StoredReply,
} from './store.ts';

/** Milliseconds that an older tab has to make way. */
const BLOCKED_AFTER = 3000;

export class IndexedDbStore implements LabStore {
  readonly datasets: IndexedDbDatasets;

  private constructor(private readonly db: IDBPDatabase<Schema>) {
    this.datasets = new IndexedDbDatasets(db);
  }

  /** @throws StorageError when IndexedDB is refused, blocked by another tab, or newer than this page */
  static async open(name = 'amp-lab'): Promise<IndexedDbStore> {
    try {
      const store = new IndexedDbStore(
        await new Promise<IDBPDatabase<Schema>>((resolve, reject) => {
          openDB<Schema>(name, MIGRATIONS.length, {
            upgrade: (db, from, _to, tx) => MIGRATIONS.slice(from).forEach((migrate) => migrate(db, tx)),
            blocked: () => setTimeout(() => reject(blockedError()), BLOCKED_AFTER),
            // A newer page wants to upgrade: let it.
            blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
          }).then(resolve, reject);
        }),
      );
      await store.datasets.sweep();
      return store;
    } catch (error) {
      throw storageError(error);
    }
  }

  putRun(run: Run): Promise<void> {
    return this.put('runs', run);
  }

  async listRuns(): Promise<Run[]> {
    return newestFirst(await this.all('runs'));
  }

  putEvent(event: RunEvent): Promise<void> {
    return this.put('events', event);
  }

  putEvents(events: readonly RunEvent[]): Promise<void> {
    return this.put('events', ...events);
  }

  listEvents(runId: string): Promise<RunEvent[]> {
    const steps = IDBKeyRange.bound([runId, -Infinity], [runId, Infinity]);
    return guard(() => this.db.getAll('events', steps));
  }

  putLadders(ladders: readonly Ladder[]): Promise<void> {
    return this.put('ladders', ...ladders);
  }

  listLadders(): Promise<Ladder[]> {
    return this.all('ladders');
  }

  putResult(result: BenchResult): Promise<void> {
    return this.put('results', result);
  }

  async listResults(): Promise<BenchResult[]> {
    return newestFirst(await this.all('results'));
  }

  deleteResult(id: string): Promise<void> {
    return guard(() => this.db.delete('results', id));
  }

  putBenchJob(job: BenchJob): Promise<void> {
    return this.put('benchJobs', job);
  }

  async listBenchJobs(): Promise<BenchJob[]> {
    return newestFirst(await this.all('benchJobs'));
  }

  deleteBenchJob(id: string): Promise<void> {
    return guard(() => this.db.delete('benchJobs', id));
  }

  putReply(reply: StoredReply): Promise<void> {
    return this.put('replies', reply);
  }

  async getReply(key: string): Promise<string | undefined> {
    return (await guard(() => this.db.get('replies', key)))?.reply;
  }

  putQuickstart(result: QuickstartResult): Promise<void> {
    return this.put('quickstarts', result);
  }

  async listQuickstarts(): Promise<QuickstartResult[]> {
    return newestFirst(await this.all('quickstarts'));
  }

  putCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    return this.put('checkpoints', checkpoint);
  }

  getCheckpoint(hash: string): Promise<StoredCheckpoint | undefined> {
    return guard(() => this.db.get('checkpoints', hash));
  }

  listCheckpointKeys(): Promise<string[]> {
    return guard(() => this.db.getAllKeys('checkpoints'));
  }

  deleteCheckpoint(hash: string): Promise<void> {
    return guard(() => this.db.delete('checkpoints', hash));
  }

  putLadderJob(job: LadderJob): Promise<void> {
    return this.put('ladderJobs', job);
  }

  async listLadderJobs(): Promise<LadderJob[]> {
    return newestFirst(await this.all('ladderJobs'));
  }

  deleteLadderJob(id: string): Promise<void> {
    return guard(() => this.db.delete('ladderJobs', id));
  }

  putAnswers(answers: readonly StoredAnswers[]): Promise<void> {
    return this.put('answers', ...answers);
  }

  getAnswers(keys: readonly string[]): Promise<(readonly string[] | undefined)[]> {
    return guard(async () => {
      const { store } = this.db.transaction('answers');
      const found = await Promise.all(keys.map((key) => store.get(key)));
      return found.map((entry) => entry?.answers);
    });
  }

  putLogps(logps: readonly StoredLogps[]): Promise<void> {
    return this.put('logps', ...logps);
  }

  getLogps(keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return guard(async () => {
      const { store } = this.db.transaction('logps');
      const found = await Promise.all(keys.map((key) => store.get(key)));
      return found.map((entry) => entry?.logps);
    });
  }

  putExperiment(experiment: Experiment): Promise<void> {
    return this.put('experiments', experiment);
  }

  async listExperiments(): Promise<Experiment[]> {
    return newestFirst(await this.all('experiments'));
  }

  deleteExperiment(id: string): Promise<void> {
    return guard(() => this.db.delete('experiments', id));
  }

  deleteRun(id: string): Promise<void> {
    return guard(async () => {
      const tx = this.db.transaction(['runs', 'events', 'checkpoints'], 'readwrite');
      const keys = runKey(id);
      await Promise.all([
        tx.objectStore('runs').delete(id),
        tx.objectStore('events').delete(IDBKeyRange.bound([id], [id, []])),
        tx.objectStore('checkpoints').delete(IDBKeyRange.bound(keys, `${keys}\uffff`)),
        tx.done,
      ]);
    });
  }

  clearAll(): Promise<void> {
    return guard(async () => {
      const names = [...this.db.objectStoreNames];
      const tx = this.db.transaction(names, 'readwrite');
      await Promise.all([...names.map((name) => tx.objectStore(name).clear()), tx.done]);
    });
  }

  close(): void {
    this.db.close();
  }

  /** All or none. */
  private put<N extends StoreNames<Schema>>(name: N, ...records: Schema[N]['value'][]): Promise<void> {
    return guard(async () => {
      const tx: IDBPTransaction<Schema, [N], 'readwrite'> = this.db.transaction(name, 'readwrite');
      await transact(tx, async () => {
        for (const record of records) await tx.store.put(record);
      });
    });
  }

  private all<N extends StoreNames<Schema>>(name: N): Promise<Schema[N]['value'][]> {
    return guard(() => this.db.getAll(name));
  }
}

function blockedError(): StorageError {
  return new StorageError(
    'Another tab holds an older version of the lab open.',
    'Close it, then reload this page.',
  );
}
