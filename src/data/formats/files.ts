// The files of one import by path: what the user chose, folders and zip archives included. Finds the image that a row
// names. Paths are keys and nothing else: nothing is ever written under them.
import { FormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/format.ts';
import type { NamedBlob } from '../../protocol/dataset.ts';
import { blobChunks, concat } from './blobs.ts';
import { commonEnd, normalisePath } from './paths.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** A file to read, wherever it lies. */
export interface FileEntry {
  readonly path: string;
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array>;
  /** For random access; inflates an archive's entry into memory or the browser's blob storage. */
  blob(): Promise<Blob>;
}

export interface FileProblem {
  readonly file: string;
  readonly error: FormatError;
}

/** Opens archives and indexes everything by name. */
export async function collectFiles(
  chosen: readonly NamedBlob[],
): Promise<{ files: FileSet; problems: FileProblem[] }> {
  const entries: FileEntry[] = [];
  const problems: FileProblem[] = [];
  for (const { path, blob } of chosen) {
    const name = normalisePath(path) ?? path;
    if (!/\.zip$/i.test(name)) {
      entries.push(plainFile(name, blob));
      continue;
    }
    try {
      const zip = await readZip(blob, name);
      problems.push(...zip.problems.map((error) => ({ file: name, error })));
      entries.push(...zip.entries.map((entry) => zippedFile(name, entry)));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      problems.push({ file: name, error });
    }
  }
  return { files: new FileSet(entries), problems };
}

export class FileSet {
  private readonly byName = new Map<string, FileEntry[]>();

  constructor(readonly entries: readonly FileEntry[]) {
    for (const entry of entries) {
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      const same = this.byName.get(name);
      if (same === undefined) this.byName.set(name, [entry]);
      else same.push(entry);
    }
  }

  /**
   * The file that a row of `from` means by `path`: relative to `from`, or else the file whose path has the longest
   * common end with it, since rows often bear paths of another machine.
   * @throws FormatError when there is none, or when two fit equally well
   */
  find(path: string, from: string): FileEntry {
    const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');
    const candidates = this.byName.get(parts.at(-1) ?? '') ?? [];
    const joined = normalisePath(from.slice(0, from.lastIndexOf('/') + 1) + path);
    const exact = candidates.find((entry) => entry.path === joined);
    if (exact !== undefined) return exact;
    let best: FileEntry[] = [];
    let most = 0;
    for (const entry of candidates) {
      const common = commonEnd(parts, entry.path.split('/'));
      if (common > most) best = [];
      if (common >= most) best.push(entry);
      most = Math.max(most, common);
    }
    const [only, second] = best;
    if (only === undefined) {
      throw new FormatError(
        `The image "${path}" is not among the ${this.entries.length} files.`,
        'Import it together with this file: choose the folder, or a zip that holds both.',
      );
    }
    if (second !== undefined) {
      throw new FormatError(
        `The image "${path}" may be "${only.path}" or "${second.path}".`,
        'Keep the folders as the row names them.',
      );
    }
    return only;
  }

  /** The image that our own exports keep under its hash. */
  findHash(sha256: string): FileEntry | undefined {
    for (const extension of ['png', 'jpg', 'webp']) {
      const found = this.byName.get(`${sha256}.${extension}`)?.[0];
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** @throws FormatError when the file is longer than `limit` bytes, or cannot be read */
export async function readWhole(entry: FileEntry, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.size > limit) {
    throw new FormatError(
      `${entry.path} has ${formatBytes(entry.size)}; at most ${formatBytes(limit)} are read.`,
      'Make it smaller.',
    );
  }
  const parts: Uint8Array[] = [];
  for await (const chunk of entry.chunks()) parts.push(chunk);
  return concat(parts);
}

function plainFile(path: string, blob: Blob): FileEntry {
  return { path, size: blob.size, chunks: () => blobChunks(blob, path), blob: async () => blob };
}

function zippedFile(archive: string, entry: ZipEntry): FileEntry {
  return {
    path: `${archive}/${entry.name}`,
    size: entry.size,
    chunks: () => entry.chunks(),
    blob: () => entry.blob(),
  };
}
