// The page's side of a new version, on a made-up browser.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TAKE_OVER } from '../protocol/offline.ts';
import { watchUpdates, type Container } from './updates.ts';

class FakeWorker extends EventTarget {
  state = 'installing';
  /** Other windows of the lab that are open. */
  others = 0;
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
  postMessage(message: unknown, [port]: MessagePort[]): void {
    if (message === TAKE_OVER) port?.postMessage(this.others);
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  update = vi.fn(() => Promise.reject(new TypeError('no network')));
  /** A newer version is found, and kept. */
  install(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    [this.installing, this.waiting] = [null, worker];
    worker.become('installed');
  }
}

const registration = { now: new FakeRegistration() };
const reload = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  registration.now = new FakeRegistration();
  reload.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

function browser(controlled: boolean): Container {
  return {
    controller: controlled ? (new FakeWorker() as unknown as ServiceWorker) : null,
    register: async () => registration.now as unknown as ServiceWorkerRegistration,
  };
}

test('the first service worker is no new version, the next one is, and is told once', async () => {
  const ready = vi.fn();
  (await watchUpdates(browser(false), 'sw.js', reload)).onReady(ready);
  registration.now.install(new FakeWorker());
  expect(ready).not.toHaveBeenCalled();

  (await watchUpdates(browser(true), 'sw.js', reload)).onReady(ready);
  registration.now.install(new FakeWorker());
  registration.now.install(new FakeWorker());
  expect(ready).toHaveBeenCalledTimes(1);
  expect(reload).not.toHaveBeenCalled();
});

test('a version that waits since an earlier visit is told at once', async () => {
  registration.now.waiting = new FakeWorker();
  const ready = vi.fn();
  (await watchUpdates(browser(true), 'sw.js', reload)).onReady(ready);
  expect(ready).toHaveBeenCalledTimes(1);
});

test('loads it when it has taken over, not before', async () => {
  const updates = await watchUpdates(browser(true), 'sw.js', reload);
  const worker = new FakeWorker();
  registration.now.install(worker);
  expect(await updates.load()).toBe(0);
  worker.become('activating');
  expect(reload).not.toHaveBeenCalled();
  worker.become('activated');
  expect(reload).toHaveBeenCalledTimes(1);
});

test('does not load it while other windows are open', async () => {
  const updates = await watchUpdates(browser(true), 'sw.js', reload);
  const worker = new FakeWorker();
  worker.others = 2;
  registration.now.install(worker);
  expect(await updates.load()).toBe(2);
  worker.become('activated');
  expect(reload).not.toHaveBeenCalled();
});

test('asks for newer versions every hour, network or not', async () => {
  await watchUpdates(browser(true), 'sw.js', reload);
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  expect(registration.now.update).toHaveBeenCalledTimes(2);
});
