// The store in a browser: one IndexedDB database, one object store per kind of record.
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { StorageError } from '../base/errors.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { newestFirst, type LabStore, type StoredCheckpoint } from './store.ts';

interface Schema extends DBSchema {
  runs: { key: string; value: Run };
  events: { key: [runId: string, step: number]; value: RunEvent };
  ladders: { key: string; value: Ladder };
  results: { key: string; value: BenchResult };
  quickstarts: { key: string; value: QuickstartResult };
  checkpoints: { key: string; value: StoredCheckpoint };
}

type Upgrade = (db: IDBPDatabase<Schema>) => void;

/** Migration i leads from version i to i + 1. Append only: people's databases are somewhere in this list. */
const MIGRATIONS: readonly Upgrade[] = [
  (db) => {
    for (const name of ['runs', 'ladders', 'results', 'quickstarts'] as const) {
      db.createObjectStore(name, { keyPath: 'id' });
    }
    db.createObjectStore('events', { keyPath: ['runId', 'step'] });
    db.createObjectStore('checkpoints', { keyPath: 'hash' });
  },
];

/** Milliseconds that an older tab has to make way. */
const BLOCKED_AFTER = 3000;

export class IndexedDbStore implements LabStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** @throws StorageError when IndexedDB is refused, blocked by another tab, or newer than this page */
  static async open(name = 'amp-lab'): Promise<IndexedDbStore> {
    try {
      return new IndexedDbStore(
        await new Promise<IDBPDatabase<Schema>>((resolve, reject) => {
          openDB<Schema>(name, MIGRATIONS.length, {
            upgrade: (db, from) => MIGRATIONS.slice(from).forEach((migrate) => migrate(db)),
            blocked: () => setTimeout(() => reject(blockedError()), BLOCKED_AFTER),
            // A newer page wants to upgrade: let it.
            blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
          }).then(resolve, reject);
        }),
      );
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
      try {
        for (const record of records) await tx.store.put(record);
      } catch (error) {
        tx.done.catch(() => undefined); // it rejects with the abort below; `error` says why
        tx.abort();
        throw error;
      }
      await tx.done;
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

async function guard<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageError(error);
  }
}

/** What the browser said, with what the user can do. */
export function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : 'Error';
  const said = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  const failed = `The browser did not store or read the lab's records (${name}: ${said}).`;
  switch (name) {
    case 'QuotaExceededError':
      return new StorageError(
        'The browser has no room left for this site.',
        'Free disk space, or clear stored results in the lab.',
      );
    case 'VersionError':
      return new StorageError(
        'The stored lab was written by a newer version of this page.',
        'Reload to get the newest page.',
      );
    case 'InvalidStateError':
      return new StorageError(
        `The lab's storage was closed (${said}).`,
        'Reload the page; private windows may forbid storage.',
      );
    case 'SecurityError':
      return new StorageError(
        'This browser forbids storage on this page.',
        'Allow site data, or leave private browsing, and reload. Until then results last as long as the page is open.',
      );
    default:
      return new StorageError(
        failed,
        'Reload the page; if it stays so, clear the site data in the browser settings.',
      );
  }
}
