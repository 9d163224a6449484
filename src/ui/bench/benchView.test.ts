import { expect, test } from 'vitest';
import type { BenchEvent, BenchJob, BenchOptions } from '../../protocol/benchmark.ts';
import {
  addBenchEvent,
  benchCounts,
  benchHeadline,
  failedInWords,
  finishBench,
  jobInWords,
  startBench,
  unfinishedJobs,
} from './benchView.ts';
import { failed, isUnderWay, timeLeftInWords } from '../jobProgress.ts';

const options: BenchOptions = { benchmark: 'pope', model: 'm', judge: { kind: 'rule', rule: 'published' } };
const job: BenchJob = {
  id: 'j',
  options,
  createdAt: '',
  status: 'running',
  total: 105,
  answered: 37,
  judged: 30,
  failed: 0,
};
const events: readonly BenchEvent[] = [
  { kind: 'job', job },
  { kind: 'stage', message: 'Answering.' },
  { kind: 'progress', done: 37, total: 105, secondsLeft: 42 },
  { kind: 'warning', message: 'Slowly.' },
];
const view = events.reduce(addBenchEvent, startBench(options, 'POPE, M'));

test('events add up to what is shown', () => {
  expect(view).toMatchObject({ state: 'running', done: 37, total: 105, warnings: ['Slowly.'] });
  expect(benchHeadline(view)).toBe('Answering.');
  expect(benchCounts(view)).toBe('answered 37 of 105 · judged 30');
  expect(timeLeftInWords(view)).toBe('about 40 s left');
  expect(isUnderWay(view)).toBe(true);
});

test('how it ends: with failed samples, stopped, or failed, and what is kept', () => {
  const done = finishBench(view, { ...job, status: 'finished', failed: 3 });
  expect(benchHeadline(done)).toBe('Finished. 3 of 105 could not be judged: run again to retry those alone.');
  expect(isUnderWay(done)).toBe(false);
  expect(benchHeadline(finishBench(view, job))).toBe('Finished.');
  const stopped = failed(view, { name: 'CancelledError', message: '' });
  expect([stopped.state, benchHeadline(stopped)]).toEqual([
    'stopped',
    'Stopped. 37 of 105 answers are kept: going on asks nothing twice.',
  ]);
  expect(failed(view, { name: 'DeviceLostError', message: '' }).state).toBe('failed');
  expect(failedInWords(1, 4)).toContain('that one');
});

test('jobs that did not end can be gone on with, the one under way cannot', () => {
  const jobs = [
    job,
    { ...job, id: 'done', status: 'finished' as const },
    { ...job, id: 's', status: 'stopped' as const },
  ];
  expect(unfinishedJobs(jobs, undefined).map(({ id }) => id)).toEqual(['j', 's']);
  expect(unfinishedJobs(jobs, 'j').map(({ id }) => id)).toEqual(['s']);
  expect(jobInWords(job)).toBe('was cut off with 37 of 105 answered and 30 judged; nothing of it is lost.');
});
