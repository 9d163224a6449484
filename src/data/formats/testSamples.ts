// Small files for the tests of the formats, made here: images with true headers, files by name, one ladder.
import type { NamedBlob } from '../../protocol/dataset.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { encodePng } from './png.ts';

/** A file as the browser gives it. */
export function named(path: string, content: BlobPart | object): NamedBlob {
  const isPart = typeof content === 'string' || content instanceof Blob || ArrayBuffer.isView(content);
  return { path, blob: new Blob([isPart ? (content as BlobPart) : JSON.stringify(content)]) };
}

export const jsonl = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** A PNG of one colour; different colours have different hashes. */
export function samplePng(width = 3, height = 2, colour = 0): Uint8Array<ArrayBuffer> {
  return encodePng(new Uint8Array(3 * width * height).fill(colour), width, height);
}

/** Segments of a JPEG without decodable data: SOI, APP0, SOF0 (40 x 30), SOS, data with a stuffed FF and RST, EOI. */
export const SAMPLE_JPEG = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0x4a, 0x46],
  ...[0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 4, 1, 1, 0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9],
]);

/** A WebP header for VP8, VP8L or VP8X of 40 x 30 pixels, padded to the length that RIFF promises. */
export function sampleWebp(kind: 'VP8 ' | 'VP8L' | 'VP8X'): Uint8Array<ArrayBuffer> {
  const payload = {
    'VP8 ': [0, 0, 0, 0x9d, 0x01, 0x2a, 40, 0, 30, 0],
    VP8L: [0x2f, 39 | ((29 & 3) << 14), ((29 & 3) << 6) | 0, 29 >> 2, 0, 0],
    VP8X: [0, 0, 0, 0, 39, 0, 0, 29, 0, 0],
  }[kind];
  const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
  return Uint8Array.from([
    ...ascii('RIFF'),
    ...[12 + payload.length, 0, 0, 0],
    ...ascii('WEBP'),
    ...ascii(kind),
    ...[payload.length, 0, 0, 0],
    ...payload,
  ]);
}

export const SAMPLE_LADDER: Ladder = {
  id: 'l1',
  image: { kind: 'scene', seed: 7, split: 'ladders', style: 'noto' },
  questions: ['How many dogs are there?', 'Where is the cat?'],
  types: ['counting', 'spatial'],
  levels: [
    { answers: ['There are two dogs.', 'On the left.'], source: 'truth', ranks: { generated: 0 } },
    { answers: ['Three dogs.', 'Below the dog.'], source: 'sft-2/3', ranks: { generated: 1, human: 2 } },
    { answers: ['No.', 'On the left.'], source: 'sft-1/3', ranks: { generated: 2, human: 1 } },
  ],
};
