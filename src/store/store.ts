// What the lab keeps between visits. One interface, two homes: IndexedDB in a browser, memory where there is none.
import type { BenchResult } from '../protocol/bench.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';

/** Weights of a small model, kept under the SHA-256 of their bytes. */
export interface StoredCheckpoint {
  readonly hash: string;
  /** File name, or the run that made it. */
  readonly name: string;
  readonly createdAt: string;
  /** A safetensors file. */
  readonly bytes: ArrayBuffer;
}

/**
 * Every method throws StorageError when the browser refuses. `put` replaces a record with the same key.
 * Lists are newest first where records have a time, else in the order of their ids.
 */
export interface LabStore {
  putRun(run: Run): Promise<void>;
  listRuns(): Promise<Run[]>;
  putEvent(event: RunEvent): Promise<void>;
  /** By step, from 0. */
  listEvents(runId: string): Promise<RunEvent[]>;
  putLadders(ladders: readonly Ladder[]): Promise<void>;
  listLadders(): Promise<Ladder[]>;
  putResult(result: BenchResult): Promise<void>;
  listResults(): Promise<BenchResult[]>;
  putQuickstart(result: QuickstartResult): Promise<void>;
  listQuickstarts(): Promise<QuickstartResult[]>;
  putCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  getCheckpoint(hash: string): Promise<StoredCheckpoint | undefined>;
  /** Forgets everything. */
  clearAll(): Promise<void>;
  close(): void;
}

/** Newest first. */
export function newestFirst<T extends { readonly createdAt: string }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}
