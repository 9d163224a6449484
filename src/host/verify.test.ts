// The verifier: golden files pass on this machine's adapter, and a golden that was tampered with does not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { main } from './verify.ts';

type Json = Record<string, unknown> & { cases: Record<string, unknown>[] };

const golden = (kind: string): string => `e2e/golden/reference/${kind}.json`;

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-verify-'));
  printed = [];
  const keep = (line: string): void => void printed.push(line);
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A file with this text; its path. */
function write(text: string): string {
  const path = join(folder, 'golden.json');
  writeFileSync(path, text);
  return path;
}

/** A copy of a golden with its first case changed. */
function changed(kind: string, change: (first: Record<string, unknown>) => void): string {
  const file = JSON.parse(readFileSync(golden(kind), 'utf8')) as Json;
  change(file.cases[0] as Record<string, unknown>);
  return write(JSON.stringify(file));
}

test('every golden passes', async () => {
  expect(await main(['mdpo', 'mrhal', 'pope'].map(golden)), printed.join('\n')).toBe(0);
});

/** Moves the first number of a nested list by `by`. */
function nudge(value: unknown, by: number): unknown {
  return Array.isArray(value)
    ? [nudge(value[0], by), ...(value.slice(1) as unknown[])]
    : (value as number) + by;
}

test.each([
  'policyLogp',
  'referenceLogp',
  'pairLosses',
  'loss',
  'pairAccuracies',
  'gradPolicyLogp',
  'gradPolicyLogits',
])('a wrong %s fails', async (field) => {
  const path = changed('mdpo', (first) => (first[field] = nudge(first[field], 0.01)));
  expect(await main([path])).toBe(1);
  expect(printed.join('\n')).toMatch(new RegExp(`FAIL .*case 0 .* in ${field}\\[0\\]`));
});

test.each([
  ['mrhal', 'meanScore', 0.01],
  ['mrhal', 'cumulativeHallucinationRate', 0.001],
  ['pope', 'fp', 1],
  ['pope', 'f1', 1e-6],
] as const)('%s: a wrong %s fails', async (kind, field, by) => {
  const path = changed(kind, (first) => {
    const expected = first.expected as Record<string, number>;
    expected[field] = (expected[field] as number) + by;
  });
  expect(await main([path])).toBe(1);
  expect(printed.join('\n')).toContain(`in ${field}`);
});

test('a malformed file is named, with what is wrong, and the files after it still run', async () => {
  for (const [path, message] of [
    [join(folder, 'absent.json'), /absent\.json: no such file/],
    [folder, /cannot be read \(EISDIR\)/],
    [write('{"kind": '), /not JSON/],
  ] as const) {
    printed = [];
    expect(await main([path, golden('pope')])).toBe(1);
    expect(printed[0]).toMatch(message);
    expect(printed.join('\n')).toContain(`ok   ${golden('pope')} case 0`);
  }
});

test('wrong kinds, fields and lengths are refused by place', async () => {
  for (const [make, message] of [
    [() => write('[]'), /golden\.json: /],
    [() => write('{"kind": "chair", "cases": []}'), /kind: .*three kinds/],
    [() => write('{"kind": "pope", "cases": []}'), /cases: /],
    [() => changed('mdpo', (c) => delete c.labels), /cases\.0\.labels: /],
    [() => changed('mdpo', (c) => (c.loss = null)), /cases\.0\.loss: /],
    [() => changed('mdpo', (c) => (c.K = 3)), /cases\.0\.policyLogits: has 60 elements, not 90/],
    [
      () => changed('mdpo', (c) => (c.pairLosses = [[1, 2]])),
      /cases\.0\.pairLosses\.0: has 2 elements, not 1/,
    ],
    [
      () => changed('mdpo', (c) => (c.labels = new Array<number>(12).fill(5))),
      /labels\.0: 5 is neither -100 nor a word/,
    ],
    [
      () => changed('mrhal', (c) => (c.dialogues = [{ label: [], rating: [3] }])),
      /dialogues\.0\.label: has 0/,
    ],
    [() => changed('pope', (c) => (c.labels = ['yes'])), /cases\.0\.labels: has 1 elements, not 60/],
  ] as const) {
    printed = [];
    expect(await main([make()])).toBe(1);
    expect(printed[0]).toMatch(message);
  }
});

test('no file is a mistake', async () => {
  expect(await main([])).toBe(1);
  expect(printed[0]).toContain('usage');
});
