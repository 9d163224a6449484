// What the lab keeps between visits. One interface, two homes: IndexedDB in a browser, memory where there is none.
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob } from '../protocol/benchmark.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import type { DatasetStore } from './datasets.ts';

/** Weights of a small model, kept under the SHA-256 of their bytes. */
export interface StoredCheckpoint {
  readonly hash: string;
  /** File name, or the run that made it. */
  readonly name: string;
  readonly createdAt: string;
  /** A safetensors file. */
  readonly bytes: ArrayBuffer;
}

/** What a model answered once, under the hash of weights, decoding, image and questions. */
export interface StoredAnswers {
  readonly key: string;
  /** One per round. */
  readonly answers: readonly string[];
}

/** What a text judge said, word for word. */
export interface StoredReply {
  /** Hash of endpoint, model, protocol and messages. */
  readonly key: string;
  readonly reply: string;
}

/** Log-probabilities of one answer's tokens under one model, whatever run asked for them first. */
export interface StoredLogps {
  /** Hash of model, tokenizer, image and text. */
  readonly key: string;
  readonly logps: Float32Array;
}

/**
 * Every method throws StorageError when the browser refuses. `put` replaces a record with the same key.
 * Lists are newest first where records have a time, else in the order of their ids.
 */
export interface LabStore {
  readonly datasets: DatasetStore;
  putRun(run: Run): Promise<void>;
  listRuns(): Promise<Run[]>;
  /** Forgets a run, its events and its checkpoints. */
  deleteRun(id: string): Promise<void>;
  putEvent(event: RunEvent): Promise<void>;
  /** All or none. */
  putEvents(events: readonly RunEvent[]): Promise<void>;
  /** By step, from 0. */
  listEvents(runId: string): Promise<RunEvent[]>;
  /** Ladders made in this lab; imported ones lie in `datasets`. */
  putLadders(ladders: readonly Ladder[]): Promise<void>;
  listLadders(): Promise<Ladder[]>;
  putResult(result: BenchResult): Promise<void>;
  listResults(): Promise<BenchResult[]>;
  deleteResult(id: string): Promise<void>;
  putBenchJob(job: BenchJob): Promise<void>;
  listBenchJobs(): Promise<BenchJob[]>;
  deleteBenchJob(id: string): Promise<void>;
  putReply(reply: StoredReply): Promise<void>;
  getReply(key: string): Promise<string | undefined>;
  putQuickstart(result: QuickstartResult): Promise<void>;
  listQuickstarts(): Promise<QuickstartResult[]>;
  putCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  getCheckpoint(hash: string): Promise<StoredCheckpoint | undefined>;
  deleteCheckpoint(hash: string): Promise<void>;
  /** Hashes of all checkpoints. */
  listCheckpointKeys(): Promise<string[]>;
  putLadderJob(job: LadderJob): Promise<void>;
  listLadderJobs(): Promise<LadderJob[]>;
  deleteLadderJob(id: string): Promise<void>;
  putAnswers(answers: readonly StoredAnswers[]): Promise<void>;
  /** In the order of the keys; undefined where nothing is known. */
  getAnswers(keys: readonly string[]): Promise<(readonly string[] | undefined)[]>;
  putLogps(logps: readonly StoredLogps[]): Promise<void>;
  /** In the order of the keys; undefined where nothing is known. */
  getLogps(keys: readonly string[]): Promise<(Float32Array | undefined)[]>;
  putExperiment(experiment: Experiment): Promise<void>;
  listExperiments(): Promise<Experiment[]>;
  deleteExperiment(id: string): Promise<void>;
  /** Forgets everything. */
  clearAll(): Promise<void>;
  close(): void;
}

/** Prefix of the keys under which a run's checkpoints lie: `last`, `best`, `final`, ... follow. */
export function runKey(runId: string, name = ''): string {
  return `run/${runId}/${name}`;
}

/** Newest first. */
export function newestFirst<T extends { readonly createdAt: string }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}
