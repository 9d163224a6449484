// The worker's far end: one GPU, one store, one job at a time. Everything the page asks for goes through here. What the
// opened page needs is imported; what a job, an import or an export needs is fetched by the method that runs it.
import { ConfigError, DeviceLostError, GpuUnavailableError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { IMAGE_SIZE } from '../data/scenes/draw.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { loadWeights } from '../model/weights.ts';
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
import type { LessonStep } from '../protocol/lesson.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions, ModelInfo } from '../protocol/ladderJob.ts';
import type {
  GpuReport,
  LabWorker,
  QuickstartEvent,
  QuickstartOptions,
  QuickstartResult,
} from '../protocol/lab.ts';
import type { Experiment, ExperimentEvent, ExperimentSpec } from '../protocol/experiment.ts';
import type { ModelCard } from '../protocol/modelCard.ts';
import type { HubRequest, ModelFolder } from '../protocol/modelFolder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import type { Diagnosis, FitReport, TrainEvent, TrainOptions, TrainPreset } from '../protocol/training.ts';
import type { BinStore } from '../store/binStore.ts';
import { openStore, type OpenedStore } from '../store/open.ts';
import { TRAIN_PRESETS } from '../train/presets.ts';
import type { Assets } from './assets.ts';
import { loadTiny } from './bundle.ts';
import { JobControl } from './control.ts';
import { Images } from './images.ts';
import type { BorrowGpu, InspectDeps } from './inspect.ts';
import type { JobDeps } from './jobDeps.ts';
import { untilLost } from './jobEnd.ts';
import { modelCard } from './modelCards.ts';
import type { ModelTask } from './browserModels.ts';
import { listModels } from './models.ts';
import { listReaders, WeightShelf } from './readers.ts';

type StoreWarning = Extract<JobEvent, { kind: 'warning' }>;

export class Lab implements LabWorker {
  private readonly opened: Promise<OpenedStore> = openStore(async () => {
    const { browserModels } = await import('./browserModels.ts');
    return browserModels();
  });
  private readonly images: Images;
  private readonly lossListeners: ((message: string) => void)[] = [];
  private gpu: Gpu | undefined;
  private job: JobControl | undefined;
  private readonly shelf: WeightShelf;
  /** Short work on the GPU between jobs, in a row. */
  private borrowed: Promise<void> = Promise.resolve();

  constructor(private readonly assets: Assets) {
    this.shelf = new WeightShelf(assets);
    this.images = new Images(assets, async (sha256) => {
      return (await (await this.store()).datasets.getImage(sha256))?.bytes;
    });
  }

  async openGpu(): Promise<GpuReport> {
    try {
      return { kind: 'ready', adapter: (await this.device()).adapter };
    } catch (error) {
      if (!(error instanceof GpuUnavailableError)) throw error;
      return { kind: 'unavailable', message: error.message };
    }
  }

  async runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult> {
    return this.runJob(onEvent, async (deps) => {
      const { runQuickstart } = await import('./quickstart.ts');
      return runQuickstart(deps, options);
    });
  }

  async teachLadder(ladder: Ladder, onStep: (step: LessonStep) => void): Promise<boolean> {
    const deps = { assets: this.assets, images: this.images, hurried: () => this.job !== undefined };
    const { teachLadder } = await import('./lesson.ts');
    const taught = await this.borrow(async (gpu) => {
      await teachLadder(deps, gpu, ladder, (step) => onStep(step));
      return true;
    });
    return taught ?? false;
  }

  pause(): void {
    this.job?.pause();
  }

  resume(): void {
    this.job?.resume();
  }

  stop(): void {
    this.job?.stop();
  }

  onDeviceLost(listener: (message: string) => void): void {
    this.lossListeners.push(listener);
  }

  async importCheckpoint(name: string, bytes: ArrayBuffer): Promise<{ parameters: number; hash: string }> {
    const file = readSafetensors(bytes, name);
    const { config } = await loadTiny(this.assets);
    const weights = loadWeights(config, file);
    const hash = await sha256(new Uint8Array(bytes));
    const store = await this.store();
    await store.putCheckpoint({ hash, name, createdAt: new Date().toISOString(), bytes });
    const parameters = [...weights.values()].reduce((sum, { length }) => sum + length, 0);
    return { parameters, hash };
  }

  async listModels(): Promise<ModelInfo[]> {
    return listModels(this.assets, await this.store());
  }

  async listTrainPresets(): Promise<TrainPreset[]> {
    return [...TRAIN_PRESETS];
  }

  async fitTraining(options: TrainOptions): Promise<FitReport> {
    const { fitTraining } = await import('./fit.ts');
    return fitTraining(await this.device(), this.assets, await this.store(), options);
  }

  async train(options: TrainOptions, onEvent: (event: TrainEvent) => void): Promise<Run> {
    const { newRun } = await import('./trainJob.ts');
    return this.runTraining(newRun(options, (await this.device()).adapter.name), onEvent);
  }

  async resumeTraining(runId: string, onEvent: (event: TrainEvent) => void): Promise<Run> {
    return this.runTraining(await this.findRun(runId), onEvent);
  }

  async diagnoseRun(runId: string): Promise<Diagnosis[]> {
    const { diagnose } = await import('../train/diagnosis.ts');
    return diagnose((await this.findRun(runId)).config, await this.listRunEvents(runId));
  }

  async exportRun(runId: string): Promise<{ name: string; blob: Blob }> {
    const { exportRun } = await import('./runFiles.ts');
    return exportRun(this.assets, await this.store(), runId);
  }

  async importRun(files: readonly NamedBlob[]): Promise<{ model: string; run: Run | undefined }> {
    const { importRun } = await import('./runFiles.ts');
    return importRun(this.assets, await this.store(), files);
  }

  async readExperiment(text: string): Promise<ExperimentSpec> {
    const { parseExperiment } = await import('./experimentFile.ts');
    return parseExperiment(text);
  }

  async runExperiment(spec: ExperimentSpec, onEvent: (event: ExperimentEvent) => void): Promise<Experiment> {
    return this.runJob(onEvent, async (deps) => {
      const { newExperiment, runExperiment } = await import('./experiment.ts');
      return runExperiment(deps, await newExperiment(spec, deps.gpu.adapter.name, deps.store));
    });
  }

  async listExperiments(): Promise<Experiment[]> {
    return (await this.store()).listExperiments();
  }

  async importExperiment(text: string): Promise<Experiment> {
    const { parseExperimentResult } = await import('./experimentFile.ts');
    const experiment = parseExperimentResult(text);
    await (await this.store()).putExperiment(experiment);
    return experiment;
  }

  async listBenchmarks(): Promise<BenchmarkInfo[]> {
    const { listBenchmarks } = await import('./benchPlan.ts');
    return listBenchmarks(await this.store());
  }

  importBenchmark(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<BenchmarkImport> {
    return this.exclusively(async (control) => {
      const { importBenchmark } = await import('./importBenchmark.ts');
      return importBenchmark((await this.store()).datasets, files, control, onEvent);
    });
  }

  async estimateBenchmark(options: BenchOptions): Promise<BenchEstimate> {
    const { estimateBenchmark } = await import('./benchEstimate.ts');
    return estimateBenchmark(this.assets, await this.store(), options);
  }

  async runBenchmark(
    options: BenchOptions,
    key: string | undefined,
    onEvent: (event: BenchEvent) => void,
  ): Promise<BenchJob> {
    return this.runJob(onEvent, async (deps) => {
      const { runBenchmark } = await import('./benchJob.ts');
      return runBenchmark(deps, options, key);
    });
  }

  async listBenchJobs(): Promise<BenchJob[]> {
    return (await this.store()).listBenchJobs();
  }

  async compareResults(first: string, second: string): Promise<Comparison> {
    const { compareResults } = await import('./benchCompare.ts');
    return compareResults(await this.store(), first, second);
  }

  async judgeAgreements(): Promise<JudgeAgreement[]> {
    const { judgeAgreements } = await import('./benchCompare.ts');
    return judgeAgreements(await this.store());
  }

  async exportResult(id: string, format: ResultFormat): Promise<{ name: string; blob: Blob }> {
    const { exportResult } = await import('./benchExport.ts');
    return exportResult(await this.store(), this.images, id, format);
  }

  makeLadders(options: LadderJobOptions, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob> {
    return this.runLadders(async () => (await import('./ladderJob.ts')).newLadderJob(options), onEvent);
  }

  resumeLadders(jobId: string, onEvent: (event: LadderJobEvent) => void): Promise<LadderJob> {
    return this.runLadders(() => this.findLadderJob(jobId), onEvent);
  }

  async listLadderJobs(): Promise<LadderJob[]> {
    return (await this.store()).listLadderJobs();
  }

  importFiles(
    files: readonly NamedBlob[],
    options: ImportOptions,
    onEvent: (event: ImportEvent) => void,
  ): Promise<ImportReport> {
    return this.exclusively(async (control) => {
      const { importFiles } = await import('./importFiles.ts');
      return importFiles((await this.store()).datasets, files, options, control, onEvent);
    });
  }

  async listDatasets(): Promise<Dataset[]> {
    return (await this.store()).datasets.listDatasets();
  }

  async pageLadders(datasetId: string, offset: number, limit: number): Promise<LadderPage> {
    const { pageLadders } = await import('./datasets.ts');
    return pageLadders(await this.store(), datasetId, offset, limit);
  }

  async listReaders(): Promise<Reader[]> {
    return listReaders(this.assets, await this.store());
  }

  async inspectLadder(request: InspectRequest): Promise<InspectAnswer> {
    const { inspectLadder } = await import('./inspect.ts');
    return inspectLadder(await this.inspecting(), request, this.borrow);
  }

  async scoreLadders(dataset: string, reading: Reading, onEvent: (event: ScoreEvent) => void): Promise<void> {
    const emit = (event: ScoreEvent): void => onEvent(event);
    return this.onGpu(async (control, gpu) => {
      const { scoreLadders } = await import('./inspect.ts');
      return scoreLadders(await this.inspecting(), gpu, control, dataset, reading, emit);
    });
  }

  async sceneObjects(image: ImageRef): Promise<SceneObject[]> {
    const { sceneObjects } = await import('./inspect.ts');
    return sceneObjects(image);
  }

  async listAnnotations(dataset: string): Promise<LadderAnnotation[]> {
    return (await this.store()).datasets.listAnnotations(dataset);
  }

  async putAnnotation(annotation: LadderAnnotation): Promise<void> {
    return (await this.store()).datasets.putAnnotation(annotation);
  }

  exportDataset(
    id: string,
    options: ExportOptions,
    onEvent: (event: ExportEvent) => void,
  ): Promise<ExportResult> {
    return this.exclusively(async (control) => {
      const { exportLadders } = await import('./datasets.ts');
      const { encodePng } = await import('../data/formats/png.ts');
      const scenePng = async (image: ImageRef): Promise<Uint8Array> =>
        encodePng(await this.images.planes(image), IMAGE_SIZE, IMAGE_SIZE);
      return exportLadders(await this.store(), id, options, scenePng, control, onEvent);
    });
  }

  async datasetCard(id: string): Promise<string> {
    const { cardMarkdown } = await import('../data/formats/cardMarkdown.ts');
    const { datasetCard } = await import('./datasets.ts');
    return cardMarkdown(await datasetCard(await this.store(), id, new JobControl()));
  }

  async listRuns(): Promise<Run[]> {
    return (await this.store()).listRuns();
  }

  async listRunEvents(runId: string): Promise<RunEvent[]> {
    return (await this.store()).listEvents(runId);
  }

  async listLadders(): Promise<Ladder[]> {
    return (await this.store()).listLadders();
  }

  async listResults(): Promise<BenchResult[]> {
    return (await this.store()).listResults();
  }

  async listQuickstarts(): Promise<QuickstartResult[]> {
    return (await this.store()).listQuickstarts();
  }

  async discard(thing: Discarded): Promise<void> {
    (await this.store()).discard(thing);
  }

  async restore(thing: Discarded): Promise<boolean> {
    return (await this.store()).restore(thing);
  }

  async purge(thing: Discarded): Promise<void> {
    await (await this.store()).purge(thing);
  }

  async listModelFolders(): Promise<ModelFolder[]> {
    return (await this.store()).listModelFolders();
  }

  async lookUpModel(request: HubRequest, token: string): Promise<ModelFolder> {
    const { lookUp } = await import('./browserModels.ts');
    return lookUp(request, token);
  }

  downloadModel(
    request: HubRequest,
    token: string,
    onEvent: (event: JobEvent) => void,
  ): Promise<ModelFolder> {
    return this.runModelTask({ kind: 'download', request }, token, onEvent);
  }

  resumeModel(id: string, token: string, onEvent: (event: JobEvent) => void): Promise<ModelFolder> {
    return this.runModelTask({ kind: 'resume', id }, token, onEvent);
  }

  importModel(files: readonly NamedBlob[], onEvent: (event: JobEvent) => void): Promise<ModelFolder> {
    return this.runModelTask({ kind: 'import', files }, '', onEvent);
  }

  modelCard(model: string): Promise<ModelCard | undefined> {
    return modelCard(this.assets, model);
  }

  exportLab(onEvent: (event: JobEvent) => void): Promise<{ name: string; blob: Blob }> {
    return this.exclusively(async (control) => {
      const { exportLab } = await import('./labArchive.ts');
      return exportLab(await this.store(), control, onEvent);
    });
  }

  importLab(archive: NamedBlob, onEvent: (event: JobEvent) => void): Promise<number> {
    return this.exclusively(async (control) => {
      const { importLab } = await import('./labArchive.ts');
      return importLab(await this.store(), archive, control, onEvent);
    });
  }

  drawImage(image: ImageRef): Promise<{ size: number; rgba: Uint8ClampedArray }> {
    return this.images.rgba(image);
  }

  private async findRun(id: string): Promise<Run> {
    const run = (await this.listRuns()).find((r) => r.id === id);
    if (run === undefined) throw new ConfigError(`There is no run ${id}.`, 'Reload the list.');
    return run;
  }

  private runTraining(run: Run, onEvent: (event: TrainEvent) => void): Promise<Run> {
    return this.runJob(onEvent, async (deps) => {
      const { runTraining } = await import('./trainJob.ts');
      return runTraining(deps, run);
    });
  }

  private runModelTask(
    task: ModelTask,
    token: string,
    onEvent: (event: JobEvent) => void,
  ): Promise<ModelFolder> {
    return this.exclusively(async (control) => {
      const { runModelTask } = await import('./browserModels.ts');
      await (await this.store()).makeRoomForModels();
      return runModelTask(task, token, control, (event) => onEvent(event));
    });
  }

  private async findLadderJob(id: string): Promise<LadderJob> {
    const job = (await this.listLadderJobs()).find((j) => j.id === id);
    if (job === undefined) throw new ConfigError(`There is no job ${id}.`, 'Reload the list.');
    return job;
  }

  private runLadders(
    find: () => Promise<LadderJob>,
    onEvent: (event: LadderJobEvent) => void,
  ): Promise<LadderJob> {
    return this.runJob(onEvent, async (deps) => {
      const { runLadderJob } = await import('./ladderJob.ts');
      return runLadderJob(deps, await find());
    });
  }

  private async inspecting(): Promise<InspectDeps> {
    return { store: await this.store(), images: this.images, shelf: this.shelf };
  }

  /** Short work between two jobs: a job that is there goes first, one that comes meanwhile waits for its end. */
  private readonly borrow: BorrowGpu = (work) => {
    const turn = this.borrowed.then(async () => {
      if (this.job !== undefined) return undefined;
      const gpu = await this.device();
      return untilLost(gpu, work(gpu), ({ reason, message }) => {
        return new DeviceLostError(`The GPU was lost while reading a ladder (${message || reason}).`);
      });
    });
    this.borrowed = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  };

  /** Runs a job alone. */
  private async exclusively<T>(run: (control: JobControl) => Promise<T>): Promise<T> {
    if (this.job !== undefined) {
      throw new ConfigError('A job is already running in this lab.', 'Wait for its end, or stop it.');
    }
    const control = new JobControl();
    this.job = control;
    try {
      await this.borrowed;
      return await run(control);
    } finally {
      this.job = undefined;
    }
  }

  /** Runs a job alone on the GPU. A lost device ends it even where it waits for work that will never be done. */
  private onGpu<T>(run: (control: JobControl, gpu: Gpu) => Promise<T>): Promise<T> {
    return this.exclusively(async (control) => {
      const gpu = await this.device();
      return untilLost(gpu, run(control, gpu), ({ reason, message }) => {
        const error = new DeviceLostError(
          `The GPU was lost while working (${message || reason}).`,
          'Open it again and start again: what was stored before is still there.',
        );
        control.abort(error);
        return error;
      });
    });
  }

  /**
   * Runs a job with all that jobs work with. It is told first where records will not outlive the page.
   * @param onEvent the page's, which answers every call with a promise that nobody waits for
   */
  private runJob<E, T>(
    onEvent: ((event: E) => void) & ((event: StoreWarning) => void),
    run: (deps: JobDeps<E>) => Promise<T>,
  ): Promise<T> {
    return this.onGpu(async (control, gpu) => {
      const { store, warning } = await this.opened;
      if (warning !== undefined) onEvent({ kind: 'warning', message: warning.message });
      const emit = (event: E): void => onEvent(event);
      return run({ gpu, assets: this.assets, images: this.images, store, control, emit });
    });
  }

  private async device(): Promise<Gpu> {
    if (this.gpu === undefined || this.gpu.isLost) {
      const gpu = await openGpu();
      this.gpu = gpu;
      gpu.onLost(({ reason, message }) => {
        if (this.job !== undefined) return; // the job's own error tells the page
        for (const listener of this.lossListeners) listener(message || reason);
      });
    }
    return this.gpu;
  }

  private async store(): Promise<BinStore> {
    return (await this.opened).store;
  }
}
