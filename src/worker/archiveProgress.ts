// How far the packing or reading of a whole lab is, told a few times a second, with the time left at the speed so far.
import type { JobEvent } from '../protocol/job.ts';
import { stopwatch } from './stopwatch.ts';

/** Milliseconds between two reports. */
const REPORT_EVERY = 100;

export class ArchiveProgress {
  private done = 0;
  private reported = -Infinity;
  private readonly left: (done: number) => number | undefined;

  /** @param total units of the whole work; what is added beyond them counts as done */
  constructor(
    private readonly emit: (event: JobEvent) => void,
    private readonly total: number,
  ) {
    this.left = stopwatch(total);
  }

  stage(message: string): void {
    this.emit({ kind: 'stage', message });
  }

  /** The rest is done, or was not needed. */
  end(): void {
    this.add(this.total - this.done);
  }

  add(units = 1): void {
    this.done = Math.min(this.total, this.done + units);
    const now = performance.now();
    if (now - this.reported < REPORT_EVERY && this.done < this.total) return;
    this.reported = now;
    const { done, total } = this;
    this.emit({ kind: 'progress', done, total, secondsLeft: this.left(done) });
  }
}
