// The models that lie on disk as files: a folder each, with a record of what it holds. The record lies in two files that
// are written in turn, so that a write that is cut off leaves the one before it.
import * as v from 'valibot';
import type { ModelFolder } from '../protocol/modelFolder.ts';
import type { FileHome, HeldFile } from './fileHome.ts';
import { newestFirst } from './store.ts';

/** No name of a model's file. */
const RECORDS = ['record-0.json', 'record-1.json'] as const;

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Hub = v.object({
  kind: v.literal('hub'),
  host: text,
  repository: text,
  revision: text,
  commit: text,
});
const Folder = v.object({
  id: text,
  name: text,
  createdAt: text,
  source: v.variant('kind', [Hub, v.object({ kind: v.literal('files'), name: text })]),
  facts: v.object({
    architecture: text,
    parameters: count,
    tile: count,
    tileTokens: count,
    licence: text,
  }),
  partBytes: count,
  files: v.array(
    v.object({
      path: text,
      size: count,
      sha256: v.exactOptional(text),
      gitBlob: v.exactOptional(text),
      from: v.exactOptional(v.object({ repository: text, commit: text })),
      parts: v.array(v.object({ bytes: count, sha256: text })),
      verified: text,
    }),
  ),
});
const Record = v.object({ serial: count, folder: Folder });

export class ModelFolders {
  constructor(private readonly home: FileHome) {}

  /** Newest first. A folder without a readable record, as of a lab that was closed while it made one, is not listed. */
  async list(): Promise<ModelFolder[]> {
    const folders = await Promise.all((await this.home.folders()).map((id) => this.get(id)));
    return newestFirst(folders.filter((folder) => folder !== undefined));
  }

  async get(id: string): Promise<ModelFolder | undefined> {
    return (await this.latest(id))?.folder;
  }

  /** Replaces the folder's record. */
  async put(folder: ModelFolder): Promise<void> {
    const serial = ((await this.latest(folder.id))?.serial ?? -1) + 1;
    const record = await this.home.hold(folder.id, RECORDS[serial % 2] ?? RECORDS[0]);
    try {
      record.truncate(0);
      record.write(new TextEncoder().encode(JSON.stringify({ serial, folder })), 0);
      record.flush();
    } finally {
      record.close();
    }
  }

  /** A file of the model, for writing. */
  hold(id: string, path: string): Promise<HeldFile> {
    return this.home.hold(id, path);
  }

  /**
   * Bytes [start, end) of a file, so that weights can go to the GPU tensor by tensor.
   * @throws StorageError when they are not there
   */
  read(id: string, path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.home.read(id, path, start, end);
  }

  remove(id: string): Promise<void> {
    return this.home.remove(id);
  }

  private async latest(id: string): Promise<v.InferOutput<typeof Record> | undefined> {
    const [first, second] = await Promise.all(RECORDS.map((name) => this.record(id, name)));
    if (first === undefined || second === undefined) return first ?? second;
    return first.serial > second.serial ? first : second;
  }

  private async record(id: string, name: string): Promise<v.InferOutput<typeof Record> | undefined> {
    const size = await this.home.size(id, name);
    if (size === undefined) return undefined;
    const bytes = await this.home.read(id, name, 0, size);
    try {
      return v.parse(Record, JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return undefined; // cut off while it was written, or of another version
    }
  }
}
