// What the page knows of the ladders that are being made, as one record; a pure function adds each event.
import type { LadderJob, LadderJobEvent, LadderJobOptions } from '../../protocol/ladderJob.ts';
import type { ErrorRecord } from '../quickstartView.ts';

export interface JobView {
  readonly name: string;
  readonly state: 'running' | 'stopping' | 'finished' | 'stopped' | 'failed';
  /** As it is stored; undefined until the worker has told. */
  readonly job?: LadderJob;
  /** What the lab says it is doing. */
  readonly message: string;
  readonly done: number;
  readonly total: number;
  /** Undefined while it cannot be told. */
  readonly secondsLeft: number | undefined;
  readonly warnings: readonly string[];
  readonly error?: ErrorRecord;
}

export function startJob({ name }: Pick<LadderJobOptions, 'name'>): JobView {
  return {
    name,
    state: 'running',
    message: 'Starting.',
    done: 0,
    total: 0,
    secondsLeft: undefined,
    warnings: [],
  };
}

export function addJobEvent(view: JobView, event: LadderJobEvent): JobView {
  switch (event.kind) {
    case 'job':
      return { ...view, job: event.job };
    case 'stage':
      return { ...view, message: event.message };
    case 'progress': {
      const { done, total, secondsLeft } = event;
      return { ...view, done, total, secondsLeft };
    }
    case 'ladders':
      return view; // they are read from the store
    case 'warning':
      return { ...view, warnings: [...view.warnings, event.message] };
  }
}

export function finishJob(view: JobView, job: LadderJob): JobView {
  return { ...view, state: 'finished', job, done: view.total, secondsLeft: 0 };
}

export function failJob(view: JobView, error: ErrorRecord): JobView {
  const state = error.name === 'CancelledError' ? 'stopped' : 'failed';
  return { ...view, state, secondsLeft: undefined, error };
}

export function isBusy(view: JobView | undefined): boolean {
  return view?.state === 'running' || view?.state === 'stopping';
}

/** Jobs that can be gone on with: stopped, failed, or cut off by a reload. `current` is the one that runs. */
export function unfinishedJobs(jobs: readonly LadderJob[], current: JobView | undefined): LadderJob[] {
  const running = isBusy(current) ? current?.job?.id : undefined;
  return jobs.filter(({ id, status }) => status !== 'finished' && id !== running);
}
