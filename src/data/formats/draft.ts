// What a reader makes of a row before the image is looked up, and how it says what is wrong with a row.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { DatasetFormat } from '../../protocol/dataset.ts';
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';

/** How a row gives its image: a file's path, the file's bytes, or a reference that an export of ours wrote. */
export type ImageSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }
  | { readonly kind: 'known'; readonly ref: ImageRef; readonly bytes?: Uint8Array<ArrayBuffer> };

/** A ladder that lacks its dataset, its image's hash and, where the file gives none, its id. */
export interface Draft {
  readonly image: ImageSource;
  readonly ladder: Omit<Ladder, 'id' | 'image' | 'dataset'> & { readonly id?: string };
  /** Facts that the user should know, in the same words for every row. */
  readonly notes?: readonly string[];
}

/** What came of a row. `row` is where the draft began. */
export type ReadResult = { readonly row: number } & (
  { readonly draft: Draft } | { readonly error: FormatError }
);

/** Reads one file's rows in order. Only pairs that belong together need a memory, so most results come at once. */
export interface RowReader {
  /** @throws FormatError for this row; the next rows are read all the same */
  push(value: unknown, row: number): readonly ReadResult[];
  /** What is left at the end of the file. */
  end(): readonly ReadResult[];
}

export interface RecordFormat {
  readonly id: DatasetFormat;
  /** In words, for messages: which fields tell the format. */
  readonly fields: string;
  /** Looks at the fields' names only. */
  recognises(row: Readonly<Record<string, unknown>>): boolean;
  reader(): RowReader;
}

/** A reader whose every row stands for itself. */
export function perRow(read: (value: unknown) => Draft): RowReader {
  return { push: (value, row) => [{ row, draft: read(value) }], end: () => [] };
}

/**
 * The value as the schema makes it.
 * @throws FormatError that names the field and the value found there
 */
export function check<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  remedy: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'the row';
  throw new FormatError(`${path}: ${sentence(issue)}`, remedy);
}

function sentence({ kind, message, expected, received, input }: v.BaseIssue<unknown>): string {
  if (kind === 'validation') return message.endsWith('.') ? message : `${message}.`;
  if (received === 'undefined') return 'it is missing.';
  return `it is ${show(input)}, expected ${expected ?? message}.`;
}

/** What was wrong, without the remedy that follows it in the message. */
export function reasonOf({ message, remedy }: FormatError): string {
  return remedy === '' ? message : message.slice(0, -remedy.length - 1);
}

/** A value in a message: short, on one line. */
export function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  const short = text === undefined ? String(value) : text;
  return short.length > 60 ? `${short.slice(0, 57)}...` : short;
}

/** The image of a row: `image` is a path, or `{ bytes, path }` as Hugging Face's datasets keep it. */
const Cell = v.union([
  v.string(),
  v.object({
    bytes: v.nullish(v.union([v.instance(Uint8Array), v.string()])),
    path: v.nullish(v.string()),
  }),
]);

/**
 * @param cell the row's image field, or a list of one
 * @param fallback a path in another field, when there is no image field
 * @throws FormatError when there is none, or more than one
 */
export function imageSource(cell: unknown, fallback?: unknown): ImageSource {
  if (Array.isArray(cell) && cell.length > 1) {
    throw new FormatError(
      `The row has ${cell.length} images.`,
      'A ladder holds one: split or leave out the row.',
    );
  }
  const only = (Array.isArray(cell) ? (cell as unknown[])[0] : cell) ?? fallback;
  if (only === undefined || only === null || only === '') {
    throw new FormatError('The row names no image.', 'Every row needs one; leave out rows of text only.');
  }
  const found = check(v.object({ image: Cell }), { image: only }, 'Give a path, or { bytes, path }.').image;
  if (typeof found === 'string') return fromText(found);
  const name = found.path ?? (typeof fallback === 'string' ? fallback : 'image in the row');
  if (found.bytes instanceof Uint8Array) {
    return { kind: 'bytes', bytes: found.bytes, name };
  }
  if (typeof found.bytes === 'string') return { kind: 'bytes', bytes: fromBase64(found.bytes), name };
  if (found.path) return { kind: 'path', path: found.path };
  throw new FormatError('The image has neither bytes nor a path.', 'Export the data set with its images.');
}

function fromText(text: string): ImageSource {
  if (text.startsWith('data:')) {
    return { kind: 'bytes', bytes: fromBase64(text.slice(text.indexOf(',') + 1)), name: 'image in the row' };
  }
  if (/^https?:/.test(text)) {
    throw new FormatError(
      `The image is an address (${text.slice(0, 80)}).`,
      'The lab downloads nothing: put the file beside the data and name it.',
    );
  }
  return { kind: 'path', path: text.replace(/^file:\/\//, '') };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new FormatError(`The image is no base64 ("${text.slice(0, 20)}...").`, 'Export it again.');
  }
}
