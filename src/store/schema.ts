// The IndexedDB database: its object stores, and how an older database becomes the present one.
import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction, StoreNames } from 'idb';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob, ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile } from '../protocol/dataset.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { modernQuickstart, modernResult } from './resultsBefore5.ts';
import type { StoredAnswers, StoredCheckpoint, StoredLogps, StoredReply } from './store.ts';

/** A file's import that is not yet committed. */
export interface OpenPart {
  readonly part: string;
  readonly begun: string;
}

export interface ImageUse {
  readonly sha256: string;
  readonly part: string;
}

export interface Schema extends DBSchema {
  runs: { key: string; value: Run };
  events: { key: [runId: string, step: number]; value: RunEvent };
  /** Made in this lab. */
  ladders: { key: string; value: Ladder };
  results: { key: string; value: BenchResult };
  quickstarts: { key: string; value: QuickstartResult };
  checkpoints: { key: string; value: StoredCheckpoint };
  datasets: { key: string; value: Dataset };
  openParts: { key: string; value: OpenPart };
  /** Imported ladders, numbered within their part; the key stands beside the value. */
  imported: { key: [part: string, n: number]; value: Ladder };
  images: { key: string; value: ImageFile };
  ladderJobs: { key: string; value: LadderJob };
  answers: { key: string; value: StoredAnswers };
  logps: { key: string; value: StoredLogps };
  experiments: { key: string; value: Experiment };
  benchmarks: { key: string; value: ImportedBenchmark };
  benchJobs: { key: string; value: BenchJob };
  replies: { key: string; value: StoredReply };
  annotations: { key: [dataset: string, ladder: string]; value: LadderAnnotation };
  imageUses: { key: [sha256: string, part: string]; value: ImageUse; indexes: { part: string } };
}

type Upgrade = (
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>,
) => void;

/** Migration i leads from version i to i + 1. Append only: people's databases are somewhere in this list. */
export const MIGRATIONS: readonly Upgrade[] = [
  (db: IDBPDatabase<Schema>): void => {
    for (const name of ['runs', 'ladders', 'results', 'quickstarts'] as const) {
      db.createObjectStore(name, { keyPath: 'id' });
    }
    db.createObjectStore('events', { keyPath: ['runId', 'step'] });
    db.createObjectStore('checkpoints', { keyPath: 'hash' });
  },
  (db: IDBPDatabase<Schema>): void => {
    db.createObjectStore('datasets', { keyPath: 'id' });
    db.createObjectStore('openParts', { keyPath: 'part' });
    db.createObjectStore('imported');
    db.createObjectStore('images', { keyPath: 'sha256' });
    db.createObjectStore('imageUses', { keyPath: ['sha256', 'part'] }).createIndex('part', 'part');
  },
  (db: IDBPDatabase<Schema>): void => {
    db.createObjectStore('ladderJobs', { keyPath: 'id' });
    db.createObjectStore('answers', { keyPath: 'key' });
  },
  (db: IDBPDatabase<Schema>): void => {
    db.createObjectStore('logps', { keyPath: 'key' });
    db.createObjectStore('experiments', { keyPath: 'id' });
  },
  (db: IDBPDatabase<Schema>, tx: Parameters<Upgrade>[1]): void => {
    db.createObjectStore('benchmarks', { keyPath: 'id' });
    db.createObjectStore('benchJobs', { keyPath: 'id' });
    db.createObjectStore('replies', { keyPath: 'key' });
    db.createObjectStore('annotations', { keyPath: ['dataset', 'ladder'] });
    void rewrite(tx.objectStore('results'), modernResult);
    void rewrite(tx.objectStore('quickstarts'), modernQuickstart);
  },
];

/** Puts every record back as `modern` makes it; one that is damaged already, which no version could show, is dropped. */
async function rewrite<N extends 'results' | 'quickstarts'>(
  store: IDBPObjectStore<Schema, StoreNames<Schema>[], N, 'versionchange'>,
  modern: (record: Schema[N]['value']) => Schema[N]['value'],
): Promise<void> {
  for (const record of await store.getAll()) {
    const rewritten = attempt(() => modern(record));
    if (rewritten === undefined) await store.delete(record.id);
    else await store.put(rewritten);
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
