// A store whose records can be discarded and taken back: what is discarded is in no list and found under no id, as if it
// were deleted, until it is restored or purged. A new record of the same id takes the place of a discarded one. Models
// that lie in the browser as files are discarded here too, because clearing the lab clears them.
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob } from '../protocol/benchmark.ts';
import { EVERYTHING, type Discarded } from '../protocol/discard.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { ModelFolder } from '../protocol/modelFolder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { Bin } from './bin.ts';
import { BinDatasets } from './binDatasets.ts';
import { MemoryStore } from './memory.ts';
import type { ModelFolders } from './modelFolders.ts';
import type { LabStore, StoredAnswers, StoredCheckpoint, StoredLogps, StoredReply } from './store.ts';

/** What is seen while everything is discarded. */
const EMPTY: LabStore = new MemoryStore();

/** Opens the models' files when they are first asked for. @throws StorageError where the browser has no place for files */
export type OpenModels = () => Promise<Pick<ModelFolders, 'list' | 'remove'>>;

const NO_MODELS: OpenModels = async () => ({ list: async () => [], remove: async () => undefined });

export class BinStore implements LabStore {
  readonly datasets: BinDatasets;
  private readonly bin = new Bin();

  constructor(
    private readonly inner: LabStore,
    private readonly openModels = NO_MODELS,
  ) {
    this.datasets = new BinDatasets(
      this.bin,
      () => this.seen.datasets,
      async () => (await this.open()).datasets,
    );
  }

  /** Takes it out of every list. */
  discard(thing: Discarded): void {
    this.bin.add(thing);
  }

  /** Takes it back. @returns false when it was deleted, or replaced, meanwhile */
  restore(thing: Discarded): boolean {
    return this.bin.remove(thing);
  }

  /**
   * Deletes for good what is discarded; what was restored or replaced stays. What hangs on a record goes first, so that
   * a browser that is closed in between leaves a whole record or none.
   * @throws StorageError when the browser refuses; the thing is then still discarded
   */
  async purge(thing: Discarded): Promise<void> {
    const { kind, id } = thing;
    const { inner } = this;
    if (!this.bin.has(kind, id)) return;
    switch (kind) {
      case 'dataset':
        for (const job of await inner.listLadderJobs()) {
          if (job.datasetId === id) await inner.deleteLadderJob(job.id); // nothing is left to go on with
        }
        await inner.datasets.deleteDataset(id);
        break;
      case 'benchmark':
        for (const job of await inner.listBenchJobs()) {
          if (job.options.benchmark === id) await inner.deleteBenchJob(job.id);
        }
        await inner.datasets.deleteBenchmark(id);
        break;
      case 'run':
        await inner.deleteRun(id);
        break;
      case 'experiment':
        await inner.deleteExperiment(id);
        break;
      case 'benchJob':
        await inner.deleteBenchJob(id);
        break;
      case 'result':
        await inner.deleteResult(id);
        break;
      case 'modelFolder':
        await (await this.openModels()).remove(id);
        break;
      case 'everything': {
        const models = await this.openModels().catch(() => undefined); // no place for files: there are none
        for (const folder of (await models?.list()) ?? []) await models?.remove(folder.id);
        await this.clearAll();
      }
    }
    this.bin.remove(thing);
  }

  /** Newest first. */
  async listModelFolders(): Promise<ModelFolder[]> {
    if (this.bin.has('everything')) return [];
    return this.bin.without('modelFolder', await (await this.openModels()).list(), ({ id }) => id);
  }

  /** Before files of models are written: what is discarded is deleted now, because what is new must stay. */
  async makeRoomForModels(): Promise<void> {
    await this.purge(EVERYTHING);
    for (const id of this.bin.ids('modelFolder')) await this.purge({ kind: 'modelFolder', id });
  }

  async putRun(run: Run): Promise<void> {
    await (await this.open({ kind: 'run', id: run.id })).putRun(run);
  }

  async listRuns(): Promise<Run[]> {
    return this.bin.without('run', await this.seen.listRuns(), ({ id }) => id);
  }

  deleteRun(id: string): Promise<void> {
    return this.inner.deleteRun(id);
  }

  async putEvent(event: RunEvent): Promise<void> {
    await (await this.open()).putEvent(event);
  }

  async putEvents(events: readonly RunEvent[]): Promise<void> {
    await (await this.open()).putEvents(events);
  }

  async listEvents(runId: string): Promise<RunEvent[]> {
    return this.bin.has('run', runId) ? [] : this.seen.listEvents(runId);
  }

  async putLadders(ladders: readonly Ladder[]): Promise<void> {
    await (await this.open()).putLadders(ladders);
  }

  listLadders(): Promise<Ladder[]> {
    return this.seen.listLadders();
  }

  async putResult(result: BenchResult): Promise<void> {
    await (await this.open({ kind: 'result', id: result.id })).putResult(result);
  }

  async listResults(): Promise<BenchResult[]> {
    return this.bin.without('result', await this.seen.listResults(), ({ id }) => id);
  }

  deleteResult(id: string): Promise<void> {
    return this.inner.deleteResult(id);
  }

  async putBenchJob(job: BenchJob): Promise<void> {
    await (await this.open({ kind: 'benchJob', id: job.id })).putBenchJob(job);
  }

  async listBenchJobs(): Promise<BenchJob[]> {
    const jobs = this.bin.without('benchJob', await this.seen.listBenchJobs(), ({ id }) => id);
    return this.bin.without('benchmark', jobs, ({ options }) => options.benchmark);
  }

  deleteBenchJob(id: string): Promise<void> {
    return this.inner.deleteBenchJob(id);
  }

  async putReply(reply: StoredReply): Promise<void> {
    await (await this.open()).putReply(reply);
  }

  getReply(key: string): Promise<string | undefined> {
    return this.seen.getReply(key);
  }

  async putQuickstart(result: QuickstartResult): Promise<void> {
    await (await this.open()).putQuickstart(result);
  }

  listQuickstarts(): Promise<QuickstartResult[]> {
    return this.seen.listQuickstarts();
  }

  async putCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    const id = this.bin.runOf(checkpoint.hash);
    await (await this.open(id === undefined ? undefined : { kind: 'run', id })).putCheckpoint(checkpoint);
  }

  async getCheckpoint(hash: string): Promise<StoredCheckpoint | undefined> {
    return this.bin.runOf(hash) === undefined ? this.seen.getCheckpoint(hash) : undefined;
  }

  deleteCheckpoint(hash: string): Promise<void> {
    return this.inner.deleteCheckpoint(hash);
  }

  async listCheckpointKeys(): Promise<string[]> {
    return (await this.seen.listCheckpointKeys()).filter((key) => this.bin.runOf(key) === undefined);
  }

  async putLadderJob(job: LadderJob): Promise<void> {
    await (await this.open()).putLadderJob(job);
  }

  async listLadderJobs(): Promise<LadderJob[]> {
    return this.bin.without('dataset', await this.seen.listLadderJobs(), ({ datasetId }) => datasetId);
  }

  deleteLadderJob(id: string): Promise<void> {
    return this.inner.deleteLadderJob(id);
  }

  async putAnswers(answers: readonly StoredAnswers[]): Promise<void> {
    await (await this.open()).putAnswers(answers);
  }

  getAnswers(keys: readonly string[]): Promise<(readonly string[] | undefined)[]> {
    return this.seen.getAnswers(keys);
  }

  async putLogps(logps: readonly StoredLogps[]): Promise<void> {
    await (await this.open()).putLogps(logps);
  }

  getLogps(keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.seen.getLogps(keys);
  }

  async putExperiment(experiment: Experiment): Promise<void> {
    await (await this.open({ kind: 'experiment', id: experiment.id })).putExperiment(experiment);
  }

  async listExperiments(): Promise<Experiment[]> {
    return this.bin.without('experiment', await this.seen.listExperiments(), ({ id }) => id);
  }

  deleteExperiment(id: string): Promise<void> {
    return this.inner.deleteExperiment(id);
  }

  async clearAll(): Promise<void> {
    await this.inner.clearAll();
    this.bin.clear();
  }

  close(): void {
    this.inner.close();
  }

  private get seen(): LabStore {
    return this.bin.has('everything') ? EMPTY : this.inner;
  }

  /**
   * The store to write to. A discarded everything is deleted now, because what is new must stay.
   * @param replaced what is written, if that can be discarded
   */
  private async open(replaced?: Discarded): Promise<LabStore> {
    await this.purge(EVERYTHING);
    if (replaced !== undefined) this.bin.remove(replaced);
    return this.inner;
  }
}
