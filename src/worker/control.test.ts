import { expect, it } from 'vitest';
import { CancelledError, DeviceLostError } from '../base/errors.ts';
import { JobControl } from './control.ts';

/** Whether a promise is still pending after other work had its turn. */
async function pending(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(resolve, 5, 'later'));
  return (await Promise.race([promise.catch(() => 'failed'), later])) === 'later';
}

it('lets a job pass, wait while paused, and go on', async () => {
  const control = new JobControl();
  await control.checkpoint();
  control.pause();
  const waiting = control.checkpoint();
  expect(await pending(waiting)).toBe(true);
  control.resume();
  await waiting;
  await control.checkpoint();
});

it('a second pause before the job woke up still holds', async () => {
  const control = new JobControl();
  control.pause();
  const waiting = control.checkpoint();
  control.resume();
  control.pause();
  expect(await pending(waiting)).toBe(true);
  control.resume();
  await waiting;
});

it('stops a job, paused or not, every time it asks', async () => {
  const control = new JobControl();
  control.pause();
  const waiting = control.checkpoint();
  control.stop();
  await expect(waiting).rejects.toThrow(CancelledError);
  await expect(control.checkpoint()).rejects.toThrow(CancelledError);
});

it('ends with the first reason', async () => {
  const control = new JobControl();
  control.abort(new DeviceLostError('gone'));
  control.stop();
  await expect(control.checkpoint()).rejects.toThrow(DeviceLostError);
});

it('lets messages in while a job only computes', async () => {
  const control = new JobControl();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => control.stop();
  port2.postMessage('stop');
  const busy = async (): Promise<void> => {
    for (const end = performance.now() + 2000; performance.now() < end;) await control.checkpoint();
  };
  await expect(busy()).rejects.toThrow(CancelledError);
  port1.close();
});
