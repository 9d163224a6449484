// A benchmark that the page follows, as one record; a pure function adds each event.
import type { BenchEvent, BenchJob, BenchOptions } from '../../protocol/benchmark.ts';
import { finished, STARTED, withJobEvent, type JobProgress } from '../jobProgress.ts';

export interface BenchView extends JobProgress {
  readonly options: BenchOptions;
  /** What is run, for people: benchmark and model. */
  readonly name: string;
  /** As it is stored; undefined until the worker has told. */
  readonly job?: BenchJob;
}

export function startBench(options: BenchOptions, name: string): BenchView {
  return {
    options,
    name,
    ...STARTED,
  };
}

export function addBenchEvent(view: BenchView, event: BenchEvent): BenchView {
  switch (event.kind) {
    case 'job':
      return { ...view, job: event.job };
    case 'result':
      return view; // it is stored, and listed at the end
    default:
      return withJobEvent(view, event);
  }
}

export function finishBench(view: BenchView, job: BenchJob): BenchView {
  return finished({ ...view, job });
}

export function benchHeadline({ state, message, job }: BenchView): string {
  const kept = keptInWords(job);
  switch (state) {
    case 'running':
      return message;
    case 'paused':
      return 'Paused. The work waits after the current sample.';
    case 'stopping':
      return 'Stopping after the current sample…';
    case 'finished':
      return job !== undefined && job.failed > 0
        ? `Finished. ${failedInWords(job.failed, job.total)}`
        : 'Finished.';
    case 'stopped':
      return `Stopped. ${kept}`;
    case 'failed':
      return `It did not finish. ${kept}`;
  }
}

/** `3 of 105 could not be judged: run again to retry those alone.` */
export function failedInWords(failed: number, total: number): string {
  const them = failed === 1 ? 'that one' : 'those';
  return `${failed} of ${total} could not be judged: run again to retry ${them} alone.`;
}

function keptInWords(job: BenchJob | undefined): string {
  if (job === undefined || job.answered === 0) return 'Nothing was answered yet.';
  return `${job.answered} of ${job.total} answers are kept: going on asks nothing twice.`;
}

/** `answered 37 of 105 · judged 30`. */
export function benchCounts({ job }: Pick<BenchView, 'job'>): string {
  if (job === undefined) return '';
  const failed = job.failed > 0 ? ` · ${job.failed} not judged` : '';
  return `answered ${job.answered} of ${job.total} · judged ${job.judged}${failed}`;
}

/** Jobs that can be gone on with. @param current id of the one that is under way */
export function unfinishedJobs(jobs: readonly BenchJob[], current: string | undefined): BenchJob[] {
  return jobs.filter(({ id, status }) => id !== current && status !== 'finished');
}

/** How a job ended that did not finish, and how far it was. */
export function jobInWords({ status, answered, judged, total }: BenchJob): string {
  const how = status === 'running' ? 'was cut off' : status === 'stopped' ? 'was stopped' : 'failed';
  return `${how} with ${answered} of ${total} answered and ${judged} judged; nothing of it is lost.`;
}
