// Where files lie that are too large for a record: folders of files, one level deep. Two homes: the browser's private
// file system (opfsHome.ts), and memory where there is none. A range is read without the rest of its file.

/** A file held for writing; nobody else can open it meanwhile. */
export interface HeldFile {
  size(): number;
  /** Up to `length` bytes; fewer at the end of the file. */
  read(at: number, length: number): Uint8Array<ArrayBuffer>;
  /** @throws StorageError when the disk or the quota is full */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  truncate(size: number): void;
  /** What was written is on disk when this returns. */
  flush(): void;
  close(): void;
}

/** Every method throws StorageError when the browser refuses. Names are any text but the empty one. */
export interface FileHome {
  folders(): Promise<string[]>;
  /** Undefined when there is no such file. */
  size(folder: string, name: string): Promise<number | undefined>;
  /** Bytes [start, end). @throws StorageError when the file is missing or ends before `end` */
  read(folder: string, name: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Makes folder and file where they are missing. @throws StorageError when the file is held elsewhere */
  hold(folder: string, name: string): Promise<HeldFile>;
  /** With all its files; one that is missing is none. */
  remove(folder: string): Promise<void>;
}
