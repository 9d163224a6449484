// Waiting for others: seen at once are a stop and a pause, and nobody is waited for without end.
import { expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { Interrupted } from './byteSource.ts';
import { JobControl } from './control.ts';
import { attend, backoff, PAUSED } from './patience.ts';

const never = (): Promise<never> => new Promise(() => undefined);

it('gives what came, and throws what went wrong', async () => {
  expect(await attend(new JobControl(), Promise.resolve(3))).toBe(3);
  await expect(attend(new JobControl(), Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
});

it('tells a pause, and ends with a stop', async () => {
  const paused = new JobControl();
  paused.pause();
  expect(await attend(paused, never())).toBe(PAUSED);
  const stopped = new JobControl();
  setTimeout(() => stopped.stop(), 20);
  await expect(attend(stopped, never())).rejects.toThrow(CancelledError);
});

it('takes silence for a lost connection', async () => {
  const silent = attend(new JobControl(), never(), 0.3);
  await expect(silent).rejects.toThrow(Interrupted);
  await expect(silent).rejects.toThrow('nothing came for 0.3 seconds');
});

it('waits twice as long each time, up to 30 seconds, or as long as it was asked to, up to 300', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((failures) => backoff(failures))).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect([backoff(1, 7), backoff(4, 7), backoff(1, 120), backoff(1, 9000)]).toEqual([7, 8, 120, 300]);
});
