import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import { floatToHalf, halfToFloat, readSafetensors, readTensor, writeSafetensors } from './safetensors.ts';

const sample = (): ArrayBuffer =>
  writeSafetensors(
    new Map([
      ['a', { shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6]) }],
      ['b', { shape: [], data: new Float32Array([7]) }],
    ]),
  );

function withHeader(header: string, dataBytes: number): ArrayBuffer {
  const json = new TextEncoder().encode(header);
  const out = new Uint8Array(8 + json.length + dataBytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  return out.buffer;
}

test('what is written is read back', () => {
  const file = readSafetensors(sample(), 'a.safetensors');
  expect([...readTensor(file, 'a', [2, 3])]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...readTensor(file, 'b', [])]).toEqual([7]);
});

test('half precision: every finite half survives, and rounding is to nearest even', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfToFloat(bits);
    if (Number.isNaN(value)) continue;
    expect(floatToHalf(value)).toBe(bits);
  }
  expect(floatToHalf(1 + 2 ** -11)).toBe(floatToHalf(1)); // half way, to even
  expect(floatToHalf(65520)).toBe(0x7c00);
});

const refused: [string, ArrayBuffer, RegExp][] = [
  ['too short', new ArrayBuffer(3), /3 bytes/],
  ['header longer than the file', sample().slice(0, 40), /header claims/],
  ['not JSON', withHeader('{"a":', 0), /not JSON/],
  ['not an object', withHeader('[1]', 0), /not an object/],
  ['unknown dtype', withHeader('{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}', 1), /tensor a/],
  [
    'out of range',
    withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
    /tensor a lies at/,
  ],
  [
    'wrong size',
    withHeader('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', 8),
    /tensor a is F32 3/,
  ],
  [
    'overlap',
    withHeader(
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
      12,
    ),
    /tensor b overlaps/,
  ],
  [
    'hole',
    withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8),
    /hole of 4 bytes before tensor a/,
  ],
  ['rest', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 9), /5 bytes after the last/],
];
for (const [name, buffer, message] of refused) {
  test(`refuses a file: ${name}`, () => {
    expect(() => readSafetensors(buffer, 'bad.safetensors')).toThrow(FormatError);
    expect(() => readSafetensors(buffer, 'bad.safetensors')).toThrow(message);
  });
}

test('a missing or misshapen tensor is named', () => {
  const file = readSafetensors(sample(), 'm.safetensors');
  expect(() => readTensor(file, 'c', [1])).toThrow(/m.safetensors has no tensor c/);
  expect(() => readTensor(file, 'a', [3, 2])).toThrow(/a is 2x3, the model needs 3x2/);
});

test('any bytes give a file or a FormatError, never another exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readSafetensors(bytes.slice().buffer, 'fuzz');
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
  );
});
