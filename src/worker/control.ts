// Pause, resume and stop for a long job. The job calls `checkpoint` between its steps; everything else is said from
// outside, by messages that arrive while the job awaits.
import { CancelledError } from '../base/errors.ts';

/** A job that never awaits anything but its own work lets messages in at least this often, in milliseconds. */
const BREATH = 50;

export class JobControl {
  private paused = false;
  private reason: Error | undefined;
  private wake: (() => void) | undefined;
  private breathed = performance.now();

  get isPaused(): boolean {
    return this.paused;
  }

  /** The job waits at its next checkpoint. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake?.();
  }

  /** The job ends at its next checkpoint with CancelledError, paused or not. */
  stop(): void {
    this.abort(new CancelledError('Stopped by you.', 'What was finished before is kept.'));
  }

  /** The job ends at its next checkpoint with this error; the first reason counts. */
  abort(reason: Error): void {
    this.reason ??= reason;
    this.wake?.();
  }

  /**
   * Between two steps of a job: resolves at once, or when a pause ends.
   * @throws CancelledError after `stop`, or the reason given to `abort`
   */
  async checkpoint(): Promise<void> {
    if (performance.now() - this.breathed > BREATH) {
      await nextTask();
      this.breathed = performance.now();
    }
    while (this.paused && this.reason === undefined) {
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
    if (this.reason !== undefined) throw this.reason;
  }
}

/** Resolves after the messages that wait now; timers are slowed down in background tabs, ports are not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
