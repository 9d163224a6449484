import { expect, test } from 'vitest';
import type { LadderJob } from '../../protocol/ladderJob.ts';
import { addJobEvent, finishJob, startJob, unfinishedJobs } from './jobView.ts';
import { failed } from '../jobProgress.ts';

const job = (id: string, status: LadderJob['status']): LadderJob => ({ id, status }) as LadderJob;

test('events add up', () => {
  const start = startJob({ name: 'Mine' });
  const view = [
    { kind: 'job', job: job('a', 'running') } as const,
    { kind: 'stage', message: 'Asking.' } as const,
    { kind: 'progress', done: 3, total: 9, secondsLeft: 40 } as const,
    { kind: 'warning', message: 'Full.' } as const,
  ].reduce(addJobEvent, start);
  expect(view).toMatchObject({ message: 'Asking.', done: 3, total: 9, secondsLeft: 40, warnings: ['Full.'] });
  expect(finishJob(view, job('a', 'finished'))).toMatchObject({ state: 'finished', done: 9 });
});

test('a stopped job is not a failed one', () => {
  const view = startJob({ name: '' });
  expect(failed(view, { name: 'CancelledError', message: '' }).state).toBe('stopped');
  expect(failed(view, { name: 'DeviceLostError', message: '' }).state).toBe('failed');
});

test('what runs now is not unfinished business', () => {
  const jobs = [job('a', 'running'), job('b', 'stopped'), job('c', 'finished'), job('d', 'failed')];
  const running = { ...startJob({ name: '' }), job: job('a', 'running') };
  expect(unfinishedJobs(jobs, running).map(({ id }) => id)).toEqual(['b', 'd']);
  expect(unfinishedJobs(jobs, undefined).map(({ id }) => id)).toEqual(['a', 'b', 'd']);
});
