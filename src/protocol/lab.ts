// The one interface between page and worker. Plain records only: everything here survives structured cloning.
import type { BenchResult, Comparison, JudgeAgreement } from './bench.ts';
import type {
  BenchEstimate,
  BenchEvent,
  BenchJob,
  BenchmarkImport,
  BenchmarkInfo,
  BenchOptions,
  ResultFormat,
} from './benchmark.ts';
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
import type {
  InspectAnswer,
  InspectRequest,
  LadderAnnotation,
  Reader,
  Reading,
  SceneObject,
  ScoreEvent,
} from './inspect.ts';
import type { Discarded } from './discard.ts';
import type { JobEvent } from './job.ts';
import type { Ladder, LadderView } from './ladder.ts';
import type { LessonStep } from './lesson.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions, ModelInfo } from './ladderJob.ts';
import type { Experiment, ExperimentEvent, ExperimentSpec } from './experiment.ts';
import type { ModelCard } from './modelCard.ts';
import type { HubRequest, ModelFolder } from './modelFolder.ts';
import type { Run, RunEvent } from './run.ts';
import type { Diagnosis, FitReport, TrainEvent, TrainOptions, TrainPreset } from './training.ts';

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
  /**
   * The quickstart's model reads a ladder and learns from it alone, for a few steps; nothing is kept.
   * @returns whether there was time: false while a job has the GPU, and a job that starts meanwhile ends it
   */
  teachLadder(ladder: Ladder, onStep: (step: LessonStep) => void): Promise<boolean>;
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
  pageLadders(datasetId: string, offset: number, limit: number): Promise<LadderPage>;
  /** What can read ladders: runs, newest first, then models. */
  listReaders(): Promise<Reader[]>;
  /** Reads a ladder token by token; `busy` while a job has the GPU, unless it was read before. */
  inspectLadder(request: InspectRequest): Promise<InspectAnswer>;
  /** Reads all ladders of a dataset, as a job that `stop` ends; what was read is kept. */
  scoreLadders(dataset: string, reading: Reading, onEvent: (event: ScoreEvent) => void): Promise<void>;
  /** What stands where in a scene; empty for files. */
  sceneObjects(image: ImageRef): Promise<SceneObject[]>;
  listAnnotations(dataset: string): Promise<LadderAnnotation[]>;
  /** Without ranks and note it is forgotten. */
  putAnnotation(annotation: LadderAnnotation): Promise<void>;
  exportDataset(
    id: string,
    options: ExportOptions,
    onEvent: (event: ExportEvent) => void,
  ): Promise<ExportResult>;
  /** Markdown. */
  datasetCard(id: string): Promise<string>;
  /** Configurations to start from, `quickstart` first. */
  listTrainPresets(): Promise<TrainPreset[]>;
  /** Plans a run without starting it. @throws ConfigError naming the option that is wrong */
  fitTraining(options: TrainOptions): Promise<FitReport>;
  train(options: TrainOptions, onEvent: (event: TrainEvent) => void): Promise<Run>;
  /** Goes on from the last checkpoint of a run that was stopped, failed or cut off. */
  resumeTraining(runId: string, onEvent: (event: TrainEvent) => void): Promise<Run>;
  /** What a stored run's metrics say. */
  diagnoseRun(runId: string): Promise<Diagnosis[]>;
  /** One zip: weights, adapter, tokenizer, configuration, run record. */
  exportRun(runId: string): Promise<{ readonly name: string; readonly blob: Blob }>;
  /** Reads such a zip, or an adapter's folder; the model and the run are then listed. */
  importRun(files: readonly NamedBlob[]): Promise<{ readonly model: string; readonly run: Run | undefined }>;
  /** @throws ConfigError or FormatError saying what is wrong with the file's text */
  readExperiment(text: string): Promise<ExperimentSpec>;
  /** Starts an experiment, or goes on with one of the same id. */
  runExperiment(spec: ExperimentSpec, onEvent: (event: ExperimentEvent) => void): Promise<Experiment>;
  listExperiments(): Promise<Experiment[]>;
  /** A result file of `npm run experiment`. */
  importExperiment(text: string): Promise<Experiment>;
  /** The bundled ones, then the imported ones, newest first. */
  listBenchmarks(): Promise<BenchmarkInfo[]>;
  /** Reads a benchmark's published files, with its images, from files, a folder or a zip. A job that `stop` ends. */
  importBenchmark(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<BenchmarkImport>;
  /** @throws ConfigError naming the option that is wrong */
  estimateBenchmark(options: BenchOptions): Promise<BenchEstimate>;
  /**
   * Answers and judges a benchmark, or what is missing of it: known answers and replies are not asked for again.
   * @param key for a text judge; never stored
   */
  runBenchmark(
    options: BenchOptions,
    key: string | undefined,
    onEvent: (event: BenchEvent) => void,
  ): Promise<BenchJob>;
  /** Newest first. A job that says it is running while none runs was cut off: `runBenchmark` with its options goes on. */
  listBenchJobs(): Promise<BenchJob[]>;
  /** Second minus first. @throws ConfigError when they are not of the same samples */
  compareResults(first: string, second: string): Promise<Comparison>;
  /** Of every judge that has judged the same answers about scenes as the exact one. */
  judgeAgreements(): Promise<JudgeAgreement[]>;
  exportResult(id: string, format: ResultFormat): Promise<{ readonly name: string; readonly blob: Blob }>;
  /** Newest first. A run that says it is running while no job runs was cut off and can be gone on with. */
  listRuns(): Promise<Run[]>;
  listRunEvents(runId: string): Promise<RunEvent[]>;
  listLadders(): Promise<Ladder[]>;
  listResults(): Promise<BenchResult[]>;
  listQuickstarts(): Promise<QuickstartResult[]>;
  /**
   * Takes something out of every list and away from every job, as if it were deleted. It is deleted by `purge` only: a
   * lab that is closed before has it again when it is opened.
   */
  discard(thing: Discarded): Promise<void>;
  /** Takes a discarded thing back. @returns false when it was deleted or replaced meanwhile */
  restore(thing: Discarded): Promise<boolean>;
  /** Deletes for good what is still discarded. @throws StorageError when the browser refuses; nothing is lost then */
  purge(thing: Discarded): Promise<void>;
  /** Undefined for a model that was trained or imported here. */
  modelCard(model: string): Promise<ModelCard | undefined>;
  /** Models that lie in this browser as files, whole or not, newest first. @throws StorageError without a file system */
  listModelFolders(): Promise<ModelFolder[]>;
  /**
   * What a hub has under this name, and how much it would fetch: nothing is stored.
   * @param token of the user's account at the hub; empty = none; never stored
   * @throws ConfigError, DownloadError or FormatError saying why the model cannot be had
   */
  lookUpModel(request: HubRequest, token: string): Promise<ModelFolder>;
  /** Fetches a model's files, or what is missing of them. A job that `stop` ends: what came is kept. */
  downloadModel(request: HubRequest, token: string, onEvent: (event: JobEvent) => void): Promise<ModelFolder>;
  /** Goes on with a download at its commit; one that is whole is checked, and what is damaged fetched again. */
  resumeModel(id: string, token: string, onEvent: (event: JobEvent) => void): Promise<ModelFolder>;
  /** Takes in a model's files from a folder or a zip. A job that `stop` ends: nothing of it stays then. */
  importModel(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<ModelFolder>;
  /** Everything but what can be computed again, as one zip. A job that `stop` ends. */
  exportLab(onEvent: (event: JobEvent) => void): Promise<{ readonly name: string; readonly blob: Blob }>;
  /**
   * Adds what such a zip holds; records of the same id are replaced. A job that `stop` ends; what is through stays.
   * @returns how many records came in
   */
  importLab(archive: NamedBlob, onEvent: (event: JobEvent) => void): Promise<number>;
  /** A scene's pixels, RGBA, for the page to show: [size * size * 4] bytes. */
  drawImage(ladderOrDialogueImage: ImageRef): Promise<{
    readonly size: number;
    readonly rgba: Uint8ClampedArray;
  }>;
}
