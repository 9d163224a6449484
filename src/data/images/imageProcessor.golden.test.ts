// Pixel values against transformers' image processors and nanoVLM's code (e2e/golden/processor.py): every golden
// picture, to the rounding of the stored numbers.
import { expect, test } from 'vitest';
import { readGoldenFile } from '../../host/goldenFile.ts';
import { processorChecks } from '../../host/verifyProcessor.ts';

const FOLDER = 'e2e/golden/processor';
/** They are stored with six decimals, and float32 of values up to 255 has steps of 1.5e-5. */
const tolerance = (expected: number): number => 1e-6 + 1e-7 * Math.abs(expected);

test('every sampled pixel and every mean of a tile is that of the reference', () => {
  const file = readGoldenFile(`${FOLDER}/images.json`);
  if (file.kind !== 'images') throw new Error(file.kind);
  const wrong: string[] = [];
  let numbers = 0;
  for (const i of file.cases.keys()) {
    for (const { name, got, expected } of processorChecks(file, i, FOLDER)) {
      expect(got.length, `case ${i}, ${name}`).toBe(expected.length);
      for (let k = 0; k < expected.length; k++, numbers++) {
        const [mine, theirs] = [got[k] as number, expected[k] as number];
        const close = Math.abs(mine - theirs) <= tolerance(theirs);
        if (!close) wrong.push(`case ${i}, ${name}[${k}]: ${mine}, not ${theirs}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(numbers).toBeGreaterThan(20000);
});
