// Rows of a JSON or JSONL file of any size, one after another: never the whole text in memory.
import { FormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/format.ts';
import { concat } from './blobs.ts';
import type { FileEntry } from './files.ts';
import { MAX_DEPTH, Splitter, type Piece, type SplitMode } from './splitter.ts';

/** A row, or why it cannot be read. `row` counts from 1: lines of JSONL, else records; 0 = the file as a whole. */
export type RawRow = { readonly row: number; readonly bytesDone: number } & (
  { readonly value: unknown } | { readonly error: FormatError }
);

/** Longest record; an image inside a row (base64) must fit. */
export const MAX_RECORD = 64 * 2 ** 20;

/** Bytes of the beginning that decide how the file is split. */
const HEAD = 2 ** 20;

/** Throws nothing but what reading the file throws; every fault of the content is a row with an `error`. */
export async function* jsonRows(file: FileEntry): AsyncGenerator<RawRow> {
  let splitter: Splitter | undefined;
  let head: Uint8Array[] = [];
  let headLength = 0;
  let bytesDone = 0;
  let rows = 0;
  const emit = function* (pieces: Iterable<Piece>): Generator<RawRow> {
    for (const piece of pieces) {
      rows++;
      yield toRow(piece, bytesDone);
    }
  };
  const begin = function* (): Generator<RawRow> {
    const bytes = stripBom(concat(head));
    head = [];
    const fault = faultOfHead(bytes);
    if (fault !== undefined) {
      rows++;
      yield { row: 0, bytesDone, error: fault };
      return;
    }
    splitter = new Splitter(splitModeOf(bytes), MAX_RECORD);
    yield* emit(splitter.push(bytes));
  };
  for await (const chunk of file.chunks()) {
    bytesDone += chunk.length;
    if (splitter !== undefined) {
      yield* emit(splitter.push(chunk));
      continue;
    }
    head.push(chunk);
    headLength += chunk.length;
    if (headLength < HEAD) continue;
    yield* begin();
    if (splitter === undefined) return;
  }
  if (splitter === undefined) yield* begin();
  if (splitter !== undefined) yield* emit(splitter.end());
  if (rows === 0) {
    const error = new FormatError(
      bytesDone === 0 ? 'The file is empty (0 bytes).' : `The file's ${bytesDone} bytes hold no record.`,
      'Export or download it again.',
    );
    yield { row: 0, bytesDone, error };
  }
}

/** Lines, where the first line is a whole JSON value or broken by itself; else values, pretty-printed or not. */
function splitModeOf(head: Uint8Array): SplitMode {
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith('[')) return 'values';
  const newline = text.indexOf('\n');
  const first = newline < 0 ? text : text.slice(0, newline);
  try {
    JSON.parse(first);
    return 'lines';
  } catch {
    // The first line of a pretty-printed object is short and ends with a bracket or a comma.
    return /[{[,]\s*$/.test(first) || newline < 0 ? 'values' : 'lines';
  }
}

function stripBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** A reason to read no further: another encoding, or no text at all. */
function faultOfHead(head: Uint8Array): FormatError | undefined {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    return new FormatError('The file is UTF-16.', 'Save it as UTF-8.');
  }
  const first = head.find((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
  if (first === 0) {
    return new FormatError(
      'The file begins with NUL bytes: it is no text, or it is damaged.',
      'Export or download it again.',
    );
  }
  return undefined;
}

function toRow(piece: Piece, bytesDone: number): RawRow {
  switch (piece.kind) {
    case 'record':
      return { row: piece.row, bytesDone, ...parseRecord(piece.bytes) };
    case 'too long':
      return failed(
        piece.row,
        `The record has ${formatBytes(piece.length)}; at most ${formatBytes(MAX_RECORD)} are read.`,
        'Put images into files of their own and name them in the row.',
      );
    case 'too deep':
      return failed(
        piece.row,
        `The record is nested more than ${MAX_DEPTH} levels deep.`,
        'No format that is read needs more than six.',
      );
    case 'cut off':
      return failed(
        piece.row,
        `The file ends inside this record, ${piece.length} bytes into it: it is truncated, or a quote or bracket is not closed.`,
        'Download or export the file again; the rows before it are fine.',
      );
    case 'unclosed array':
      return failed(
        0,
        'The file ends before the closing bracket of its array: rows may be missing.',
        'Download or export it again.',
      );
    case 'stray':
      return failed(
        piece.row,
        `A "${String.fromCharCode(piece.byte)}" stands where a record should begin.`,
        'Delete it, or export the file again.',
      );
  }

  function failed(row: number, reason: string, remedy: string): RawRow {
    return { row, bytesDone, error: new FormatError(reason, remedy) };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseRecord(bytes: Uint8Array): { value: unknown } | { error: FormatError } {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return {
      error: new FormatError('The record holds bytes that are not UTF-8.', 'Save the file as UTF-8.'),
    };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const nul = text.includes('\0') ? ' It holds NUL bytes: the file is damaged.' : '';
    const said = (error as Error).message.replace(/\p{Cc}+/gu, ' ').slice(0, 200);
    return { error: new FormatError(`The record is not JSON: ${said}.${nul}`, 'Mend or remove it.') };
  }
}
