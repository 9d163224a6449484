// Idefics3, SmolVLM and nanoVLM against transformers, PEFT and nanoVLM's own code (e2e/golden/mllm), and a golden that
// was tampered with. Issue 7 asks for 1e-3; f32 stays below 2e-5 here, so 1e-4 leaves room for other adapters.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from './dawn.ts';
import { readGoldenFile } from './goldenFile.ts';
import { readMllmFolder, type MllmFile } from './mllmGolden.ts';
import { verifyFile } from './verify.ts';
import { mllmChecks } from './verifyMllm.ts';

const root = 'e2e/golden/mllm';
const { cases } = readGoldenFile(`${root}/golden.json`) as MllmFile;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

test.each(cases.map((c) => [c.name, c] as const))(
  '%s: logits, answers, ladders and gradients',
  async (_, c) => {
    const checks = await mllmChecks(gpu, c, readMllmFolder(join(root, c.folder)));
    for (const { name, got, expected } of checks) {
      expect(got.length, name).toBe(expected.length);
      if (name.startsWith('greedy')) expect(got, name).toEqual(expected);
      const errors = Array.from(expected, (x, i) => Math.abs((got[i] as number) - x));
      expect(Math.max(0, ...errors), name).toBeLessThan(1e-4);
    }
    const of = (kind: string): number => checks.filter(({ name }) => name.startsWith(kind)).length;
    expect([of('logits'), of('greedy'), of('reference'), of('policy'), of('loss')]).toEqual([1, 2, 1, 1, 1]);
    expect(of('grad ')).toBeGreaterThan(20);
  },
);

test('a tampered golden and a folder without its checkpoint are told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'amp-mllm-'));
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  try {
    cpSync(`${root}/idefics3`, join(folder, 'idefics3'), { recursive: true });
    const path = join(folder, 'golden.json');
    const file = JSON.parse(readFileSync(`${root}/golden.json`, 'utf8')) as { cases: { loss: number }[] };
    const first = file.cases.slice(0, 1);
    (first[0] as { loss: number }).loss *= 1.01;
    writeFileSync(path, JSON.stringify({ ...file, cases: first }));
    const verify = (): Promise<boolean> => verifyFile(path, readGoldenFile(path), () => Promise.resolve(gpu));
    expect(await verify()).toBe(false);
    expect(printed.join('\n')).toMatch(/FAIL .* case 0 \(mllm\): .* in loss\[0\]/);

    rmSync(join(folder, 'idefics3/model.safetensors'));
    await expect(verify()).rejects.toThrow('model.safetensors: no such file');
    writeFileSync(path, JSON.stringify({ ...file, cases: [{ ...first[0], greedy: [] }] }));
    expect(() => readGoldenFile(path)).toThrow('greedy: has 0 answers, not 2');
  } finally {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  }
});
