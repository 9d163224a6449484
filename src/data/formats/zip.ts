// Reads a zip of any size by its directory at the end: entries are inflated one at a time and only when asked for.
// A name is a key; nothing is unpacked to a disk. Layout: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5 (zip64).
import { Inflate } from 'fflate';
import { FormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/format.ts';
import { blobBytes } from './blobs.ts';
import { normalisePath } from './paths.ts';

export interface ZipEntry {
  readonly name: string;
  /** Bytes when inflated, as the directory says; reading more is an error. */
  readonly size: number;
  /** @throws FormatError when the entry is damaged or longer than it says */
  chunks(): AsyncIterable<Uint8Array>;
  /** The whole entry; one that is stored plain is not copied. */
  blob(): Promise<Blob>;
}

/** What deflate can reach is 1032; text and images stay far below this. */
const MAX_RATIO = 200;
/** Entries below this size may be as compressible as they like. */
const RATIO_FROM = 2 ** 24;
const MAX_DIRECTORY = 2 ** 28;
/** Bytes of one step of inflating. */
const STEP = 2 ** 16;

interface Place {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * @returns the entries that can be read, and why others cannot
 * @throws FormatError when there is no whole directory
 */
export async function readZip(
  blob: Blob,
  archive: string,
): Promise<{ entries: ZipEntry[]; problems: FormatError[] }> {
  const { start, directory } = await readDirectory(blob);
  const entries: ZipEntry[] = [];
  const problems: FormatError[] = [];
  const seen = new Set<string>();
  let end = 0;
  const places = parsePlaces(directory).sort((a, b) => a.offset - b.offset);
  for (const place of places) {
    if (place.name.endsWith('/')) continue;
    const name = normalisePath(place.name);
    const fault =
      name === undefined
        ? 'its path leads out of the archive'
        : seen.has(name)
          ? 'there are two of that name'
          : faultOf(place, start, end);
    end = Math.max(end, place.offset + place.packed);
    if (fault !== undefined || name === undefined) {
      const text = `"${place.name}" in ${archive} is left out: ${fault}.`;
      problems.push(new FormatError(text, 'Make the archive anew with an ordinary zip program.'));
      continue;
    }
    seen.add(name);
    entries.push({
      name,
      size: place.size,
      chunks: () => inflate(blob, place),
      blob: async () => {
        if (place.method === 0) return stored(blob, place);
        const parts: Blob[] = [];
        for await (const chunk of inflate(blob, place)) parts.push(new Blob([chunk as BlobPart]));
        return new Blob(parts);
      },
    });
  }
  return { entries, problems };
}

/** Why an entry is not read. `end`: where the data of the entries before it end, at least. */
function faultOf(place: Place, directoryStart: number, end: number): string | undefined {
  const { method, encrypted, packed, size, offset } = place;
  if (encrypted) return 'it is encrypted';
  if (method !== 0 && method !== 8) return `its compression method ${method} is not deflate`;
  if (offset + packed > directoryStart) return 'its data would lie outside the file';
  if (offset < end) return 'it shares its data with another entry, as zip bombs do';
  if (size > RATIO_FROM && size > packed * MAX_RATIO) {
    return `${formatBytes(packed)} would become ${formatBytes(size)}, as in zip bombs`;
  }
  return undefined;
}

async function readDirectory(blob: Blob): Promise<{ start: number; directory: DataView }> {
  const broken = (what: string): FormatError =>
    new FormatError(
      `The zip of ${formatBytes(blob.size)} ${what}: it is truncated or damaged.`,
      'Download or make it again.',
    );
  const tailAt = Math.max(0, blob.size - 65_557);
  const tail = new DataView((await blobBytes(blob.slice(tailAt))).buffer);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw broken('has no directory at its end');
  let length = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  // zip64: a locator of 20 bytes stands before and names the record that has the true numbers.
  if (at >= 20 && tail.getUint32(at - 20, true) === 0x07064b50) {
    const where = Number(tail.getBigUint64(at - 12, true));
    if (where + 56 > blob.size) throw broken('names a directory beyond its end');
    const record = new DataView((await blobBytes(blob.slice(where, where + 56))).buffer);
    if (record.getUint32(0, true) !== 0x06064b50) throw broken('has no zip64 directory where it says');
    length = Number(record.getBigUint64(40, true));
    start = Number(record.getBigUint64(48, true));
  }
  if (start + length > blob.size) throw broken('names a directory beyond its end');
  if (length > MAX_DIRECTORY) throw broken(`has a directory of ${formatBytes(length)}`);
  const bytes = await blobBytes(blob.slice(start, start + length));
  return { start, directory: new DataView(bytes.buffer) };
}

function parsePlaces(view: DataView): Place[] {
  const places: Place[] = [];
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === 0x02014b50;) {
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > view.byteLength) {
      throw new FormatError('The directory of the zip ends inside an entry.', 'Make the archive anew.');
    }
    const nameBytes = new Uint8Array(view.buffer, at + 46, nameLength);
    const sizes = { size: view.getUint32(at + 24, true), packed: view.getUint32(at + 20, true) };
    const offset = view.getUint32(at + 42, true);
    places.push({
      name: new TextDecoder().decode(nameBytes),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      ...zip64(new DataView(view.buffer, at + 46 + nameLength, extraLength), { ...sizes, offset }),
    });
    at = next;
  }
  return places;
}

/** Numbers of 0xffffffff stand in the extra field with the id 1 instead, 8 bytes each, in this order. */
function zip64<T extends { size: number; packed: number; offset: number }>(extra: DataView, short: T): T {
  const numbers = { ...short };
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (short[key] !== 0xffffffff || from + 8 > extra.byteLength) continue;
      numbers[key] = Number(extra.getBigUint64(from, true));
      from += 8;
    }
  }
  return numbers;
}

/** The entry's data as they lie in the archive, behind its local header. */
async function stored(blob: Blob, place: Place): Promise<Blob> {
  const header = new DataView((await blobBytes(blob.slice(place.offset, place.offset + 30))).buffer);
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) {
    throw new FormatError(
      `"${place.name}" is not where the archive says.`,
      'Download or make the zip again.',
    );
  }
  const at = place.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  return blob.slice(at, at + place.packed);
}

async function* inflate(blob: Blob, place: Place): AsyncGenerator<Uint8Array> {
  const data = await stored(blob, place);
  const damaged = (what: string): FormatError =>
    new FormatError(`"${place.name}" in the zip is damaged: ${what}.`, 'Download or make the zip again.');
  let out: Uint8Array[] = [];
  let done = 0;
  const inflater = new Inflate((chunk) => {
    done += chunk.length;
    if (done > place.size) throw damaged(`it becomes longer than the ${place.size} bytes it says`);
    if (chunk.length > 0) out.push(chunk);
  });
  for (let at = 0; at < data.size; at += STEP) {
    const last = at + STEP >= data.size;
    const bytes = await blobBytes(data.slice(at, at + STEP));
    if (place.method === 0) {
      done += bytes.length;
      yield bytes;
      continue;
    }
    try {
      inflater.push(bytes, last);
    } catch (error) {
      throw error instanceof FormatError ? error : damaged((error as Error).message);
    }
    yield* out;
    out = [];
  }
  if (done !== place.size) throw damaged(`it has ${done} of ${place.size} bytes`);
}
