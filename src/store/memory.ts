// The store where there is no IndexedDB: Node, and browsers that refuse it. It forgets when the process ends.
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob } from '../protocol/benchmark.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { MemoryDatasets } from './memoryDatasets.ts';
import {
  newestFirst,
  runKey,
  type LabStore,
  type StoredAnswers,
  type StoredCheckpoint,
  type StoredLogps,
  type StoredReply,
} from './store.ts';

export class MemoryStore implements LabStore {
  readonly datasets = new MemoryDatasets();
  private readonly runs = new Map<string, Run>();
  private readonly events = new Map<string, Map<number, RunEvent>>();
  private readonly ladders = new Map<string, Ladder>();
  private readonly results = new Map<string, BenchResult>();
  private readonly quickstarts = new Map<string, QuickstartResult>();
  private readonly checkpoints = new Map<string, StoredCheckpoint>();
  private readonly ladderJobs = new Map<string, LadderJob>();
  private readonly logps = new Map<string, Float32Array>();
  private readonly experiments = new Map<string, Experiment>();
  private readonly benchJobs = new Map<string, BenchJob>();
  private readonly replies = new Map<string, string>();
  private readonly answers = new Map<string, readonly string[]>();

  async putRun(run: Run): Promise<void> {
    this.runs.set(run.id, structuredClone(run));
  }

  async listRuns(): Promise<Run[]> {
    return newestFirst([...this.runs.values()]);
  }

  async deleteRun(id: string): Promise<void> {
    this.runs.delete(id);
    this.events.delete(id);
    for (const key of this.checkpoints.keys()) if (key.startsWith(runKey(id))) this.checkpoints.delete(key);
  }

  async putEvent(event: RunEvent): Promise<void> {
    const events = this.events.get(event.runId) ?? new Map<number, RunEvent>();
    events.set(event.step, structuredClone(event));
    this.events.set(event.runId, events);
  }

  async putEvents(events: readonly RunEvent[]): Promise<void> {
    for (const event of events) await this.putEvent(event);
  }

  async listEvents(runId: string): Promise<RunEvent[]> {
    return [...(this.events.get(runId)?.values() ?? [])].sort((a, b) => a.step - b.step);
  }

  async putLadders(ladders: readonly Ladder[]): Promise<void> {
    for (const ladder of ladders) this.ladders.set(ladder.id, structuredClone(ladder));
  }

  async listLadders(): Promise<Ladder[]> {
    return [...this.ladders.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async putResult(result: BenchResult): Promise<void> {
    this.results.set(result.id, structuredClone(result));
  }

  async listResults(): Promise<BenchResult[]> {
    return newestFirst([...this.results.values()]);
  }

  async deleteResult(id: string): Promise<void> {
    this.results.delete(id);
  }

  async putBenchJob(job: BenchJob): Promise<void> {
    this.benchJobs.set(job.id, structuredClone(job));
  }

  async listBenchJobs(): Promise<BenchJob[]> {
    return newestFirst([...this.benchJobs.values()]);
  }

  async deleteBenchJob(id: string): Promise<void> {
    this.benchJobs.delete(id);
  }

  async putReply({ key, reply }: StoredReply): Promise<void> {
    this.replies.set(key, reply);
  }

  async getReply(key: string): Promise<string | undefined> {
    return this.replies.get(key);
  }

  async putQuickstart(result: QuickstartResult): Promise<void> {
    this.quickstarts.set(result.id, structuredClone(result));
  }

  async listQuickstarts(): Promise<QuickstartResult[]> {
    return newestFirst([...this.quickstarts.values()]);
  }

  async putCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    this.checkpoints.set(checkpoint.hash, structuredClone(checkpoint));
  }

  async getCheckpoint(hash: string): Promise<StoredCheckpoint | undefined> {
    return this.checkpoints.get(hash);
  }

  async listCheckpointKeys(): Promise<string[]> {
    return [...this.checkpoints.keys()].sort();
  }

  async deleteCheckpoint(hash: string): Promise<void> {
    this.checkpoints.delete(hash);
  }

  async putLadderJob(job: LadderJob): Promise<void> {
    this.ladderJobs.set(job.id, structuredClone(job));
  }

  async listLadderJobs(): Promise<LadderJob[]> {
    return newestFirst([...this.ladderJobs.values()]);
  }

  async deleteLadderJob(id: string): Promise<void> {
    this.ladderJobs.delete(id);
  }

  async putAnswers(answers: readonly StoredAnswers[]): Promise<void> {
    for (const { key, answers: list } of answers) this.answers.set(key, [...list]);
  }

  async getAnswers(keys: readonly string[]): Promise<(readonly string[] | undefined)[]> {
    return keys.map((key) => this.answers.get(key));
  }

  async putLogps(logps: readonly StoredLogps[]): Promise<void> {
    for (const { key, logps: values } of logps) this.logps.set(key, values.slice());
  }

  async getLogps(keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return keys.map((key) => this.logps.get(key));
  }

  async putExperiment(experiment: Experiment): Promise<void> {
    this.experiments.set(experiment.id, structuredClone(experiment));
  }

  async listExperiments(): Promise<Experiment[]> {
    return newestFirst([...this.experiments.values()]);
  }

  async deleteExperiment(id: string): Promise<void> {
    this.experiments.delete(id);
  }

  async clearAll(): Promise<void> {
    for (const table of Object.values(this) as { clear(): void }[]) table.clear();
  }

  close(): void {
    // Nothing is open.
  }
}
