// Cuts JSON bytes into records without parsing them: the elements of a top-level array, values one after another, or
// lines. Structure is ASCII, so UTF-8 needs no decoding here. Memory: one record, at most `limit` bytes.
import { concat } from './blobs.ts';

/** Deepest nesting of a record that is taken; the formats that are read need six levels. */
export const MAX_DEPTH = 100;

/** `values`: an array's elements or values one after another; `lines`: JSONL. */
export type SplitMode = 'values' | 'lines';

/** One record's bytes, or why there are none. */
export type Piece =
  | { readonly kind: 'record'; readonly row: number; readonly bytes: Uint8Array }
  | { readonly kind: 'too long'; readonly row: number; readonly length: number }
  | { readonly kind: 'too deep'; readonly row: number }
  | { readonly kind: 'cut off'; readonly row: number; readonly length: number }
  | { readonly kind: 'unclosed array' }
  | { readonly kind: 'stray'; readonly row: number; readonly byte: number };

const [NEWLINE, QUOTE, COMMA, BACKSLASH] = [0x0a, 0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

export class Splitter {
  /** Earlier chunks' share of the record at hand. */
  private parts: Uint8Array[] = [];
  private length = 0;
  private row = 0;
  private depth = 0;
  private deepest = 0;
  private inString = false;
  private escaped = false;
  private open = false;
  /** Of a top-level array: not yet begun, inside, or behind its end. */
  private list: 'none' | 'inside' | 'ended' = 'none';

  /** @param limit longest record in bytes; a longer one is dropped while it passes by */
  constructor(
    private readonly mode: SplitMode,
    private readonly limit: number,
  ) {}

  /** The records that end in this chunk. The bytes of a piece are valid until the next call. */
  push(chunk: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (this.inString) i = this.skipString(chunk, i);
      const byte = chunk[i] as number;
      if (this.mode === 'lines' && byte === NEWLINE) {
        this.row++;
        if (this.open) pieces.push(this.close(chunk.subarray(start, i)));
      } else if (this.open) {
        const end = this.inside(byte);
        if (end !== 'none') pieces.push(this.close(chunk.subarray(start, end === 'after' ? i + 1 : i)));
      } else if (!isSpace(byte) && (this.mode === 'lines' || this.between(byte, pieces))) {
        this.open = true;
        start = i;
        this.inside(byte);
      }
    }
    if (this.open) this.keep(chunk.slice(start));
    return pieces;
  }

  /** Where the string ends that byte `i` is in: at its quote, or in lines at a line feed that nobody escaped. */
  private skipString(chunk: Uint8Array, from: number): number {
    const lineFeed = this.mode === 'lines' ? NEWLINE : -1;
    let escaped = this.escaped;
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === lineFeed) break;
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) break;
    }
    this.escaped = escaped;
    return i;
  }

  /** A byte between records, in `values`. @returns whether a record begins with it */
  private between(byte: number, pieces: Piece[]): boolean {
    if (byte === COMMA) return false;
    if (byte === OPEN_LIST && this.list === 'none' && this.row === 0) {
      this.list = 'inside';
      return false;
    }
    if (byte === CLOSE_LIST && this.list === 'inside') {
      this.list = 'ended';
      return false;
    }
    this.row++;
    if (byte !== CLOSE_LIST && byte !== CLOSE_OBJECT) return true;
    pieces.push({ kind: 'stray', row: this.row, byte });
    return false;
  }

  /** A byte of a record. @returns whether the record ends with it (`after`) or before it */
  private inside(byte: number): 'none' | 'after' | 'before' {
    if (byte === QUOTE) this.inString = !this.inString;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      this.deepest = Math.max(this.deepest, ++this.depth);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      this.depth--;
      if (this.mode === 'lines' || this.depth > 0) return 'none';
      if (this.depth === 0) return 'after';
      this.list = 'ended'; // the array's own bracket ends a bare value
      return 'before';
    } else if (this.mode === 'values' && this.depth === 0 && (byte === COMMA || isSpace(byte))) {
      return 'before';
    }
    return 'none';
  }

  /** What the end of the file cuts off. */
  end(): Piece[] {
    const { row, length } = this;
    if (!this.open) return this.list === 'inside' ? [{ kind: 'unclosed array' }] : [];
    if (this.mode === 'lines') this.row++;
    else if (this.depth > 0 || this.inString) return [{ kind: 'cut off', row, length }];
    return [this.close(new Uint8Array())];
  }

  private keep(part: Uint8Array): void {
    this.length += part.length;
    if (this.length <= this.limit) this.parts.push(part);
    else this.parts = [];
  }

  private close(last: Uint8Array): Piece {
    const { row, deepest } = this;
    const length = this.length + last.length;
    const bytes = this.parts.length === 0 ? last : concat([...this.parts, last]);
    this.parts = [];
    this.length = this.depth = this.deepest = 0;
    this.open = this.inString = this.escaped = false;
    if (length > this.limit) return { kind: 'too long', row, length };
    return deepest > MAX_DEPTH ? { kind: 'too deep', row } : { kind: 'record', row, bytes };
  }
}
