// The one interface between page and worker. Plain records only: everything here survives structured cloning.
import type { BenchResult, Comparison } from './bench.ts';
import type {
  Dataset,
  ExportEvent,
  ExportOptions,
  ExportResult,
  ImportEvent,
  ImportOptions,
  ImportReport,
  LadderPage,
  NamedBlob,
} from './dataset.ts';
import type { ImageRef } from './dialogue.ts';
import type { Ladder, LevelLogps } from './ladder.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions, ModelInfo } from './ladderJob.ts';
import type { Run, RunEvent } from './run.ts';

/** What is known of the GPU, for the page to show. */
export interface AdapterRecord {
  /** What to call it. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** A CPU pretending to be a GPU. */
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

export type GpuReport =
  | { readonly kind: 'ready'; readonly adapter: AdapterRecord }
  | { readonly kind: 'unavailable'; readonly message: string };

export const QUICKSTART_STAGES = [
  'load',
  'before',
  'generate',
  'reference',
  'train',
  'after',
  'report',
] as const;
export type QuickstartStage = (typeof QUICKSTART_STAGES)[number];

export interface QuickstartOptions {
  readonly seed: number;
  /** `reduced` is for tests: fewer ladders, steps and dialogues, the same path. */
  readonly size: 'full' | 'reduced';
}

/** A ladder with what the model makes of it now. */
export interface LadderView {
  readonly ladder: Ladder;
  readonly logps: readonly LevelLogps[];
}

export type QuickstartEvent =
  | { readonly kind: 'stage'; readonly stage: QuickstartStage; readonly message: string }
  /** `done` of `total` units of the current stage; `secondsLeft` for the whole quickstart, when it can be told. */
  | {
      readonly kind: 'progress';
      readonly stage: QuickstartStage;
      readonly done: number;
      readonly total: number;
      readonly secondsLeft: number | undefined;
    }
  | { readonly kind: 'ladder'; readonly view: LadderView }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'step'; readonly event: RunEvent }
  | { readonly kind: 'bench'; readonly when: 'before' | 'after'; readonly result: BenchResult }
  | { readonly kind: 'warning'; readonly message: string };

export interface QuickstartResult {
  readonly id: string;
  readonly createdAt: string;
  readonly seed: number;
  readonly size: 'full' | 'reduced';
  readonly adapter: AdapterRecord;
  readonly runId: string;
  readonly before: string; // BenchResult ids
  readonly after: string;
  readonly change: Comparison;
  readonly seconds: number;
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Three ladders in words. */
  readonly ladders: readonly string[];
}

/** The worker's far end. Long jobs report through `onEvent`; one job runs at a time. */
export interface LabWorker {
  openGpu(): Promise<GpuReport>;
  runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult>;
  pause(): void;
  resume(): void;
  /** The running job rejects with CancelledError at the next safe point; what it made so far stays in the store. */
  stop(): void;
  /** Called when the device is lost outside a job. */
  onDeviceLost(listener: (message: string) => void): void;
  /** Checks a checkpoint file that the user brings; throws FormatError with the file's name and what is wrong. */
  importCheckpoint(
    name: string,
    bytes: ArrayBuffer,
  ): Promise<{ readonly parameters: number; readonly hash: string }>;
  listModels(): Promise<ModelInfo[]>;
  /** Makes ladders (MEG or IG) into a dataset of their own; `stop` keeps what is done. */
  makeLadders(options: LadderJobOptions, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob>;
  /** Goes on with a job that was stopped, failed or cut off by a reload. */
  resumeLadders(jobId: string, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob>;
  /** Newest first. A job that says it is running while none runs was cut off. */
  listLadderJobs(): Promise<LadderJob[]>;
  importFiles(
    files: readonly NamedBlob[],
    options: ImportOptions,
    onEvent: (event: ImportEvent) => void,
  ): Promise<ImportReport>;
  listDatasets(): Promise<Dataset[]>;
  /** Undoes an import, or forgets made ladders. */
  deleteDataset(id: string): Promise<void>;
  pageLadders(datasetId: string, offset: number, limit: number): Promise<LadderPage>;
  exportDataset(
    id: string,
    options: ExportOptions,
    onEvent: (event: ExportEvent) => void,
  ): Promise<ExportResult>;
  /** Markdown. */
  datasetCard(id: string): Promise<string>;
  listRuns(): Promise<Run[]>;
  listRunEvents(runId: string): Promise<RunEvent[]>;
  listLadders(): Promise<Ladder[]>;
  listResults(): Promise<BenchResult[]>;
  listQuickstarts(): Promise<QuickstartResult[]>;
  clearAll(): Promise<void>;
  /** A scene's pixels, RGBA, for the page to show: [size * size * 4] bytes. */
  drawImage(ladderOrDialogueImage: ImageRef): Promise<{
    readonly size: number;
    readonly rgba: Uint8ClampedArray;
  }>;
}
