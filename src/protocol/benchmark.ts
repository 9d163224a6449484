// Benchmarks as they are listed, imported and run: the examples of a task, and a job of the worker that answers and
// judges them.
import type { JobEvent } from './job.ts';
import type { BenchResult } from './bench.ts';
import type { Decoding } from './decoding.ts';
import type { Dialogue } from './dialogue.ts';
import type { JudgeChoice, RuleJudge } from './judge.ts';

export const TASKS = ['mrhal', 'pope', 'chair', 'amber', 'mmhal', 'llava-bench'] as const;
export type TaskId = (typeof TASKS)[number];

/** What one example asks, and all that a judge may know of its image. Plain data: imported ones lie in the store. */
export interface BenchExample extends Omit<Dialogue, 'rounds'> {
  readonly rounds: readonly BenchQuestion[];
  /** MRHal-Bench, MMHal-Bench: names of what is in the image. CHAIR, AMBER: its annotated objects. */
  readonly contents?: readonly string[];
  /** AMBER: objects that are not there and that models like to name. */
  readonly prone?: readonly string[];
  /** LLaVA-Bench: captions and boxes, as the published prompt words them. */
  readonly context?: string;
  /** The id in the benchmark's own file, where it is not `id`. */
  readonly source?: string | number;
}

export interface BenchQuestion {
  readonly question: string;
  /** The standard answer, or the label. */
  readonly answer: string;
  /** Question type. */
  readonly type: string;
}

/** Tables that a task's judge needs beside the examples, by name: CHAIR's synonyms, AMBER's associations. */
export type BenchTables = Readonly<Record<string, unknown>>;

export interface BenchmarkInfo {
  readonly id: string;
  readonly task: TaskId;
  readonly name: string;
  readonly about: string;
  readonly bundled: boolean;
  readonly harnessVersion: string;
  readonly examples: number;
  readonly rounds: number;
  /** Judges that can score it, the default first. */
  readonly judges: readonly (RuleJudge | 'text')[];
  /** How its answers are decoded, unless changed. */
  readonly decoding: Decoding;
  readonly createdAt?: string;
}

/** An imported benchmark, as it is stored; its images lie beside it under their hashes. */
export interface ImportedBenchmark {
  readonly id: string;
  readonly task: TaskId;
  readonly name: string;
  readonly createdAt: string;
  /** Names of the files that it came from. */
  readonly files: readonly string[];
  readonly examples: readonly BenchExample[];
  readonly tables: BenchTables;
}

export interface BenchmarkImport {
  /** Undefined when nothing could be used. */
  readonly benchmark: BenchmarkInfo | undefined;
  /** What could not be read, one line each, with file and place. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

export interface BenchOptions {
  /** Id of the benchmark. */
  readonly benchmark: string;
  /** Id of the model. */
  readonly model: string;
  readonly judge: JudgeChoice;
  /** The first n examples alone; undefined = all. */
  readonly limit?: number;
  /** Changes of the benchmark's own decoding. */
  readonly decoding?: Partial<Decoding>;
}

/** What a benchmark will take, before it starts. */
export interface BenchEstimate {
  readonly examples: number;
  readonly rounds: number;
  /** Examples whose answers are known already. */
  readonly answered: number;
  /** Calls of the text judge that are still to be made; 0 for the others. */
  readonly calls: number;
  /** Of those calls; the answers' length is estimated where they are not known. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: number;
}

/** A benchmark job as it is stored; one that is not finished can be gone on with, and asks nothing twice. */
export interface BenchJob {
  readonly id: string;
  readonly options: BenchOptions;
  readonly createdAt: string;
  readonly status: 'running' | 'stopped' | 'failed' | 'finished';
  readonly total: number;
  /** Examples answered, and judged. */
  readonly answered: number;
  readonly judged: number;
  /** The result, once there is one. */
  readonly result?: string;
  /** Examples that the judge failed on; `runBenchmark` with the same options tries those alone again. */
  readonly failed: number;
  readonly error?: string;
}

export type BenchEvent =
  | JobEvent
  | { readonly kind: 'job'; readonly job: BenchJob }
  | { readonly kind: 'result'; readonly result: BenchResult };

/** `published`: the benchmark's own result file, where it has one. */
export type ResultFormat = 'json' | 'csv' | 'html' | 'published';
