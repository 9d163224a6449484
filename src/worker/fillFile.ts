// Fills a file on disk from a source, part by part, and checks it: the same walk starts a file, goes on after a cut, a
// pause or a reload, and mends one that was damaged on disk. In memory is never more than one part.
//
// What each part on disk should hash to stands in the folder's record: a part that does not is fetched again. Whether
// the whole is what the source promised is known at the end: if it is not, the whole is fetched again, ATTEMPTS times.
import { sha1 } from '@noble/hashes/legacy';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { DownloadError } from '../base/errors.ts';
import { sha256 as sha256Of } from '../base/hash.ts';
import type { FilePart, ModelFile, StoredModelFile } from '../protocol/modelFolder.ts';
import type { HeldFile } from '../store/fileHome.ts';
import { Interrupted, type ByteSource } from './byteSource.ts';
import { attend, backoff, PAUSED, rest, TRIES, type Sleep, type Watched } from './patience.ts';

/** How often a whole file is fetched before its wrong content is the source's fault. */
const ATTEMPTS = 3;
const NOTHING: FilePart = { bytes: 0, sha256: '' };

export interface FillDeps {
  readonly source: ByteSource;
  readonly held: HeldFile;
  readonly partBytes: number;
  readonly control: Watched;
  readonly sleep: Sleep;
  /** Writes down how far the file is. */
  save(file: StoredModelFile): Promise<void>;
  /** Bytes on disk have become more, or fewer where some were damaged. */
  onBytes(change: number): void;
  onWarning(message: string): void;
}

/**
 * @returns the file, whole and verified
 * @throws DownloadError when its content stays wrong or the source gives up, CancelledError when stopped, StorageError
 * when the disk is full; what came so far is kept in every case
 */
export async function fillFile(deps: FillDeps, file: StoredModelFile): Promise<StoredModelFile> {
  let current: StoredModelFile = { ...file, verified: '' };
  for (let attempt = 1; ; attempt++) {
    const filler = new Filler(deps, current);
    const fault = await filler.walk();
    current = filler.file;
    if (fault === undefined) {
      await deps.save(current);
      return current;
    }
    deps.onBytes(-current.size);
    current = { ...current, parts: [] };
    await deps.save(current);
    if (attempt === ATTEMPTS) {
      throw new DownloadError(
        `${file.path} came from ${deps.source.name} ${ATTEMPTS} times, and is not what it should be: ${fault}.`,
        'Something between here and there may change files, such as a proxy or a virus scanner; try another network, or bring the files as a folder.',
      );
    }
    deps.onWarning(`${file.path} is not what it should be (${fault}): it is fetched again.`);
  }
}

class Filler {
  file: StoredModelFile;
  private stream: Stream | undefined;
  private failures = 0;

  constructor(
    private readonly deps: FillDeps,
    file: StoredModelFile,
  ) {
    this.file = file;
  }

  /** Every part in turn, from disk where it is right, else from the source. @returns what is wrong with the whole */
  async walk(): Promise<string | undefined> {
    const { held, partBytes } = this.deps;
    const { size } = this.file;
    const whole = new Digests(this.file);
    if (held.size() > size) held.truncate(size);
    try {
      for (let i = 0; i * partBytes < size; i++) {
        const bytes = new Uint8Array(Math.min(partBytes, size - i * partBytes));
        const kept = await this.kept(i);
        bytes.set(kept);
        await this.fetchRest(i, bytes, kept.length);
        whole.update(bytes);
        await this.breathe();
      }
    } finally {
      this.drop();
    }
    const { fault, sha256: verified } = whole.end();
    if (fault === undefined) this.file = { ...this.file, verified };
    return fault;
  }

  /** What of a part is on disk and as it was written. */
  private async kept(i: number): Promise<Uint8Array<ArrayBuffer>> {
    const part = this.file.parts[i] ?? NOTHING;
    const bytes = this.deps.held.read(i * this.deps.partBytes, part.bytes);
    if (part.bytes === 0) return bytes;
    if (bytes.length === part.bytes && (await sha256Of(bytes)) === part.sha256) return bytes;
    this.deps.onWarning(`A part of ${this.file.path} was damaged on disk: it is fetched again.`);
    this.deps.onBytes(-part.bytes);
    this.setPart(i, NOTHING);
    return new Uint8Array(0);
  }

  /** Fills `bytes`, the part i, from `filled` on; what came is on disk when this ends, well or not. */
  private async fetchRest(i: number, bytes: Uint8Array<ArrayBuffer>, filled: number): Promise<void> {
    const start = i * this.deps.partBytes;
    let saved = filled;
    while (filled < bytes.length) {
      try {
        if (this.stream?.has(start + filled) !== true) this.drop();
        this.stream ??= new Stream(this.deps.source, this.file, start + filled, this.gapEnd(i));
        const chunk = await this.stream.next(bytes.length - filled, this.deps.control);
        if (chunk !== PAUSED) {
          bytes.set(chunk, filled);
          filled += chunk.length;
          this.failures = 0;
          if (filled < bytes.length && !this.deps.control.isPaused) {
            await this.deps.control.checkpoint(); // a part may take minutes
            continue;
          }
        }
      } catch (error) {
        this.drop();
        await this.write(i, bytes.subarray(0, filled), saved);
        saved = filled;
        await this.retryOrThrow(error);
        continue;
      }
      await this.write(i, bytes.subarray(0, filled), saved);
      saved = filled;
      await this.breathe();
    }
  }

  /** Between two steps. A server does not wait for a user: while paused, nothing is open. */
  private async breathe(): Promise<void> {
    if (this.deps.control.isPaused) this.drop();
    await this.deps.control.checkpoint();
  }

  /** Waits where the next try may go better. */
  private async retryOrThrow(error: unknown): Promise<void> {
    if (!(error instanceof Interrupted)) throw error;
    this.failures++;
    if (this.failures >= TRIES) {
      throw new DownloadError(
        `${this.deps.source.name} stopped sending ${this.file.path}, ${TRIES} times in a row: ${error.message}.`,
        'Look at the network and go on: what came so far is kept.',
      );
    }
    await rest(this.deps.control, backoff(this.failures, error.wait), this.deps.sleep);
  }

  private drop(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  private async write(i: number, bytes: Uint8Array<ArrayBuffer>, saved: number): Promise<void> {
    if (bytes.length === saved) return;
    const { held, partBytes } = this.deps;
    held.write(bytes.subarray(saved), i * partBytes + saved);
    held.flush();
    this.setPart(i, { bytes: bytes.length, sha256: await sha256Of(bytes) });
    await this.deps.save(this.file);
    this.deps.onBytes(bytes.length - saved);
  }

  private setPart(i: number, part: FilePart): void {
    const parts = Array.from({ length: Math.max(i + 1, this.file.parts.length) }, (_, at) =>
      at === i ? part : (this.file.parts[at] ?? NOTHING),
    );
    this.file = { ...this.file, parts };
  }

  /** Where the next part begins that is on disk already. */
  private gapEnd(i: number): number {
    const next = this.file.parts.findIndex(({ bytes }, at) => at > i && bytes > 0);
    return next < 0 ? this.file.size : next * this.deps.partBytes;
  }
}

/** One answer of the source, read on as parts want it. */
class Stream {
  private readonly abort = new AbortController();
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest = new Uint8Array(0) as Uint8Array;

  constructor(
    source: ByteSource,
    file: ModelFile,
    private at: number,
    private readonly end: number,
  ) {
    this.chunks = source.open(file, at, end, this.abort.signal)[Symbol.asyncIterator]();
  }

  /** Whether the byte `at` comes next. */
  has(at: number): boolean {
    return at === this.at && at < this.end;
  }

  /** The next bytes, at most `limit`. @throws Interrupted when the answer ends before its end */
  async next(limit: number, control: Watched): Promise<Uint8Array | typeof PAUSED> {
    while (this.rest.length === 0) {
      const next = await attend(control, this.chunks.next());
      if (next === PAUSED) return PAUSED;
      if (next.done === true) throw new Interrupted('the connection was cut');
      this.rest = next.value;
    }
    const chunk = this.rest.subarray(0, limit);
    this.rest = this.rest.subarray(chunk.length);
    this.at += chunk.length;
    return chunk;
  }

  close(): void {
    this.abort.abort();
    this.chunks.return?.().catch(() => undefined);
  }
}

/** The whole file's hashes as its parts pass by, against what is known of it. */
class Digests {
  private readonly sha256 = sha256.create();
  private readonly sha1 = sha1.create();

  constructor(private readonly file: ModelFile) {
    // git hashes a blob behind its kind and length.
    if (file.gitBlob !== undefined) this.sha1.update(`blob ${file.size}\0`);
  }

  update(bytes: Uint8Array): void {
    this.sha256.update(bytes);
    if (this.file.gitBlob !== undefined) this.sha1.update(bytes);
  }

  end(): { readonly sha256: string; readonly fault?: string } {
    const found = bytesToHex(this.sha256.digest());
    const wanted = this.file.sha256;
    if (wanted !== undefined && wanted !== found) {
      return { sha256: found, fault: `its SHA-256 is ${found}, promised was ${wanted}` };
    }
    const { gitBlob } = this.file;
    const blob = gitBlob === undefined ? undefined : bytesToHex(this.sha1.digest());
    if (blob !== gitBlob) return { sha256: found, fault: `its git hash is ${blob}, promised was ${gitBlob}` };
    return { sha256: found };
  }
}
