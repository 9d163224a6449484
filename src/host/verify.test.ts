// The golden files through the shipped WGSL, and files that are not what they should be.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from './dawn.ts';
import { parseGoldenFile, readGoldenFile } from './goldenFile.ts';
import { verifyFile } from './verify.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

for (const name of ['mdpo', 'mrhal', 'pope']) {
  test(`${name}: every case within tolerance of the published code's numbers`, async () => {
    const verdicts = await verifyFile(readGoldenFile(`e2e/golden/reference/${name}.json`), async () => gpu);
    expect(verdicts.length).toBeGreaterThan(0);
    for (const { title, ratio, field } of verdicts)
      expect(ratio, `${title}: ${field}`).toBeLessThanOrEqual(1);
  });
}

test('a wrong expectation is found', async () => {
  const text = readFileSync('e2e/golden/reference/mdpo.json', 'utf8');
  const file = parseGoldenFile(text, 'mdpo.json');
  if (file.kind !== 'mdpo') throw new Error('not an mdpo file');
  const first = file.cases[0]!;
  first.gradPolicyLogits[7]! += 1e-3;
  const [verdict] = await verifyFile({ kind: 'mdpo', cases: [first] }, async () => gpu);
  expect(verdict?.ratio).toBeGreaterThan(1);
  expect(verdict?.field).toBe('gradPolicyLogits');
});

test('malformed files are refused with file, case and field', () => {
  const good = JSON.parse(readFileSync('e2e/golden/reference/mdpo.json', 'utf8')) as {
    cases: [Record<string, unknown>];
  };
  const refused = (change: (c: Record<string, unknown>) => void): string => {
    const copy = structuredClone(good);
    change(copy.cases[0]);
    try {
      parseGoldenFile(JSON.stringify(copy), 'x.json');
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      return (error as Error).message;
    }
    return 'accepted';
  };
  expect(refused((c) => (c.policyLogits as number[]).pop())).toContain(
    'x.json: cases.0: policyLogits has 59 entries; K*B*L*V = 60',
  );
  expect(refused((c) => delete c.labels)).toContain('cases.0.labels');
  expect(refused((c) => ((c.labels as number[])[1] = 5))).toContain(
    '5 is neither -100 nor a word below V = 5',
  );
  expect(refused((c) => (c.pairLosses = [[1, 2]]))).toContain('pairLosses.0 has 2 entries; B = 1');
  expect(refused((c) => (c.loss = null))).toContain('cases.0.loss');
  expect(() => parseGoldenFile('{', 'x.json')).toThrow(/x.json is not JSON/);
  expect(() => parseGoldenFile('{"kind":"other","cases":[]}', 'x.json')).toThrow(/x.json: kind/);
  expect(() => parseGoldenFile('{"kind":"pope","cases":[]}', 'x.json')).toThrow(/x.json: cases/);
  expect(() => readGoldenFile('no-such-file.json')).toThrow(/no such file/);
});
