// What a reader of a public benchmark is: which files are its own, told by their content, and how they become examples.
// A row that cannot be used becomes a line of text, and the next rows are read all the same.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { BenchExample, BenchTables, TaskId } from '../../protocol/benchmark.ts';
import type { ImageFile } from '../../protocol/dataset.ts';
import { show, type ImageSource } from '../formats/draft.ts';
import type { FileEntry } from '../formats/files.ts';
import type { ImageLoader } from '../formats/images.ts';
import { rowsOf } from '../formats/rowsOf.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A file that may belong to a benchmark, and what its beginning shows. */
export interface SourceFile {
  readonly entry: FileEntry;
  /** Records (JSON, JSONL, Parquet), one object of long lists as COCO's files are, or a text of short lines. */
  readonly form: 'rows' | 'lists' | 'lines';
  /** The first record that is an object; empty where there are no records. */
  readonly sample: Row;
  /** The lines of a text, empty ones left out. */
  readonly lines: readonly string[];
}

/** What a file can be to a benchmark. */
export interface FileRole {
  /** What it is called in the published set, and its fields, for messages. */
  readonly title: string;
  /** How many there may be. */
  readonly min: 0 | 1;
  readonly max: number;
  /** Such a file alone tells the benchmark. */
  readonly tells: boolean;
  readonly is: (file: SourceFile) => boolean;
}

export type BenchmarkItem =
  | { readonly kind: 'example'; readonly example: BenchExample; readonly image?: ImageFile }
  /** What could not be used or understood: file, place and reason in one line. */
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'tables'; readonly tables: BenchTables }
  /** A piece of a file is through; the caller may take a breath. */
  | { readonly kind: 'step' };

export interface ReadContext {
  readonly images: ImageLoader;
  /** Names of all files of the import, without folders. */
  readonly names: ReadonlySet<string>;
}

export interface BenchmarkReader<Role extends string = string> {
  readonly task: TaskId;
  readonly name: string;
  readonly roles: Readonly<Record<Role, FileRole>>;
  /** @throws FormatError when the files together make no benchmark, or one cannot be read to its end */
  read(
    files: Readonly<Record<Role, readonly SourceFile[]>>,
    context: ReadContext,
  ): AsyncGenerator<BenchmarkItem>;
}

/** Reads the rows of a file one by one. `take` throws FormatError for a row that cannot be used. */
export async function* eachRow(
  { entry }: SourceFile,
  take: (row: Row, n: number) => BenchmarkItem[] | Promise<BenchmarkItem[]>,
): AsyncGenerator<BenchmarkItem> {
  for await (const raw of rowsOf(entry)) {
    try {
      if ('error' in raw) throw raw.error;
      if (!isRow(raw.value)) {
        throw new FormatError(`The record is ${show(raw.value)}, not an object.`, 'A row has named fields.');
      }
      yield* await take(raw.value, raw.row);
    } catch (error) {
      yield problemAt(entry.path, raw.row === 0 ? '' : ` row ${raw.row}`, error);
    }
    yield { kind: 'step' };
  }
}

/** @throws the error itself when it is not about the file's content */
export function problemAt(path: string, place: string, error: unknown): BenchmarkItem {
  if (!(error instanceof FormatError)) throw error;
  return { kind: 'problem', problem: `${path}${place}: ${error.message}` };
}

export function isRow(value: unknown): value is Row {
  return (
    value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/** The example with its image, and the image itself the first time it comes. */
export async function withImage(
  images: ImageLoader,
  source: ImageSource,
  example: Omit<BenchExample, 'image'>,
): Promise<BenchmarkItem> {
  const { ref, file } = await images.load(source);
  return {
    kind: 'example',
    example: { ...example, image: ref },
    ...(file !== undefined && { image: file }),
  };
}

/** Ids as files write them; Parquet's integers come as bigint. */
export const Id = v.pipe(
  v.union([
    v.pipe(v.string(), v.nonEmpty('it is empty.')),
    v.pipe(v.number(), v.safeInteger('it is no whole number.')),
    v.bigint(),
  ]),
  v.transform((id) => (typeof id === 'bigint' ? Number(id) : id)),
);

export const Text = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'it is empty.'),
);

export const Words = v.array(v.string());

/** Ids that were given out; no two examples of a benchmark share one. */
export class Ids {
  private readonly taken = new Set<string>();

  /**
   * @param source the id in the file
   * @param id another one for the example, where the file's is not unique among all files
   * @throws FormatError when it was given out before
   */
  claim(source: string | number, id = String(source)): Pick<BenchExample, 'id' | 'source'> {
    if (this.taken.has(id)) {
      throw new FormatError(`The id ${show(source)} is there twice.`, 'Remove one of the two rows.');
    }
    this.taken.add(id);
    return { id, ...(source !== id && { source }) };
  }
}

/** The last part of a path or address. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The name without folder and extension. */
export function stem(path: string): string {
  return baseName(path).replace(/\.[^.]*$/, '');
}
