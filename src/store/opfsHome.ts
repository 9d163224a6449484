// Files in the browser's private file system (OPFS, fs.spec.whatwg.org), in a worker: writes are synchronous and go to
// disk at once. Names are encoded, since `/` and a few others cannot stand in a file's name.
import { StorageError } from '../base/errors.ts';
import { fileError, missing, short } from './fileErrors.ts';
import type { FileHome, HeldFile } from './fileHome.ts';

/** The folder of this home in the site's file system. */
const ROOT = 'models';

export class OpfsHome implements FileHome {
  private constructor(private readonly root: FileSystemDirectoryHandle) {}

  /** @throws StorageError where the browser has no such file system, or forbids it */
  static async open(root = ROOT): Promise<OpfsHome> {
    const storage = navigator.storage as Partial<StorageManager> | undefined;
    if (storage?.getDirectory === undefined) {
      throw new StorageError(
        'This browser has no file system for pages (OPFS).',
        'Large models need one: use a current Chrome, Edge, Firefox or Safari, over https or on localhost.',
      );
    }
    return guardFile(ROOT, async () => {
      const site = await navigator.storage.getDirectory();
      return new OpfsHome(await site.getDirectoryHandle(root, { create: true }));
    });
  }

  folders(): Promise<string[]> {
    return guardFile(ROOT, async () => {
      const names: string[] = [];
      for await (const [name, handle] of this.root.entries()) {
        if (handle.kind === 'directory') names.push(decodeURIComponent(name));
      }
      return names;
    });
  }

  size(folder: string, name: string): Promise<number | undefined> {
    return guardFile(name, async () => (await this.file(folder, name))?.size);
  }

  read(folder: string, name: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return guardFile(name, async () => {
      const file = await this.file(folder, name);
      if (file === undefined) throw missing(name);
      if (end > file.size) throw short(name, end, file.size);
      return new Uint8Array(await file.slice(start, end).arrayBuffer());
    });
  }

  hold(folder: string, name: string): Promise<HeldFile> {
    return guardFile(name, async () => {
      const directory = await this.root.getDirectoryHandle(encode(folder), { create: true });
      const handle = await directory.getFileHandle(encode(name), { create: true });
      const file = await handle.createSyncAccessHandle();
      return {
        size: () => guardSync(name, () => file.getSize()),
        read: (at, length) =>
          guardSync(name, () => {
            const bytes = new Uint8Array(Math.max(0, Math.min(length, file.getSize() - at)));
            return bytes.subarray(0, file.read(bytes, { at }));
          }),
        write: (bytes, at) =>
          guardSync(name, () => {
            // A browser may write less than it was given when the disk is nearly full.
            if (file.write(bytes, { at }) < bytes.length) throw full();
          }),
        truncate: (size) => guardSync(name, () => file.truncate(size)),
        flush: () => guardSync(name, () => file.flush()),
        close: () => file.close(),
      };
    });
  }

  remove(folder: string): Promise<void> {
    return guardFile(folder, async () => {
      try {
        await this.root.removeEntry(encode(folder), { recursive: true });
      } catch (error) {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
      }
    });
  }

  private async file(folder: string, name: string): Promise<File | undefined> {
    try {
      const directory = await this.root.getDirectoryHandle(encode(folder));
      return await (await directory.getFileHandle(encode(name))).getFile();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  }
}

function encode(name: string): string {
  // What encodeURIComponent leaves and some file systems refuse.
  return encodeURIComponent(name)
    .replaceAll('*', '%2A')
    .replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));
}

function full(): DOMException {
  return new DOMException('The disk is full.', 'QuotaExceededError');
}

async function guardFile<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileError(error, name);
  }
}

function guardSync<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError(error, name);
  }
}
