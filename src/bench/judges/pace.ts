// How fast a server may be asked: so many requests under way at once, so many a minute, and none while it has asked for
// a pause. One Pace is shared by all requests of a job.
import type { TextJudge } from '../../protocol/judge.ts';
import { endOf, type Clock } from './clock.ts';

const MINUTE = 60_000;

export class Pace {
  private underWay = 0;
  /** Those that wait for one to end, in the order in which they came. */
  private readonly waiting: (() => void)[] = [];
  /** Milliseconds between the starts of two requests. */
  private readonly gap: number;
  private readonly atOnce: number;
  /** The next request starts no sooner than at both times. */
  private next = -Infinity;
  private heldUntil = -Infinity;

  constructor(
    { requestsPerMinute, concurrency }: Pick<TextJudge, 'requestsPerMinute' | 'concurrency'>,
    private readonly clock: Clock,
  ) {
    this.gap = MINUTE / requestsPerMinute;
    this.atOnce = concurrency;
  }

  /** Does a request's work when its turn has come. @throws what the work throws; the signal's reason once aborted */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.enter(signal);
    try {
      await this.turn(signal);
      if (signal.aborted) throw endOf(signal);
      return await work();
    } finally {
      this.leave();
    }
  }

  /** No request starts within this time; those that wait for their turn keep their distance after it. */
  hold(milliseconds: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.clock.now() + milliseconds);
  }

  private async enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw endOf(signal);
    if (this.underWay < this.atOnce) {
      this.underWay++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.waiting.splice(this.waiting.indexOf(start), 1);
        reject(endOf(signal));
      };
      this.waiting.push(start);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place of one that ends goes to the first that waits. */
  private leave(): void {
    const start = this.waiting.shift();
    if (start === undefined) this.underWay--;
    else start();
  }

  private async turn(signal: AbortSignal): Promise<void> {
    let now = this.clock.now();
    do {
      const start = Math.max(now, this.next, this.heldUntil);
      this.next = start + this.gap;
      if (start > now) await this.clock.sleep(start - now, signal);
      now = this.clock.now();
    } while (now < this.heldUntil); // held while it slept
  }
}
