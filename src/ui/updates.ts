// The page's line to its service worker (src/offline/): starts it, hears of newer versions, and loads one when asked.
import { TAKE_OVER } from '../protocol/offline.ts';

/** Newer versions of the lab. */
export interface Updates {
  /** Calls back once, as soon as a newer version is kept and waits to be loaded. */
  onReady(listener: () => void): void;
  /**
   * Loads it: the page is left and opened again. Only one version may work on the lab's store, so nothing happens while
   * other windows of the lab are open.
   * @returns how many those are
   */
  load(): Promise<number>;
}

/** A page that stays open asks this often whether there is a newer version; one that is opened always asks. */
const ASK_EVERY_MS = 3_600_000;

/** What is used of the browser's `navigator.serviceWorker`. */
export type Container = Pick<ServiceWorkerContainer, 'controller' | 'register'>;

/**
 * Starts the service worker, which keeps the lab for visits without a network.
 * @param reload leaves the page and opens it again
 * @throws whatever the browser refuses with; the lab then works as long as there is a network
 */
export async function watchUpdates(container: Container, url: string, reload: () => void): Promise<Updates> {
  // Without its check of the HTTP cache: a host that lets it be cached would hold newer versions back.
  const registration = await container.register(url, { updateViaCache: 'none' });
  setInterval(() => {
    registration.update().catch(() => undefined); // no network: there is nothing newer to be had either
  }, ASK_EVERY_MS);
  return new ServiceWorkerUpdates(container, registration, reload);
}

class ServiceWorkerUpdates implements Updates {
  private listener: (() => void) | undefined;

  constructor(
    private readonly container: Container,
    private readonly registration: ServiceWorkerRegistration,
    private readonly reload: () => void,
  ) {
    this.watch(registration.installing);
    registration.addEventListener('updatefound', () => this.watch(registration.installing));
  }

  onReady(listener: () => void): void {
    this.listener = listener;
    this.tell();
  }

  async load(): Promise<number> {
    const { waiting } = this.registration;
    if (waiting === null) {
      this.reload(); // it has taken over already
      return 0;
    }
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<number>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    });
    waiting.postMessage(TAKE_OVER, [port2]);
    const others = await answer;
    port1.close();
    if (others > 0) return others;
    const leave = (): void => {
      if (waiting.state === 'activated') this.reload();
    };
    waiting.addEventListener('statechange', leave);
    leave();
    return 0;
  }

  private watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => this.tell());
  }

  private tell(): void {
    // The first service worker of all replaces nothing, and waits for nobody.
    if (this.registration.waiting === null || this.container.controller === null) return;
    this.listener?.();
    this.listener = undefined;
  }
}
