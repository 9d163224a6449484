// The elements of the lists in one big JSON object, such as COCO's annotation files, one after another: the file may be
// far longer than what can be held. Only structure is looked at; an element is parsed once it is whole.
import { FormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/format.ts';
import { concat } from '../formats/blobs.ts';
import type { FileEntry } from '../formats/files.ts';
import { MAX_DEPTH } from '../formats/splitter.ts';

/** Element `n` (from 1) of the list under `key`, or why it cannot be read; n = 0: the file as a whole. */
export type ListElement = { readonly key: string; readonly n: number } & (
  { readonly value: unknown } | { readonly error: FormatError }
);

/** Bytes of the longest element that is read. */
const MAX_ELEMENT = 2 ** 24;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
/** Bytes that are more than a part of a number, a word or a string. */
const STRUCTURE = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number('"[]{}:,'.includes(String.fromCharCode(byte))),
);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The elements of the lists under these keys, as many at once as a chunk of the file ends. What follows the object is
 * not read.
 * @throws what reading the file throws; faults of the content are elements with an `error`
 */
export async function* listElements(
  file: FileEntry,
  keys: readonly string[],
): AsyncGenerator<readonly ListElement[]> {
  const scanner = new Scanner(new Set(keys));
  for await (const chunk of file.chunks()) {
    yield scanner.push(chunk);
    if (scanner.ended) return;
  }
  yield [scanner.cutOff()];
}

class Scanner {
  ended = false;
  /** 0 before the object, 1 among its members, 2 in a member's list or object. */
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The member's name while it is read, and then. */
  private key: number[] = [];
  private inKey = true;
  /** In a list whose elements are wanted. */
  private wanted: string | undefined;
  private n = 0;
  private open = false;
  private deepest = 0;
  private parts: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly keys: ReadonlySet<string>) {}

  push(chunk: Uint8Array): ListElement[] {
    const found: ListElement[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length && !this.ended; i++) {
      const byte = chunk[i] as number;
      if (this.inString) {
        this.string(byte);
        continue;
      }
      if (byte === COMMA && this.depth > 2) continue;
      if (this.wanted !== undefined && !this.open) {
        if (isSpace(byte) || byte === COMMA) continue;
        if (byte !== CLOSE_LIST) {
          this.open = true;
          this.n++;
          start = i;
        }
      }
      if (STRUCTURE[byte] === 0) continue;
      const end = this.structure(byte);
      if (end !== undefined) found.push(...this.close(chunk.subarray(start, end === 'with' ? i + 1 : i)));
      if (end === 'before' && this.depth === 1) this.wanted = undefined;
    }
    if (this.open) this.keep(chunk.slice(start));
    return found;
  }

  /** What is missing when the file ends here. */
  cutOff(): ListElement {
    const where = this.wanted === undefined ? '' : `, in element ${this.n} of "${this.wanted}"`;
    const error =
      this.depth === 0
        ? new FormatError('The file holds no JSON object.', 'Export or download it again.')
        : new FormatError(
            `The file ends before its object does${where}: it is truncated, or a bracket is not closed.`,
            'Download it again.',
          );
    return { key: this.wanted ?? '', n: 0, error };
  }

  private string(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) {
      this.inString = false;
      return;
    }
    if (this.depth === 1 && this.inKey && this.key.length < 1000) this.key.push(byte);
  }

  /** A byte outside strings. @returns whether an element ends `with` this byte or `before` it */
  private structure(byte: number): 'with' | 'before' | undefined {
    const element = this.open;
    switch (byte) {
      case QUOTE:
        this.inString = true;
        if (this.depth === 1 && this.inKey) this.key = [];
        return undefined;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (this.depth === 1 && !this.inKey && byte === OPEN_LIST) this.enter();
        this.depth++;
        if (element) this.deepest = Math.max(this.deepest, this.depth - 2);
        return undefined;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        this.depth = Math.max(0, this.depth - 1);
        if (this.depth === 0) this.ended = true;
        if (this.depth === 1 && !element) this.wanted = undefined;
        if (!element) return undefined;
        return this.depth === 2 ? 'with' : this.depth === 1 ? 'before' : undefined;
      case COLON:
        if (this.depth === 1) this.inKey = false;
        return undefined;
      case COMMA:
        if (this.depth === 1) this.inKey = true;
        return element && this.depth === 2 ? 'before' : undefined;
      default:
        return undefined;
    }
  }

  private enter(): void {
    const key = new TextDecoder().decode(Uint8Array.from(this.key));
    this.wanted = this.keys.has(key) ? key : undefined;
    this.n = 0;
  }

  private keep(part: Uint8Array): void {
    this.length += part.length;
    if (this.length <= MAX_ELEMENT) this.parts.push(part);
    else this.parts = [];
  }

  private close(last: Uint8Array): ListElement[] {
    const { n, deepest, wanted: key = '' } = this;
    const length = this.length + last.length;
    const bytes = this.parts.length === 0 ? last : concat([...this.parts, last]);
    this.parts = [];
    this.length = this.deepest = 0;
    this.open = false;
    const failed = (reason: string): ListElement[] => [
      { key, n, error: new FormatError(reason, 'Mend or remove it.') },
    ];
    if (length > MAX_ELEMENT) {
      return failed(`The element has ${formatBytes(length)}; at most ${formatBytes(MAX_ELEMENT)} are read.`);
    }
    if (deepest > MAX_DEPTH) return failed(`The element is nested more than ${MAX_DEPTH} levels deep.`);
    try {
      return [{ key, n, value: JSON.parse(utf8.decode(bytes)) as unknown }];
    } catch (error) {
      const said = (error as Error).message.replace(/\p{Cc}+/gu, ' ').slice(0, 200);
      return failed(`The element is not JSON: ${said}.`);
    }
  }
}
