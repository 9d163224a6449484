// The one thing that can be taken back now, and for how long. Another one ends it; so does its time, which stands still
// while somebody is about to press. A page that is closed before takes everything back, because nothing was final.
import { errorRecord } from '../amp-error.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import type { Undoable } from './undoable.ts';

/** Milliseconds that an offer stands. */
export const LASTS = 12_000;
/** Milliseconds that it stands at least once nobody is about to press any more. */
export const AFTER_HOLD = 4000;

export class UndoSlot {
  now: Undoable | undefined;
  /** What could not be made final or taken back. */
  error: ErrorRecord | undefined;

  private readonly holds = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private left = 0;
  private since = 0;

  /**
   * @param changed called when `now`, `held` or `error` is another
   * @param back called when something is there again: lists have to be read again
   */
  constructor(
    private readonly changed: () => void,
    private readonly back: () => void,
  ) {}

  /** Whether the time stands still. */
  get held(): boolean {
    return this.holds.size > 0;
  }

  /** The offer before it, if there is one, ends. */
  async offer(next: Undoable): Promise<void> {
    const before = this.take();
    this.error = undefined;
    this.now = next;
    this.left = LASTS;
    this.run();
    this.changed();
    await this.finish(before);
  }

  /** The time stands still for this reason, such as the pointer being over the bar. */
  hold(reason: string): void {
    if (this.now === undefined || this.holds.has(reason)) return;
    if (!this.held) this.left -= Date.now() - this.since;
    clearTimeout(this.timer);
    this.holds.add(reason);
    this.changed();
  }

  release(reason: string): void {
    if (!this.holds.delete(reason)) return;
    if (!this.held && this.now !== undefined) {
      this.left = Math.max(this.left, AFTER_HOLD);
      this.run();
    }
    this.changed();
  }

  async undo(): Promise<void> {
    const taken = this.take();
    if (taken === undefined) return;
    this.changed();
    try {
      if (!(await taken.undo())) this.error = tooLate(taken);
    } catch (error) {
      this.error = errorRecord(error);
    }
    this.back();
    this.changed();
  }

  /** Makes it final now. */
  async end(): Promise<void> {
    const taken = this.take();
    this.changed();
    await this.finish(taken);
  }

  /** The error was read. */
  dismissError(): void {
    this.error = undefined;
    this.changed();
  }

  private take(): Undoable | undefined {
    const taken = this.now;
    clearTimeout(this.timer);
    this.holds.clear();
    this.now = undefined;
    return taken;
  }

  /** What cannot be made final is there again, and the page says why. */
  private async finish(taken: Undoable | undefined): Promise<void> {
    if (taken === undefined) return;
    try {
      await taken.end();
    } catch (error) {
      await taken.undo().catch(() => false); // the first failure is the one to show
      this.error = errorRecord(error);
      this.back();
      this.changed();
    }
  }

  private run(): void {
    this.since = Date.now();
    this.timer = setTimeout(() => void this.end(), this.left);
  }
}

function tooLate({ words }: Undoable): ErrorRecord {
  return {
    name: 'Too late',
    message: `“${words}” cannot be taken back: something newer has taken its place. What is there now stays.`,
  };
}
