// What an image file is, by its first bytes, its size in pixels, and whether it is whole. Nothing is decoded.
// PNG: W3C PNG, section 5; JPEG: ITU-T T.81, annex B; WebP: RFC 9649, section 2.
import { FormatError } from '../../base/errors.ts';
import type { ImageFile } from '../../protocol/dataset.ts';

export type ImageHeader = Pick<ImageFile, 'type' | 'width' | 'height'>;

const KNOWN_OTHERS: readonly [name: string, magic: RegExp][] = [
  ['a GIF', /^GIF8/],
  ['a BMP', /^BM/],
  ['a TIFF', /^(II\*|MM)/],
  ['an AVIF or HEIC image', /^....ftyp(avi|hei|mif|msf)/s],
  ['an SVG or a web page', /^\s*</],
  ['a text', /^[\x20-\x7e\s]{16}/],
];

/** @throws FormatError when it is no whole PNG, JPEG or WebP */
export function readImageHeader(bytes: Uint8Array, name: string): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  let header: ImageHeader;
  try {
    if (start.startsWith('\x89PNG\r\n\x1a\n')) header = png(view);
    else if (start.startsWith('\xff\xd8\xff')) header = jpeg(bytes, view);
    else if (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) header = webp(bytes, view);
    else {
      const other = bytes.length === 0 ? 'empty' : KNOWN_OTHERS.find(([, magic]) => magic.test(start))?.[0];
      throw new FormatError(
        `The image "${name}" is ${other ?? 'no PNG, JPEG or WebP'}.`,
        'Convert it to PNG, JPEG or WebP.',
      );
    }
  } catch (error) {
    // A DataView read beyond the end: the file is shorter than its own structure.
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError(
      `The image "${name}" is truncated: its ${bytes.length} bytes end before the image does.`,
      'Download or export it again.',
    );
  }
  if (header.width === 0 || header.height === 0) {
    throw new FormatError(
      `The image "${name}" is ${header.width} x ${header.height} pixels.`,
      'Leave it out, or make it again.',
    );
  }
  return header;
}

/** Walks the chunks to IEND. */
function png(view: DataView): ImageHeader {
  const header = { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) } as const;
  for (let at = 8; ;) {
    const length = view.getUint32(at);
    const kind = view.getUint32(at + 4);
    view.getUint32(at + 8 + length); // the checksum, at the chunk's end
    if (kind === 0x49454e44) return header;
    at += 12 + length;
  }
}

/** Walks the segments to the end of the image; a frame header (SOF0-SOF15) has the size. */
function jpeg(bytes: Uint8Array, view: DataView): ImageHeader {
  let width = 0;
  let height = 0;
  for (let at = 2; ;) {
    // Compressed data up to the next marker; FF00 is data, FFD0-FFD7 are restarts within it.
    at = bytes.indexOf(0xff, at);
    if (at < 0) throw new RangeError('no end of image');
    const marker = view.getUint8(at + 1);
    if (marker === 0xd9) return { type: 'image/jpeg', width, height };
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0 || (marker >= 0xd0 && marker <= 0xd8) || marker === 1) {
      at += 2;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) {
      height = view.getUint16(at + 5);
      width = view.getUint16(at + 7);
    }
    at += 2 + view.getUint16(at + 2);
  }
}

/** VP8X has the canvas; VP8L and VP8 have the size in their bitstreams. */
function webp(bytes: Uint8Array, view: DataView): ImageHeader {
  view.getUint8(7 + view.getUint32(4, true)); // the last byte that RIFF promises
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  if (kind === 'VP8X') {
    const [width, height] = [24, 27].map(
      (at) => 1 + view.getUint16(at, true) + (view.getUint8(at + 2) << 16),
    );
    return { type: 'image/webp', width: width as number, height: height as number };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { type: 'image/webp', width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  const width = view.getUint16(26, true) & 0x3fff;
  return { type: 'image/webp', width, height: view.getUint16(28, true) & 0x3fff };
}
