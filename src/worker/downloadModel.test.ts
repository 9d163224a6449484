// Downloads from a local hub with the behaviour and the failures of Hugging Face's (e2e/fixtures/hubServer.ts).
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { nanoVlm, oneFile, sharded, tokenizerOnly, withFiles } from '../../e2e/fixtures/hubModels.ts';
import { hashOf, HubServer, TOKEN, type Seen } from '../../e2e/fixtures/hubServer.ts';
import { CancelledError, DownloadError, FormatError, StorageError } from '../base/errors.ts';
import type { JobEvent } from '../protocol/job.ts';
import { fileDone, folderDone, folderSize, isWhole, type ModelFolder } from '../protocol/modelFolder.ts';
import { MemoryHome } from '../store/memoryHome.ts';
import { ModelFolders } from '../store/modelFolders.ts';
import { JobControl } from './control.ts';
import { downloadModel, resumeModel, type DownloadDeps } from './downloadModel.ts';

const WEIGHTS = 'model.safetensors';
/** Small, so that a tiny file has many: the weights of `oneFile` have 141,336 bytes. */
const PART = 10_000;

let hub: HubServer;
beforeAll(async () => {
  hub = await HubServer.open();
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.repositories.set('tiny/one', oneFile());
  hub.repositories.set('tiny/shards', sharded());
});
afterEach(() => {
  hub.repositories.clear();
  hub.claims.clear();
  hub.faults = [];
  hub.seen.length = 0;
});

/** Folders that tell when a record was written, and how many bytes it says are on disk. */
class Watched extends ModelFolders {
  onPut: (done: number) => void = () => undefined;

  override async put(folder: ModelFolder): Promise<void> {
    await super.put(folder);
    this.onPut(folderDone(folder));
  }
}

/** A lab with an empty disk; waits take no time and are written down in seconds. */
class TestLab {
  readonly home = new MemoryHome();
  readonly folders = new Watched(this.home);
  control = new JobControl();
  readonly events: JobEvent[] = [];
  readonly waits: number[] = [];
  token = '';
  deps(): DownloadDeps {
    return {
      folders: this.folders,
      estimate: async () => undefined,
      control: this.control,
      sleep: async (ms) => {
        this.waits.push(ms / 1000);
      },
      partBytes: PART,
      token: this.token,
      emit: (event) => {
        this.events.push(event);
      },
    };
  }

  download(repository: string, revision = 'main', host = hub.url): Promise<ModelFolder> {
    return downloadModel(this.deps(), { host, repository, revision });
  }

  get warnings(): string[] {
    return this.events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
  }

  /** Stops the job once so many bytes are on disk. */
  stopAt(bytes: number): void {
    this.folders.onPut = (done) => {
      if (done >= bytes) this.control.stop();
    };
  }

  /** As after a reload: the same disk, another job. */
  reload(): void {
    this.control = new JobControl();
    this.folders.onPut = () => undefined;
    this.events.length = 0;
  }

  /** What is on disk of a file. */
  async read(id: string, path: string): Promise<Uint8Array> {
    return this.home.read(id, path, 0, (await this.home.size(id, path)) ?? 0);
  }
}

/** Asks for the weights, in order: the byte that each begins at. */
function weightRanges(path = WEIGHTS): number[] {
  return hub.seen
    .filter((seen: Seen) => seen.origin === 'cdn' && seen.path.endsWith(path))
    .map(({ range }) => Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1]));
}

function bytesOf(repository: string, path: string): Uint8Array {
  return hub.repositories.get(repository)?.files.get(path) ?? new Uint8Array(0);
}

async function expectWhole(lab: TestLab, folder: ModelFolder, repository: string): Promise<void> {
  expect(isWhole(folder)).toBe(true);
  expect(await lab.folders.get(folder.id)).toEqual(folder);
  for (const { path, verified } of folder.files) {
    const bytes = bytesOf(repository, path);
    expect(verified, path).toBe(hashOf(bytes));
    expect(hashOf(await lab.read(folder.id, path)), path).toBe(verified);
  }
}

it('brings a model in one file, pinned by its commit, with progress', async () => {
  const lab = new TestLab();
  const folder = await lab.download('tiny/one');
  await expectWhole(lab, folder, 'tiny/one');
  expect(folder).toMatchObject({
    id: `tiny/one@${'1'.repeat(40)}`,
    source: { kind: 'hub', host: hub.url, repository: 'tiny/one', revision: 'main', commit: '1'.repeat(40) },
    facts: { architecture: 'Idefics3', licence: 'apache-2.0' },
  });
  expect(weightRanges()).toEqual([0]);
  const resolved = hub.seen.filter(({ path }) => path.includes('/resolve/'));
  expect(resolved.length).toBeGreaterThan(4);
  for (const { path } of resolved) expect(path).toContain('1'.repeat(40));
  expect(resolved.map(({ path }) => path).join()).not.toMatch(/onnx|README|gitattributes/);
  const steps = lab.events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
  expect(steps[0]).toMatchObject({ done: 0, total: folderSize(folder) });
  expect(steps.at(-1)).toMatchObject({ done: folderSize(folder), total: folderSize(folder) });
  expect(lab.warnings).toEqual([]);
});

it('brings all shards', async () => {
  const lab = new TestLab();
  const folder = await lab.download(`${hub.url}/tiny/shards`, '');
  await expectWhole(lab, folder, 'tiny/shards');
  expect(folder.files.filter(({ path }) => path.endsWith('.safetensors'))).toHaveLength(3);
});

it('brings nanoVLM with the tokenizer that its configuration names', async () => {
  hub.repositories.set('tiny/nano', nanoVlm('tiny/words'));
  hub.repositories.set('tiny/words', tokenizerOnly());
  const lab = new TestLab();
  const folder = await lab.download('tiny/nano');
  expect(isWhole(folder)).toBe(true);
  expect(folder.files.map(({ path }) => path)).toEqual(['config.json', 'tokenizer.json', WEIGHTS]);
  const tokenizer = bytesOf('tiny/words', 'tokenizer.json');
  expect(hashOf(await lab.read(folder.id, 'tokenizer.json'))).toBe(hashOf(tokenizer));
  hub.repositories.set('tiny/words', withFiles(tokenizerOnly(), { 'tokenizer.json': undefined }));
  await expect(new TestLab().download('tiny/nano')).rejects.toThrow(
    'tiny/words, which the model’s'.replace('’', "'"),
  );
});

it('asks on from the very byte after a cut', async () => {
  hub.faults = [{ path: WEIGHTS, cutAfter: 25_000, times: 3 }];
  const lab = new TestLab();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  expect(weightRanges()).toEqual([0, 25_000, 50_000, 75_000]);
  expect(lab.waits).toEqual([1, 1, 1]);
});

it('gives up after six cuts without a byte, keeps what came, and goes on when asked', async () => {
  hub.faults = [
    { path: WEIGHTS, cutAfter: 25_000, times: 1 },
    { path: WEIGHTS, cutAfter: 0, times: 5 },
  ];
  const lab = new TestLab();
  const failed = lab.download('tiny/one');
  await expect(failed).rejects.toThrow(DownloadError);
  await expect(failed).rejects.toThrow('stopped sending model.safetensors, 6 times in a row');
  expect(lab.waits).toEqual([1, 2, 4, 8, 16]);
  const [kept] = await lab.folders.list();
  expect(kept?.files.find(({ path }) => path === WEIGHTS)).toMatchObject({ verified: '' });
  hub.seen.length = 0;
  await expectWhole(lab, await resumeModel(lab.deps(), kept?.id ?? ''), 'tiny/one');
  expect(weightRanges()).toEqual([25_000]);
  expect(hub.seen.some(({ path }) => path.includes('/api/'))).toBe(false);
});

it('a stop keeps what came; the next download asks for the rest only, at the same commit', async () => {
  hub.faults = [{ path: WEIGHTS, slow: 1 }];
  const lab = new TestLab();
  lab.stopAt(60_000);
  await expect(lab.download('tiny/one')).rejects.toThrow(CancelledError);
  const [kept] = await lab.folders.list();
  const done = fileDone(kept?.files.find(({ path }) => path === WEIGHTS) ?? { parts: [] });
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(141_336);
  hub.faults = [];
  hub.seen.length = 0;
  lab.reload();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  expect(weightRanges()).toEqual([done]);
  expect(hub.seen.filter(({ path }) => path.endsWith('tokenizer.json'))).toEqual([]);
  const first = lab.events.find((event) => event.kind === 'progress');
  expect(first).toMatchObject({ done: kept && folderDone(kept) });
});

it('a stop is seen within a part, and what came of it is kept', async () => {
  hub.faults = [{ path: WEIGHTS, slow: 4 }];
  const lab = new TestLab();
  const request = { host: hub.url, repository: 'tiny/one', revision: 'main' };
  const stopped = downloadModel({ ...lab.deps(), partBytes: 2 ** 20 }, request);
  setTimeout(() => lab.control.stop(), 300);
  await expect(stopped).rejects.toThrow(CancelledError);
  const [kept] = await lab.folders.list();
  const parts = kept?.files.find(({ path }) => path === WEIGHTS)?.parts ?? [];
  expect(parts).toHaveLength(1);
  expect(parts[0]?.bytes).toBeLessThan(141_336);
});

it('a pause closes the connection, and the download goes on at the same byte', async () => {
  hub.faults = [{ path: WEIGHTS, slow: 2 }];
  const lab = new TestLab();
  let paused = false;
  lab.folders.onPut = (done) => {
    if (paused || done < 60_000) return;
    paused = true;
    lab.control.pause();
    hub.faults = [];
    setTimeout(() => lab.control.resume(), 300);
  };
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  const [first, second, ...more] = weightRanges();
  expect([first, more]).toEqual([0, []]);
  expect(second).toBeGreaterThan(0);
  expect(lab.waits).toEqual([]); // no failure
});

it('a pause that is stopped ends', async () => {
  const lab = new TestLab();
  lab.folders.onPut = () => {
    if (lab.control.isPaused) return;
    lab.control.pause();
    setTimeout(() => lab.control.stop(), 50);
  };
  await expect(lab.download('tiny/one')).rejects.toThrow(CancelledError);
});

it('a part that was damaged on disk is fetched again, and nothing else', async () => {
  const lab = new TestLab();
  const { id } = await lab.download('tiny/one');
  const held = await lab.home.hold(id, WEIGHTS);
  held.write(Uint8Array.of(1, 2, 3), 3 * PART + 5);
  held.truncate(12 * PART + 7);
  held.close();
  hub.seen.length = 0;
  await expectWhole(lab, await resumeModel(lab.deps(), id), 'tiny/one');
  expect(weightRanges()).toEqual([3 * PART, 12 * PART, 13 * PART, 14 * PART]);
  const ranges = hub.seen.filter(({ origin }) => origin === 'cdn').map(({ range }) => range);
  expect(ranges[0]).toBe(`bytes=${3 * PART}-${4 * PART - 1}`);
  expect(lab.warnings).toHaveLength(4);
  expect(lab.warnings[0]).toContain('was damaged on disk');
});

it('wrong bytes are noticed, and the file fetched again', async () => {
  hub.faults = [{ path: WEIGHTS, wrongByteAt: 70_000, times: 1 }];
  const lab = new TestLab();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  expect(weightRanges()).toEqual([0, 0]);
  expect(lab.warnings).toEqual([expect.stringMatching(/not what it should be.*SHA-256.*fetched again/)]);
});

it('wrong bytes in a file outside the large file storage are noticed by git’s hash', async () => {
  hub.faults = [{ path: 'tokenizer.json', wrongByteAt: 7, times: 1 }];
  const lab = new TestLab();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  expect(lab.warnings).toEqual([expect.stringContaining('its git hash is')]);
});

it('a hash that never fits is explained after three times', async () => {
  const claim = 'ab'.repeat(32);
  hub.claims.set(WEIGHTS, claim);
  const lab = new TestLab();
  const failed = lab.download('tiny/one');
  await expect(failed).rejects.toThrow(`came from ${new URL(hub.url).host} 3 times`);
  await expect(failed).rejects.toThrow(`promised was ${claim}`);
  expect(weightRanges()).toEqual([0, 0, 0]);
  const [kept] = await lab.folders.list();
  expect(kept?.files.find(({ path }) => path === WEIGHTS)).toMatchObject({ parts: [], verified: '' });
});

it('a busy server is asked again when it says', async () => {
  hub.faults = [
    { path: 'api', status: 503, times: 1 },
    { path: WEIGHTS, status: 429, retryAfter: 7, times: 1 },
  ];
  const lab = new TestLab();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  expect(lab.waits).toEqual([1, 7]);
});

it('a server without ranges is understood', async () => {
  hub.faults = [
    { path: WEIGHTS, cutAfter: 25_000, times: 1 },
    { path: WEIGHTS, ignoresRanges: true },
  ];
  const lab = new TestLab();
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
});

it('a file of another length than listed is refused', async () => {
  hub.faults = [{ path: WEIGHTS, longer: 5 }];
  await expect(new TestLab().download('tiny/one')).rejects.toThrow('with 141341 bytes, its list says 141336');
});

it('the token goes to the hub and never to the server that it redirects to', async () => {
  hub.repositories.set('tiny/one', { ...oneFile(), gated: true });
  const lab = new TestLab();
  lab.token = TOKEN;
  await expectWhole(lab, await lab.download('tiny/one'), 'tiny/one');
  const [atHub, atCdn] = (['hub', 'cdn'] as const).map((origin) =>
    hub.seen.filter((seen) => seen.origin === origin).map(({ authorization }) => authorization),
  );
  expect(new Set(atHub)).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(new Set(atCdn)).toEqual(new Set([undefined]));
  expect(JSON.stringify(await lab.folders.list())).not.toContain(TOKEN);
});

it.each([
  ['', /tiny\/one is gated.*status 401.*Accept its terms on http.*settings\/tokens/],
  ['hf_other', /account of this token has no access to tiny\/one.*status 403/],
  ['hf_wrong', /does not accept the token.*status 401/],
])('a gated model with the token "%s" is refused with what to do', async (token, message) => {
  hub.repositories.set('tiny/one', { ...oneFile(), gated: true });
  const lab = new TestLab();
  lab.token = token;
  await expect(lab.download('tiny/one')).rejects.toThrow(message);
  expect(await lab.folders.list()).toEqual([]);
});

it.each([
  ['tiny/none', 'main', /no public model tiny\/none \(status 401\)/],
  ['tiny/one', 'v9', /tiny\/one has no revision v9/],
])('%s at %s is refused', async (repository, revision, message) => {
  await expect(new TestLab().download(repository, revision)).rejects.toThrow(message);
});

it('what the engine does not run is refused before its weights are asked for', async () => {
  const config = '{"model_type":"llava"}';
  hub.repositories.set('tiny/other', withFiles(oneFile(), { 'config.json': config }));
  const lab = new TestLab();
  const refused = lab.download('tiny/other');
  await expect(refused).rejects.toThrow(FormatError);
  await expect(refused).rejects.toThrow('a model of type "llava"');
  expect(weightRanges()).toEqual([]);
  expect(await lab.folders.list()).toEqual([]);
});

it('a file that went missing after it was listed is named', async () => {
  const lab = new TestLab();
  lab.stopAt(0);
  await lab.download('tiny/one').catch(() => undefined);
  lab.reload();
  hub.repositories.set('tiny/one', withFiles(oneFile(), { [WEIGHTS]: undefined }));
  const [kept] = await lab.folders.list();
  await expect(resumeModel(lab.deps(), kept?.id ?? '')).rejects.toThrow(
    `tiny/one has no file ${WEIGHTS} at ${'1'.repeat(40)}`,
  );
});

it('a hub that is not there is told after three questions', async () => {
  const lab = new TestLab();
  const failed = lab.download('tiny/one', 'main', 'http://localhost:9');
  await expect(failed).rejects.toThrow(DownloadError);
  await expect(failed).rejects.toThrow(
    /localhost:9 cannot be reached.*3 times in a row.*as a folder or a zip/,
  );
  expect(lab.waits).toEqual([1, 2]);
});

it('an address that is no hub’s, and a token that could be read on its way, are refused unsent', async () => {
  const lab = new TestLab();
  await expect(lab.download('tiny/one', 'main', 'huggingface.co')).rejects.toThrow('begins with https://');
  await expect(lab.download('tiny/one', 'main', `${hub.url}/page`)).resolves.toBeDefined();
  lab.token = TOKEN;
  await expect(lab.download('tiny/one', 'main', 'http://hub.example')).rejects.toThrow('read on its way');
});

it('asks for room before anything is written', async () => {
  const lab = new TestLab();
  const estimate = async (): Promise<{ usage: number; quota: number }> => ({ usage: 0, quota: 2 ** 24 });
  const request = { host: hub.url, repository: 'tiny/one', revision: 'main' };
  const refused = downloadModel({ ...lab.deps(), estimate }, request);
  await expect(refused).rejects.toThrow(StorageError);
  await expect(refused).rejects.toThrow('tiny/one needs 13');
  expect(await lab.home.folders()).toEqual([]);
  expect(weightRanges()).toEqual([]);
});

it('a disk that is full all the same keeps what came', async () => {
  const small = new MemoryHome(100_000);
  const folders = new ModelFolders(small);
  const lab = new TestLab();
  const request = { host: hub.url, repository: 'tiny/one', revision: 'main' };
  await expect(downloadModel({ ...lab.deps(), folders }, request)).rejects.toThrow(StorageError);
  const [kept] = await folders.list();
  expect(kept && folderDone(kept)).toBeGreaterThan(50_000);
});
