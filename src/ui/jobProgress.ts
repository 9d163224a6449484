// What every long job has in common as the page follows it: how far it is, what it says, how it ended. Pure.
import { formatTimeLeft } from '../base/format.ts';
import type { JobEvent } from '../protocol/job.ts';
import type { ErrorRecord } from './quickstartView.ts';

export interface JobProgress {
  readonly state: 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed';
  /** What the lab says it is doing. */
  readonly message: string;
  readonly done: number;
  readonly total: number;
  /** Undefined while it cannot be told. */
  readonly secondsLeft: number | undefined;
  readonly warnings: readonly string[];
  readonly error?: ErrorRecord;
}

/** A job that has told nothing yet. */
export const STARTED = {
  state: 'running',
  message: 'Starting.',
  done: 0,
  total: 0,
  secondsLeft: undefined,
  warnings: [],
} as const satisfies JobProgress;

export function withJobEvent<V extends JobProgress>(view: V, event: JobEvent): V {
  switch (event.kind) {
    case 'stage':
      return { ...view, message: event.message };
    case 'progress': {
      const { done, total, secondsLeft } = event;
      return { ...view, done, total, secondsLeft };
    }
    case 'warning':
      return { ...view, warnings: [...view.warnings, event.message] };
  }
}

export function finished<V extends JobProgress>(view: V): V {
  return { ...view, state: 'finished', done: view.total, secondsLeft: 0 };
}

/** Ended by an error; one that the user asked for is no failure. */
export function failed<V extends JobProgress>(view: V, error: ErrorRecord): V {
  const state = error.name === 'CancelledError' ? 'stopped' : 'failed';
  return { ...view, state, secondsLeft: undefined, error };
}

export function isUnderWay(view: Pick<JobProgress, 'state'> | undefined): boolean {
  return view !== undefined && ['running', 'paused', 'stopping'].includes(view.state);
}

/** `about 4 min left`; empty for a job that is over. */
export function timeLeftInWords({ state, secondsLeft }: Pick<JobProgress, 'state' | 'secondsLeft'>): string {
  if (state !== 'running' && state !== 'paused') return '';
  return secondsLeft === undefined ? 'estimating the time left…' : `${formatTimeLeft(secondsLeft)} left`;
}
