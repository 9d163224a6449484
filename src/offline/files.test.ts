// The cache's rules on a made-up cache and a made-up server.
import { beforeEach, expect, test } from 'vitest';
import { sha256 } from '../base/hash.ts';
import { LabFiles, type LabFile } from './files.ts';

const SCOPE = 'http://lab.test/amp/';

/** Of a browser's cache: what LabFiles uses. Keys are addresses. */
class FakeCache {
  readonly kept = new Map<string, Response>();
  isFull = false;
  async match(key: string): Promise<Response | undefined> {
    return this.kept.get(key)?.clone();
  }
  async put(key: string, response: Response): Promise<void> {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    this.kept.set(key, response);
  }
  async keys(): Promise<{ url: string }[]> {
    return [...this.kept.keys()].map((url) => ({ url }));
  }
  async delete({ url }: { url: string }): Promise<boolean> {
    return this.kept.delete(url);
  }
}

let cache: FakeCache;
/** What the server has, by address. */
let server: Map<string, string>;
/** What the browser's HTTP cache has of it. */
let held: Set<string>;
/** The addresses that were asked for. */
let asked: string[];

beforeEach(() => {
  cache = new FakeCache();
  server = new Map();
  held = new Set();
  asked = [];
});

function lab(files: readonly LabFile[]): LabFiles {
  const caches = { open: async () => cache as unknown as Cache };
  return new LabFiles(files, SCOPE, caches, async (url, init) => {
    if (init.cache === 'only-if-cached' && !held.has(url)) throw new TypeError('Failed to fetch');
    asked.push(url);
    const text = server.get(url);
    return new Response(text ?? null, { status: text === undefined ? 404 : 200 });
  });
}

const file = async (url: string, content: string, onDemand = false): Promise<LabFile> => ({
  url,
  revision: content,
  sha256: await sha256(content),
  ...(onDemand && { onDemand }),
});

const PAGE = { method: 'GET', mode: 'navigate' } as const;
const FETCH = { method: 'GET', mode: 'cors' } as const;

test('finds its own files and leaves the rest to the network', async () => {
  const page = await file('./', 'page');
  const script = { url: 'assets/lab.js', revision: null };
  const files = lab([page, script]);
  expect(files.find({ ...PAGE, url: `${SCOPE}?headless=lab#/data` })).toBe(page);
  expect(files.find({ ...FETCH, url: `${SCOPE}assets/lab.js` })).toBe(script);
  expect(files.find({ ...FETCH, method: 'POST', url: `${SCOPE}assets/lab.js` })).toBeUndefined();
  expect(files.find({ ...PAGE, url: `${SCOPE}other` })).toBeUndefined();
  expect(files.find({ ...FETCH, url: 'http://judge.test/assets/lab.js' })).toBeUndefined();
});

test('keeps the page beforehand, and what is on demand not', async () => {
  server.set(SCOPE, 'page').set(`${SCOPE}models/a`, 'weights');
  await lab([await file('./', 'page'), await file('models/a', 'weights', true)]).keepPage();
  expect([...cache.kept.keys()]).toEqual([`${SCOPE}?revision=page`]);
});

test('a page that the server changes meanwhile is not kept', async () => {
  server.set(SCOPE, 'newer page');
  await expect(lab([await file('./', 'page')]).keepPage()).rejects.toThrow('another version');
  expect(cache.kept.size).toBe(0);
});

test('a model is fetched once, and is there when the server is not', async () => {
  server.set(`${SCOPE}models/a`, 'weights');
  const weights = await file('models/a', 'weights', true);
  const files = lab([weights]);
  expect(await (await files.respond(weights)).text()).toBe('weights');
  server.clear();
  expect(await (await files.respond(weights)).text()).toBe('weights');
  expect(asked).toEqual([`${SCOPE}models/a`]);
});

test('a model of another version is neither given nor kept', async () => {
  server.set(`${SCOPE}models/a`, 'newer weights');
  const weights = await file('models/a', 'weights', true);
  expect((await lab([weights]).respond(weights)).status).toBe(409);
  expect(cache.kept.size).toBe(0);
});

test('a file that is missing on the server is told as such', async () => {
  const weights = await file('models/a', 'weights', true);
  expect((await lab([weights]).respond(weights)).status).toBe(404);
});

test('a full cache does not keep a model from being used', async () => {
  server.set(`${SCOPE}models/a`, 'weights');
  cache.isFull = true;
  const weights = await file('models/a', 'weights', true);
  expect(await (await lab([weights]).respond(weights)).text()).toBe('weights');
});

test('a new version drops what changed and keeps what did not', async () => {
  server.set(`${SCOPE}models/a`, 'weights').set(`${SCOPE}models/b`, 'old');
  const same = await file('models/a', 'weights', true);
  const old = await file('models/b', 'old', true);
  const before = lab([same, old]);
  await before.respond(same);
  await before.respond(old);
  await lab([same, await file('models/b', 'new', true)]).dropOthers();
  expect([...cache.kept.keys()]).toEqual([`${SCOPE}models/a?revision=weights`]);
});

test('keeps what the browser holds of the visit before, unless it is of another version', async () => {
  for (const [name, content] of [
    ['a', 'weights'],
    ['b', 'older'],
    ['c', 'far'],
  ]) {
    server.set(`${SCOPE}models/${name}`, content ?? '');
  }
  held.add(`${SCOPE}models/a`).add(`${SCOPE}models/b`);
  const files = [
    file('models/a', 'weights', true),
    file('models/b', 'new', true),
    file('models/c', 'far', true),
  ];
  await lab(await Promise.all(files)).keepFetched();
  expect([...cache.kept.keys()]).toEqual([`${SCOPE}models/a?revision=weights`]);
});
