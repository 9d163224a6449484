// Files where the browser has no file system of its own, and in Node: they are forgotten when the process ends.
import { StorageError } from '../base/errors.ts';
import type { FileHome, HeldFile } from './fileHome.ts';
import { heldElsewhere, missing, short } from './fileErrors.ts';

class Bytes {
  held = false;
  length = 0;
  buffer = new Uint8Array(0);

  resize(length: number): void {
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    if (length < this.length) this.buffer.fill(0, length, this.length);
    this.length = length;
  }
}

export class MemoryHome implements FileHome {
  private readonly all = new Map<string, Map<string, Bytes>>();

  /** @param room bytes that fit, for tests of a full disk */
  constructor(private readonly room = Infinity) {}

  async folders(): Promise<string[]> {
    return [...this.all.keys()];
  }

  async size(folder: string, name: string): Promise<number | undefined> {
    return this.all.get(folder)?.get(name)?.length;
  }

  async read(folder: string, name: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.all.get(folder)?.get(name);
    if (file === undefined) throw missing(name);
    if (end > file.length) throw short(name, end, file.length);
    return file.buffer.slice(start, end);
  }

  async hold(folder: string, name: string): Promise<HeldFile> {
    const files = this.all.get(folder) ?? new Map<string, Bytes>();
    this.all.set(folder, files);
    const file = files.get(name) ?? new Bytes();
    files.set(name, file);
    if (file.held) throw heldElsewhere(name);
    file.held = true;
    return {
      size: () => file.length,
      read: (at, length) => file.buffer.slice(at, Math.min(file.length, at + length)),
      write: (bytes, at) => {
        const end = Math.max(file.length, at + bytes.length);
        if (this.used() + end - file.length > this.room) throw new StorageError('The memory is full.');
        file.resize(end);
        file.buffer.set(bytes, at);
      },
      truncate: (size) => file.resize(size),
      flush: () => undefined,
      close: () => {
        file.held = false;
      },
    };
  }

  async remove(folder: string): Promise<void> {
    for (const [name, { held }] of this.all.get(folder) ?? []) if (held) throw heldElsewhere(name);
    this.all.delete(folder);
  }

  private used(): number {
    return [...this.all.values()].flatMap((files) => [...files.values()]).reduce((n, f) => n + f.length, 0);
  }
}
