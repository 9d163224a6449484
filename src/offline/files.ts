// The lab's files and the cache that keeps them, so that the lab opens without a network. A file is kept under its
// address and its revision: a file of another version has another key, so versions are never mixed, and a model that did
// not change stays kept when the lab does. Pure of events: serviceWorker.ts calls it.
import { sha256 } from '../base/hash.ts';
import { OTHER_VERSION } from '../protocol/offline.ts';

/** One of the lab's files, as the build lists it (scripts/webapp.mjs). */
export interface LabFile {
  /** Relative to where the lab is served; `./` is the page. */
  readonly url: string;
  /** Changes with the content; null where the address does already. */
  readonly revision: string | null;
  /** Hexadecimal SHA-256 of the content. */
  readonly sha256?: string;
  /** Heavy or seldom needed, such as weights: kept when it is first fetched, not beforehand. */
  readonly onDemand?: boolean;
}

/** The one cache of the lab. */
const CACHE = 'amp-lab';

export class LabFiles {
  private readonly byUrl: ReadonlyMap<string, LabFile>;

  /**
   * @param scope where the lab is served, ending in a slash
   * @param caches the browser's
   * @param fetch the browser's
   */
  constructor(
    private readonly files: readonly LabFile[],
    private readonly scope: string,
    private readonly caches: Pick<CacheStorage, 'open'>,
    private readonly fetch: (url: string, init: RequestInit) => Promise<Response>,
  ) {
    this.byUrl = new Map(files.map((file) => [new URL(file.url, scope).href, file]));
  }

  /** The file that a request asks for; undefined when it is none of the lab's. */
  find({ method, url, mode }: Pick<Request, 'method' | 'url' | 'mode'>): LabFile | undefined {
    if (method !== 'GET') return undefined;
    const address = new URL(url);
    if (mode === 'navigate') return address.pathname === new URL(this.scope).pathname ? this.page : undefined;
    return this.byUrl.get(address.origin + address.pathname);
  }

  /** Keeps everything that the page needs. @throws Error when a file cannot be had, or is of another version */
  async keepPage(): Promise<void> {
    const cache = await this.caches.open(CACHE);
    const wanted = this.files.filter(({ onDemand }) => onDemand !== true);
    await Promise.all(
      wanted.map(async (file) => {
        if ((await cache.match(this.key(file))) !== undefined) return;
        const { response, isOurs } = await this.fetchFile(file, { cache: 'no-cache' });
        if (!isOurs) throw new Error(`${file.url}: status ${response.status}, or of another version.`);
        await cache.put(this.key(file), response);
      }),
    );
  }

  /** Keeps what the browser still holds of a visit before there was a service worker; asks no server. */
  async keepFetched(): Promise<void> {
    const cache = await this.caches.open(CACHE);
    for (const file of this.files.filter(({ onDemand }) => onDemand === true)) {
      if ((await cache.match(this.key(file))) !== undefined) continue;
      try {
        const found = await this.fetchFile(file, { cache: 'only-if-cached', mode: 'same-origin' });
        if (found.isOurs) await cache.put(this.key(file), found.response);
      } catch {
        // The browser has it not: it will be kept when it is first needed.
      }
    }
  }

  /** Drops every file of other versions. */
  async dropOthers(): Promise<void> {
    const cache = await this.caches.open(CACHE);
    const ours = new Set(this.files.map((file) => this.key(file)));
    const others = (await cache.keys()).filter(({ url }) => !ours.has(url));
    await Promise.all(others.map((request) => cache.delete(request)));
  }

  /** A file as it is kept; else as the server has it, kept from now on when it is of this version. */
  async respond(file: LabFile): Promise<Response> {
    const cache = await this.caches.open(CACHE);
    const kept = await cache.match(this.key(file));
    if (kept !== undefined) return kept;
    const { response, isOurs } = await this.fetchFile(file, { cache: 'no-cache' });
    if (!isOurs) return response.ok ? new Response(null, { status: OTHER_VERSION }) : response;
    try {
      await cache.put(this.key(file), response.clone());
    } catch {
      // The browser refuses to keep more: it works all the same, as long as there is a network.
    }
    return response;
  }

  private get page(): LabFile | undefined {
    return this.byUrl.get(this.scope);
  }

  private key({ url, revision }: LabFile): string {
    const key = new URL(url, this.scope);
    if (revision !== null) key.searchParams.set('revision', revision);
    return key.href;
  }

  private async fetchFile(
    file: LabFile,
    init: RequestInit,
  ): Promise<{ response: Response; isOurs: boolean }> {
    const response = await this.fetch(new URL(file.url, this.scope).href, init);
    if (!response.ok) return { response, isOurs: false };
    if (file.sha256 === undefined) return { response, isOurs: true };
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    return { response, isOurs: (await sha256(bytes)) === file.sha256 };
  }
}
