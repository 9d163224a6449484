// Reader and writer of the safetensors format (huggingface.co/docs/safetensors): 8 bytes little-endian header length,
// a JSON header, then the tensors' bytes. Everything is checked before a byte is used.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { floatToHalf, halfToFloat } from '../base/half.ts';
import { formatShape, sameShape, sizeOf } from '../base/shape.ts';

export { floatToHalf, halfToFloat };

const BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;
export type SafetensorsType = keyof typeof BYTES;

const Entry = v.object({
  dtype: v.picklist(Object.keys(BYTES) as SafetensorsType[]),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  data_offsets: v.tuple([v.pipe(v.number(), v.integer()), v.pipe(v.number(), v.integer())]),
});

export interface SafetensorsEntry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  /** Byte range in the file. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsFile {
  readonly name: string;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

const MAX_HEADER = 100_000_000;

/**
 * Parses and checks a whole file.
 * @throws FormatError when the header is short, too long, not JSON or not a header, or when offsets are out of
 * range, overlap, leave holes, or do not fit shape and dtype; the message names file and tensor
 */
export function readSafetensors(buffer: ArrayBuffer, name: string): SafetensorsFile {
  const bytes = new Uint8Array(buffer);
  const bad = (reason: string): FormatError =>
    new FormatError(`${name} is not a valid safetensors file: ${reason}.`, 'Download or export it again.');
  if (bytes.length < 8) throw bad(`it has ${bytes.length} bytes, a header alone has more`);
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (length > MAX_HEADER || 8 + length > bytes.length) {
    throw bad(`its header claims ${length} bytes, the file has ${bytes.length}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw bad(`its header is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw bad('its header is not an object');

  const metadata: Record<string, string> = {};
  const entries = new Map<string, SafetensorsEntry>();
  const data = 8 + length;
  for (const [tensor, value] of Object.entries(json)) {
    if (tensor === '__metadata__') {
      const parsed = v.safeParse(v.record(v.string(), v.string()), value);
      if (!parsed.success) throw bad('its __metadata__ is not a map of strings');
      Object.assign(metadata, parsed.output);
      continue;
    }
    const parsed = v.safeParse(Entry, value);
    if (!parsed.success) throw bad(`tensor ${tensor}: ${parsed.issues[0].message}`);
    const { dtype, shape, data_offsets: offsets } = parsed.output;
    const [start, end] = offsets;
    if (start < 0 || end < start || data + end > bytes.length) {
      throw bad(
        `tensor ${tensor} lies at bytes ${start} to ${end}, the file holds ${bytes.length - data} bytes of data`,
      );
    }
    if (end - start !== sizeOf(shape) * BYTES[dtype]) {
      throw bad(`tensor ${tensor} is ${dtype} ${formatShape(shape)} but has ${end - start} bytes`);
    }
    entries.set(tensor, { dtype, shape, start: data + start, end: data + end });
  }
  const sorted = [...entries].sort((a, b) => a[1].start - b[1].start || a[1].end - b[1].end);
  let at = data;
  for (const [tensor, entry] of sorted) {
    if (entry.start < at) throw bad(`tensor ${tensor} overlaps the one before it`);
    if (entry.start > at) throw bad(`there is a hole of ${entry.start - at} bytes before tensor ${tensor}`);
    at = entry.end;
  }
  if (at !== bytes.length) throw bad(`${bytes.length - at} bytes after the last tensor belong to nothing`);
  return { name, entries, metadata, bytes };
}

/**
 * One tensor as f32.
 * @throws FormatError when it is missing, has another shape, or is not a floating-point type
 */
export function readTensor(file: SafetensorsFile, tensor: string, shape: readonly number[]): Float32Array {
  const entry = file.entries.get(tensor);
  if (entry === undefined) {
    throw new FormatError(
      `${file.name} has no tensor ${tensor}.`,
      'It belongs to another architecture or is incomplete.',
    );
  }
  if (!sameShape(entry.shape, shape)) {
    throw new FormatError(
      `${file.name}: tensor ${tensor} is ${formatShape(entry.shape)}, the model needs ${formatShape(shape)}.`,
      'The weights belong to another configuration.',
    );
  }
  const raw = file.bytes.slice(entry.start, entry.end).buffer;
  switch (entry.dtype) {
    case 'F32':
      return new Float32Array(raw);
    case 'F64':
      return Float32Array.from(new Float64Array(raw));
    case 'F16':
      return Float32Array.from(new Uint16Array(raw), halfToFloat);
    case 'BF16': {
      const words = Uint32Array.from(new Uint16Array(raw), (h) => h << 16);
      return new Float32Array(words.buffer);
    }
    default:
      throw new FormatError(
        `${file.name}: tensor ${tensor} is ${entry.dtype}; weights must be F32, F16, BF16 or F64.`,
      );
  }
}

/** A file with the given f32 tensors, stored as F32 or F16, sorted as given. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  dtype: 'F32' | 'F16' = 'F32',
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): ArrayBuffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (data.length !== sizeOf(shape)) throw new Error(`internal: ${name} has ${data.length} elements.`);
    const end = offset + data.length * BYTES[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (new TextEncoder().encode(text).length % 8)) % 8); // the format aligns data to 8 bytes
  const json = new TextEncoder().encode(text);
  const out = new Uint8Array(8 + json.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of tensors.values()) {
    const stored = dtype === 'F32' ? data : Uint16Array.from(data, floatToHalf);
    out.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), at);
    at += stored.byteLength;
  }
  return out.buffer;
}
