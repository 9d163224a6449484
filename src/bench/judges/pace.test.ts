// Spacing, requests at once and pauses, on a clock that jumps to the next one who wakes.
import { expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import { endOf, systemClock, type Clock } from './clock.ts';
import { Pace } from './pace.ts';

/** Virtual time: when all work waits, it is the time of the first to wake. */
class VirtualClock implements Clock {
  private time = 0;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  readonly now = (): number => this.time;
  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => reject(endOf(signal));
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      this.sleepers.push({ at: this.time + milliseconds, wake });
      signal.addEventListener('abort', stop);
    });

  async run<T>(work: Promise<T>): Promise<T> {
    const end = Symbol('end');
    for (;;) {
      const ended = await Promise.race([work, new Promise((resolve) => setImmediate(resolve, end))]);
      if (ended !== end) return work;
      this.sleepers.sort((a, b) => a.at - b.at);
      const first = this.sleepers.shift();
      if (first === undefined) throw new Error('Everything waits for ever.');
      this.time = Math.max(this.time, first.at);
      first.wake();
    }
  }
}

const never = new AbortController().signal;

/** When each of n requests starts that take so long, and the most that are under way at once. */
async function starts(
  n: number,
  limits: { requestsPerMinute: number; concurrency: number },
  duration: number,
): Promise<{ at: number[]; most: number }> {
  const clock = new VirtualClock();
  const pace = new Pace(limits, clock);
  const at: number[] = [];
  let [underWay, most] = [0, 0];
  const work = async (): Promise<void> => {
    at.push(clock.now());
    most = Math.max(most, ++underWay);
    await clock.sleep(duration, never);
    underWay--;
  };
  await clock.run(Promise.all(Array.from({ length: n }, () => pace.run(never, work))));
  return { at, most };
}

test('30 a minute: every two seconds, however many may be under way', async () => {
  const { at, most } = await starts(5, { requestsPerMinute: 30, concurrency: 4 }, 5000);
  expect(at).toEqual([0, 2000, 4000, 6000, 8000]);
  expect(most).toBe(3); // 5 s each, one every 2 s
});

test('two at once: the third starts when the first ends', async () => {
  const { at, most } = await starts(5, { requestsPerMinute: 60_000, concurrency: 2 }, 5000);
  expect(at).toEqual([0, 1, 5000, 5001, 10_000]);
  expect(most).toBe(2);
});

test('one that fails gives its place on', async () => {
  const clock = new VirtualClock();
  const pace = new Pace({ requestsPerMinute: Infinity, concurrency: 1 }, clock);
  const failing = pace.run(never, () => Promise.reject(new Error('No.')));
  const other = pace.run(never, () => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('No.');
  expect(await clock.run(other)).toBe('done');
});

test('a pause holds all, also those that wait for their turn, and they keep their distance after it', async () => {
  const clock = new VirtualClock();
  const pace = new Pace({ requestsPerMinute: 60, concurrency: 3 }, clock);
  const at: number[] = [];
  const work = async (): Promise<void> => {
    if (at.push(clock.now()) === 1) pace.hold(10_000);
  };
  await clock.run(Promise.all([1, 2, 3, 4].map(() => pace.run(never, work))));
  expect(at[0]).toBe(0);
  expect(at[1]).toBeGreaterThanOrEqual(10_000);
  for (const [i, time] of at.entries())
    if (i > 1) expect(time - (at[i - 1] as number)).toBeGreaterThanOrEqual(1000);
});

test('one that is stopped while it waits in line leaves it', async () => {
  const pace = new Pace({ requestsPerMinute: Infinity, concurrency: 1 }, systemClock);
  const stop = new AbortController();
  let finish: () => void = () => undefined;
  const first = pace.run(never, () => new Promise<void>((resolve) => (finish = resolve)));
  const second = pace.run(stop.signal, () => Promise.resolve('second'));
  const third = pace.run(never, () => Promise.resolve('third'));
  stop.abort(new CancelledError('Enough.'));
  await expect(second).rejects.toThrow('Enough.');
  finish();
  await first;
  expect(await third).toBe('third');
});

test('the system’s clock wakes at once when it is stopped', async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleeping).rejects.toThrow(CancelledError);
  await expect(systemClock.sleep(60_000, stop.signal)).rejects.toThrow(CancelledError);
  const before = systemClock.now();
  await systemClock.sleep(20, never);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(18);
});
