// The page's one line to the worker. Elements get this object; nothing else in ui/ knows of Comlink or workers.
import { proxy, wrap, type Remote } from 'comlink';
import type { BenchResult, Comparison, JudgeAgreement } from '../protocol/bench.ts';
import type {
  BenchEstimate,
  BenchEvent,
  BenchJob,
  BenchmarkImport,
  BenchmarkInfo,
  BenchOptions,
  ResultFormat,
} from '../protocol/benchmark.ts';
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
} from '../protocol/dataset.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Discarded } from '../protocol/discard.ts';
import type { Experiment, ExperimentEvent, ExperimentSpec } from '../protocol/experiment.ts';
import type {
  GpuReport,
  LabWorker,
  QuickstartEvent,
  QuickstartOptions,
  QuickstartResult,
} from '../protocol/lab.ts';
import type {
  InspectAnswer,
  InspectRequest,
  LadderAnnotation,
  Reader,
  Reading,
  SceneObject,
  ScoreEvent,
} from '../protocol/inspect.ts';
import type { JobEvent } from '../protocol/job.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions, ModelInfo } from '../protocol/ladderJob.ts';
import type { LessonStep } from '../protocol/lesson.ts';
import type { ModelCard } from '../protocol/modelCard.ts';
import type { HubRequest, ModelFolder } from '../protocol/modelFolder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import type { Diagnosis, FitReport, TrainEvent, TrainOptions, TrainPreset } from '../protocol/training.ts';

export interface DrawnImage {
  readonly size: number;
  /** [size * size * 4] */
  readonly rgba: Uint8ClampedArray;
}

/** Draws an image of a record. */
export type Draw = (image: ImageRef) => Promise<DrawnImage>;

/** The worker's interface as the page sees it. Every method rejects when the worker has crashed. */
export interface LabClient extends Omit<LabWorker, 'pause' | 'resume' | 'stop' | 'listLadders'> {
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Drawn images that the page keeps. */
const KEPT_IMAGES = 400;

/** Starts the worker. */
export function connectLab(): LabClient {
  const worker = new Worker(new URL('../worker/lab.worker.ts', import.meta.url), { type: 'module' });
  return new WorkerClient(worker);
}

class WorkerClient implements LabClient {
  private readonly lab: Remote<LabWorker>;
  private readonly crashed: Promise<never>;
  /** The images drawn last, 36 KB each: scrolling through thousands of ladders must not keep them all. */
  private readonly images = new Map<string, Promise<DrawnImage>>();

  constructor(worker: Worker) {
    this.lab = wrap<LabWorker>(worker);
    this.crashed = new Promise((_, reject) => {
      worker.addEventListener('error', (event) => {
        reject(
          new Error(
            `The lab's worker failed: ${event.message || 'it could not be loaded'}. Reload the page.`,
          ),
        );
      });
    });
    this.crashed.catch(() => undefined); // every call below shares it; without a call nobody need know
  }

  openGpu(): Promise<GpuReport> {
    return this.call<GpuReport>(this.lab.openGpu());
  }

  runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult> {
    return this.call(this.lab.runQuickstart(options, proxy(onEvent)));
  }

  teachLadder(ladder: Ladder, onStep: (step: LessonStep) => void): Promise<boolean> {
    return this.call(this.lab.teachLadder(ladder, proxy(onStep)));
  }

  pause(): Promise<void> {
    return this.call(this.lab.pause());
  }

  resume(): Promise<void> {
    return this.call(this.lab.resume());
  }

  stop(): Promise<void> {
    return this.call(this.lab.stop());
  }

  onDeviceLost(listener: (message: string) => void): void {
    void this.call(this.lab.onDeviceLost(proxy(listener)));
  }

  importCheckpoint(name: string, bytes: ArrayBuffer): Promise<{ parameters: number; hash: string }> {
    return this.call(this.lab.importCheckpoint(name, bytes));
  }

  listModels(): Promise<ModelInfo[]> {
    return this.call(this.lab.listModels());
  }

  makeLadders(options: LadderJobOptions, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob> {
    return this.call(this.lab.makeLadders(options, proxy(onEvent)));
  }

  resumeLadders(jobId: string, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob> {
    return this.call(this.lab.resumeLadders(jobId, proxy(onEvent)));
  }

  listLadderJobs(): Promise<LadderJob[]> {
    return this.call(this.lab.listLadderJobs());
  }

  importFiles(
    files: readonly NamedBlob[],
    options: ImportOptions,
    onEvent: (event: ImportEvent) => void,
  ): Promise<ImportReport> {
    return this.call(this.lab.importFiles(files, options, proxy(onEvent)));
  }

  listDatasets(): Promise<Dataset[]> {
    return this.call(this.lab.listDatasets());
  }

  pageLadders(datasetId: string, offset: number, limit: number): Promise<LadderPage> {
    return this.call(this.lab.pageLadders(datasetId, offset, limit));
  }

  listReaders(): Promise<Reader[]> {
    return this.call(this.lab.listReaders());
  }

  inspectLadder(request: InspectRequest): Promise<InspectAnswer> {
    return this.call<InspectAnswer>(this.lab.inspectLadder(request));
  }

  scoreLadders(dataset: string, reading: Reading, onEvent: (event: ScoreEvent) => void): Promise<void> {
    return this.call(this.lab.scoreLadders(dataset, reading, proxy(onEvent)));
  }

  sceneObjects(image: ImageRef): Promise<SceneObject[]> {
    return this.call(this.lab.sceneObjects(image));
  }

  listAnnotations(dataset: string): Promise<LadderAnnotation[]> {
    return this.call(this.lab.listAnnotations(dataset));
  }

  putAnnotation(annotation: LadderAnnotation): Promise<void> {
    return this.call(this.lab.putAnnotation(annotation));
  }

  exportDataset(
    id: string,
    options: ExportOptions,
    onEvent: (event: ExportEvent) => void,
  ): Promise<ExportResult> {
    return this.call(this.lab.exportDataset(id, options, proxy(onEvent)));
  }

  datasetCard(id: string): Promise<string> {
    return this.call(this.lab.datasetCard(id));
  }

  listTrainPresets(): Promise<TrainPreset[]> {
    return this.call(this.lab.listTrainPresets());
  }

  fitTraining(options: TrainOptions): Promise<FitReport> {
    return this.call(this.lab.fitTraining(options));
  }

  train(options: TrainOptions, onEvent: (event: TrainEvent) => void): Promise<Run> {
    return this.call(this.lab.train(options, proxy(onEvent)));
  }

  resumeTraining(runId: string, onEvent: (event: TrainEvent) => void): Promise<Run> {
    return this.call(this.lab.resumeTraining(runId, proxy(onEvent)));
  }

  diagnoseRun(runId: string): Promise<Diagnosis[]> {
    return this.call(this.lab.diagnoseRun(runId));
  }

  exportRun(runId: string): Promise<{ name: string; blob: Blob }> {
    return this.call(this.lab.exportRun(runId));
  }

  importRun(files: readonly NamedBlob[]): Promise<{ model: string; run: Run | undefined }> {
    return this.call(this.lab.importRun(files));
  }

  readExperiment(text: string): Promise<ExperimentSpec> {
    return this.call(this.lab.readExperiment(text));
  }

  runExperiment(spec: ExperimentSpec, onEvent: (event: ExperimentEvent) => void): Promise<Experiment> {
    return this.call(this.lab.runExperiment(spec, proxy(onEvent)));
  }

  listExperiments(): Promise<Experiment[]> {
    return this.call(this.lab.listExperiments());
  }

  importExperiment(text: string): Promise<Experiment> {
    return this.call(this.lab.importExperiment(text));
  }

  listBenchmarks(): Promise<BenchmarkInfo[]> {
    return this.call(this.lab.listBenchmarks());
  }

  importBenchmark(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<BenchmarkImport> {
    return this.call(this.lab.importBenchmark(files, proxy(onEvent)));
  }

  estimateBenchmark(options: BenchOptions): Promise<BenchEstimate> {
    return this.call(this.lab.estimateBenchmark(options));
  }

  runBenchmark(
    options: BenchOptions,
    key: string | undefined,
    onEvent: (event: BenchEvent) => void,
  ): Promise<BenchJob> {
    return this.call(this.lab.runBenchmark(options, key, proxy(onEvent)));
  }

  listBenchJobs(): Promise<BenchJob[]> {
    return this.call(this.lab.listBenchJobs());
  }

  compareResults(first: string, second: string): Promise<Comparison> {
    return this.call(this.lab.compareResults(first, second));
  }

  judgeAgreements(): Promise<JudgeAgreement[]> {
    return this.call(this.lab.judgeAgreements());
  }

  exportResult(id: string, format: ResultFormat): Promise<{ name: string; blob: Blob }> {
    return this.call(this.lab.exportResult(id, format));
  }

  listRuns(): Promise<Run[]> {
    return this.call(this.lab.listRuns());
  }

  listRunEvents(runId: string): Promise<RunEvent[]> {
    return this.call(this.lab.listRunEvents(runId));
  }

  listResults(): Promise<BenchResult[]> {
    return this.call(this.lab.listResults());
  }

  listQuickstarts(): Promise<QuickstartResult[]> {
    return this.call(this.lab.listQuickstarts());
  }

  modelCard(model: string): Promise<ModelCard | undefined> {
    return this.call(this.lab.modelCard(model));
  }

  listModelFolders(): Promise<ModelFolder[]> {
    return this.call(this.lab.listModelFolders());
  }

  lookUpModel(request: HubRequest, token: string): Promise<ModelFolder> {
    return this.call<ModelFolder>(this.lab.lookUpModel(request, token));
  }

  downloadModel(
    request: HubRequest,
    token: string,
    onEvent: (event: JobEvent) => void,
  ): Promise<ModelFolder> {
    return this.call<ModelFolder>(this.lab.downloadModel(request, token, proxy(onEvent)));
  }

  resumeModel(id: string, token: string, onEvent: (event: JobEvent) => void): Promise<ModelFolder> {
    return this.call<ModelFolder>(this.lab.resumeModel(id, token, proxy(onEvent)));
  }

  importModel(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<ModelFolder> {
    return this.call<ModelFolder>(this.lab.importModel(files, proxy(onEvent)));
  }

  exportLab(onEvent: (event: JobEvent) => void): Promise<{ name: string; blob: Blob }> {
    return this.call(this.lab.exportLab(proxy(onEvent)));
  }

  importLab(archive: NamedBlob, onEvent: (event: JobEvent) => void): Promise<number> {
    return this.call(this.lab.importLab(archive, proxy(onEvent)));
  }

  discard(thing: Discarded): Promise<void> {
    return this.call(this.lab.discard(thing));
  }

  restore(thing: Discarded): Promise<boolean> {
    return this.call(this.lab.restore(thing));
  }

  purge(thing: Discarded): Promise<void> {
    return this.call(this.lab.purge(thing));
  }

  readonly drawImage: Draw = (image) => {
    const key = JSON.stringify(image);
    const known = this.images.get(key);
    this.images.delete(key);
    if (known !== undefined) {
      this.images.set(key, known); // the newest again
      return known;
    }
    const [oldest] = this.images.keys();
    if (oldest !== undefined && this.images.size >= KEPT_IMAGES) this.images.delete(oldest);
    const drawing = this.call(this.lab.drawImage(image));
    drawing.catch(() => this.images.delete(key));
    this.images.set(key, drawing);
    return drawing;
  };

  private call<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.crashed]);
  }
}
