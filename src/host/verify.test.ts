// The verifier: golden files pass on this machine's adapter, and a golden that was tampered with does not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { main } from './verify.ts';

type Json = Record<string, unknown> & { cases: Record<string, unknown>[] };

const golden = (kind: string): string => `e2e/golden/reference/${kind}.json`;
/** Goldens that this project made with other people's code. */
const own = (kind: string): string => `e2e/golden/${kind}.json`;

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

/** A copy of a golden with one case changed: the first, or the first that `isIt` says. */
function changed(
  kind: string,
  change: (first: Record<string, unknown>) => void,
  path = golden(kind),
  isIt: (c: Record<string, unknown>) => boolean = () => true,
): string {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change(file.cases.find(isIt) as Record<string, unknown>);
  return write(JSON.stringify(file));
}

test('every golden passes', async () => {
  const files = [
    ...['mdpo', 'mrhal', 'pope'].map(golden),
    ...['chair', 'amber', 'judges', 'statistics', 'processor/tokens', 'processor/prompts'].map(own),
  ];
  expect(await main(files), printed.join('\n')).toBe(0);
  for (const path of files) expect(printed.join('\n')).toContain(`ok   ${path} case 0`);
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

type Numbers = Record<string, number>;
const expectedOf = (c: Record<string, unknown>): Numbers => c.expected as Numbers;

test.each([
  ['chair', 'chairI', (c) => (c.chairI = 0.31)],
  ['chair', 'images.chairS', (c) => ((c.images as Numbers[])[1] = nudged(c, 1, 'chairS'))],
  ['chair', 'images.mentions', (c) => ((c.images as { mentions: unknown[] }[])[0]?.mentions.pop(), 0)],
  ['amber', 'Generative Task.Cog', (c) => (sectionOf(c, 'Generative Task').Cog = 38.6)],
  ['amber', 'Relation.F1', (c) => (sectionOf(c, 'Relation').F1 = 0.1)],
  ['judges', 'mmhal.score', (c) => (expectedOf(c).score = 2.82)],
  ['statistics', 'wilson.high', (c) => (expectedOf(c).high = 0.7934)],
] as [string, string, (c: Record<string, unknown>) => number][])(
  '%s: a wrong %s fails',
  async (kind, field, change) => {
    expect(await main([changed(kind, change, own(kind))])).toBe(1);
    expect(printed.join('\n')).toContain(`in ${field}`);
  },
);

/** Image n of a CHAIR case with a number that is off by one. */
function nudged(c: Record<string, unknown>, n: number, name: string): Numbers {
  const image = (c.images as Numbers[])[n] as Numbers;
  return { ...image, [name]: 1 - (image[name] as number) };
}

function sectionOf(c: Record<string, unknown>, section: string): Numbers {
  return (c.printed as Record<string, Numbers>)[section] as Numbers;
}

test.each([
  ['mcnemar', 'p', 0.999],
  ['quantiles', 'low', -0.8019],
  ['kappa', 'quadratic', 0.41],
  ['kappa', 'binary', 0.41],
  ['bootstrap', 'high', 0.54],
  ['trend', 'slope', 0.2667],
  ['designEffect', 'designEffect', 0.6327],
  ['power', 'power', 0.8],
  ['power', 'needed', 1961],
] as const)('statistics: a wrong %s.%s fails', async (statistic, field, value) => {
  const change = (c: Record<string, unknown>): void => void (expectedOf(c)[field] = value);
  const path = changed('statistics', change, own('statistics'), (c) => c.statistic === statistic);
  expect(await main([path])).toBe(1);
  expect(printed.join('\n')).toContain(`in ${statistic}.${field}`);
});

test.each([
  ['llava-bench', (c) => (c.expected = { all: { relative: 1, reference: 81.3, model: 60.7 } })],
  ['mrhal-reply', (c) => (c.expected = null)],
  ['mmhal-reply', (c) => (c.expected = 4)],
  ['llava-bench-reply', (c) => (c.expected = [9, 8])],
] as [string, (c: Record<string, unknown>) => unknown][])('judges: a wrong %s fails', async (of, change) => {
  const path = changed(
    'judges',
    (c) => void change(c),
    own('judges'),
    (c) => c.of === of,
  );
  expect(await main([path])).toBe(1);
  expect(printed.join('\n')).toMatch(new RegExp(`FAIL .* in ${of}\\.`));
});

test.each([
  ['rows, cols, count', (c) => (c.rows = 4)],
  ['samples', (c) => (c.samples = nudge(c.samples, 1 / 200))],
  ['means', (c) => (c.means = nudge(c.means, 1 / 200))],
] as [string, (c: Record<string, unknown>) => unknown][])(
  'images: a wrong %s fails',
  async (field, change) => {
    const file = JSON.parse(readFileSync(own('processor/images'), 'utf8')) as Json;
    const small = file.cases.find((c) => c.processor === 'tiny') as Record<string, unknown>;
    const as = (c: Record<string, unknown>): string => write(JSON.stringify({ ...file, cases: [c] }));
    expect(await main([as(small)])).toBe(0);
    change(small);
    expect(await main([as(small)])).toBe(1);
    expect(printed.join('\n')).toContain(`in ${field}[0]`);
  },
);

test.each([
  ['tokens', 'ids.0', (c) => (c.ids = nudge(c.ids, 1))],
  ['tokens', 'spelt.0', (c) => (c.spelt = ['x', ...(c.spelt as unknown[]).slice(1)])],
  ['tokens', 'leftOut.1', (c) => (c.leftOut = [null, 'x', ...(c.leftOut as unknown[]).slice(2)])],
  ['prompts', 'ids', (c) => (c.ids = nudge(c.ids, 1))],
  ['prompts', 'ids', (c) => (c.ids = (c.ids as unknown[]).slice(1))],
] as [string, string, (c: Record<string, unknown>) => unknown][])(
  '%s: a wrong %s fails',
  async (kind, field, change) => {
    const file = JSON.parse(readFileSync(own(`processor/${kind}`), 'utf8')) as Json;
    const first = file.cases[0] as Record<string, unknown>;
    change(first);
    const tokenizer = resolve(own('processor/tokenizer'));
    const path = write(JSON.stringify({ ...file, tokenizer: relative(folder, tokenizer), cases: [first] }));
    expect(await main([path])).toBe(1);
    expect(printed.join('\n')).toMatch(new RegExp(`FAIL .* in ${field}\\[`));
  },
);

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

/** A file whose tokenizer is not there. */
const TOKENS = {
  kind: 'tokens',
  tokenizer: 'absent.json',
  cases: [{ script: '', texts: ['a'], ids: [[1]], spelt: [null], leftOut: [null] }],
};

test('wrong kinds, fields and lengths are refused by place', async () => {
  for (const [make, message] of [
    [() => write('[]'), /golden\.json: /],
    [() => write('{"kind": "vqa", "cases": []}'), /kind: .*There are mdpo, .*statistics/],
    [() => write('{"kind": "chair", "cases": []}'), /synonyms: /],
    [() => write('{"kind": "statistics", "cases": [{"statistic": "anova"}]}'), /cases\.0\.statistic: /],
    [
      () =>
        changed(
          'statistics',
          (c) => (c.confusion = [[1, 2]]),
          own('statistics'),
          (c) => 'confusion' in c,
        ),
      /confusion\.0: has 2 elements, not 1/,
    ],
    [
      () =>
        changed(
          'judges',
          (c) => (c.types = []),
          own('judges'),
          (c) => c.of === 'llava-bench',
        ),
      /types: has 0 elements, not 90/,
    ],
    [() => write('{"kind": "pope", "cases": []}'), /cases: /],
    [
      () => changed('processor/images', (c) => (c.processor = 'odd'), own('processor/images')),
      /none called odd/,
    ],
    [
      () => changed('processor/tokens', (c) => (c.spelt = []), own('processor/tokens')),
      /spelt: has 0 elements/,
    ],
    [
      () => changed('processor/prompts', (c) => (c.format = 'odd'), own('processor/prompts')),
      /none called odd/,
    ],
    [() => write(JSON.stringify(TOKENS)), /absent\.json cannot be read: /],
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
