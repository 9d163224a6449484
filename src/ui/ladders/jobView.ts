// What the page knows of the ladders that are being made, as one record; a pure function adds each event.
import type { LadderJob, LadderJobEvent, LadderJobOptions } from '../../protocol/ladderJob.ts';
import { finished, isUnderWay, STARTED, withJobEvent, type JobProgress } from '../jobProgress.ts';

/** Making ladders cannot be paused. */
export interface JobView extends JobProgress {
  readonly state: Exclude<JobProgress['state'], 'paused'>;
  readonly name: string;
  /** As it is stored; undefined until the worker has told. */
  readonly job?: LadderJob;
}

export function startJob({ name }: Pick<LadderJobOptions, 'name'>): JobView {
  return {
    name,
    ...STARTED,
  };
}

export function addJobEvent(view: JobView, event: LadderJobEvent): JobView {
  switch (event.kind) {
    case 'job':
      return { ...view, job: event.job };
    case 'ladders':
      return view; // they are read from the store
    default:
      return withJobEvent(view, event);
  }
}

export function finishJob(view: JobView, job: LadderJob): JobView {
  return finished({ ...view, job });
}

/** Jobs that can be gone on with: stopped, failed, or cut off by a reload. `current` is the one that runs. */
export function unfinishedJobs(jobs: readonly LadderJob[], current: JobView | undefined): LadderJob[] {
  const running = isUnderWay(current) ? current?.job?.id : undefined;
  return jobs.filter(({ id, status }) => status !== 'finished' && id !== running);
}
