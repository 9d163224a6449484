import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from './imageHeader.ts';
import { encodePng } from './png.ts';
import { SAMPLE_JPEG, samplePng, sampleWebp } from './testSamples.ts';

describe('image headers', () => {
  it('give type and size', () => {
    const size = { width: 40, height: 30 };
    expect(readImageHeader(samplePng(3, 2), 'a')).toEqual({ type: 'image/png', width: 3, height: 2 });
    expect(readImageHeader(SAMPLE_JPEG, 'a')).toEqual({ type: 'image/jpeg', ...size });
    for (const kind of ['VP8 ', 'VP8L', 'VP8X'] as const) {
      expect(readImageHeader(sampleWebp(kind), 'a')).toEqual({ type: 'image/webp', ...size });
    }
  });

  it('tell a truncated image at every length', () => {
    for (const whole of [samplePng(), SAMPLE_JPEG, sampleWebp('VP8X')]) {
      for (let length = 12; length < whole.length; length++) {
        expect(() => readImageHeader(whole.slice(0, length), 'a.png')).toThrow(
          `The image "a.png" is truncated: its ${length} bytes`,
        );
      }
    }
  });

  const others: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /is empty/],
    ['a GIF', new TextEncoder().encode('GIF89a...'), /is a GIF\. Convert/],
    ['a page', new TextEncoder().encode('<html>404</html>'), /SVG or a web page/],
    ['a text', new TextEncoder().encode('version https://git-lfs'), /is a text/],
    ['noise', Uint8Array.of(1, 2, 3, 4, 5), /is no PNG, JPEG or WebP/],
    ['no pixels', samplePng(0, 0), /is 0 x 0 pixels/],
  ];
  it.each(others)('refuse %s', (_name, bytes, message) => {
    expect(() => readImageHeader(bytes, 'x')).toThrow(message);
  });
});

it('a written PNG holds the pixels', () => {
  const planes = Uint8Array.from({ length: 3 * 5 * 4 }, (_, i) => (i * 37) % 256);
  const png = encodePng(planes, 5, 4);
  const view = new DataView(png.buffer);
  const length = view.getUint32(33); // IDAT follows signature (8) and IHDR (25)
  const rows = inflateSync(png.subarray(41, 41 + length));
  for (let y = 0; y < 4; y++) {
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let x = 0; x < 5; x++) {
        sum = (sum + (rows[y * 16 + 1 + x * 3 + c] as number)) % 256;
        expect(sum).toBe(planes[(c * 4 + y) * 5 + x]);
      }
    }
  }
  // CRC of an empty IEND chunk, as every PNG ends.
  expect([...png.subarray(-4)]).toEqual([0xae, 0x42, 0x60, 0x82]);
});
