import { expect, test } from 'vitest';
import { ShapeError } from '../../base/errors.ts';
import { planesOverWhite, planesWithoutAlpha } from './planes.ts';

// Pillow 13.0: Image.alpha_composite(white, picture).convert("RGB"), and convert("RGB") alone.
const picture = {
  width: 2,
  height: 2,
  rgba: Uint8Array.of(...[10, 200, 0, 255], ...[10, 200, 0, 128], ...[10, 200, 0, 1], ...[10, 200, 0, 0]),
};

test('alpha lets white through, as much as Pillow does', () => {
  expect([...planesOverWhite(picture).data]).toEqual([
    10, 132, 254, 255, 200, 227, 255, 255, 0, 127, 254, 255,
  ]);
});

test('left out, it changes nothing', () => {
  expect([...planesWithoutAlpha(picture).data]).toEqual([10, 10, 10, 10, 200, 200, 200, 200, 0, 0, 0, 0]);
});

test('bytes of another number are refused', () => {
  expect(() => planesOverWhite({ ...picture, height: 3 })).toThrow(ShapeError);
  expect(() => planesOverWhite({ width: 0, height: 0, rgba: new Uint8Array(0) })).toThrow('0 x 0');
});
