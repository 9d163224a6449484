// Benchmarks into the store: whole or not at all, with their images, and every problem said.
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { CancelledError, StorageError } from '../base/errors.ts';
import { importedBenchmark } from '../bench/benchmarks.ts';
import { judged, type Task } from '../bench/task.ts';
import {
  amberFiles,
  chairFiles,
  llavaBenchFiles,
  mmhalFiles,
  MRHAL_ROWS,
  mrhalFiles,
  pngs,
  popeFiles,
  popeRow,
} from '../data/benchmarks/testSamples.ts';
import { jsonl, named } from '../data/formats/testSamples.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { RuleJudge } from '../protocol/judge.ts';
import type { DatasetStore } from '../store/datasets.ts';
import { IndexedDbStore } from '../store/indexedDb.ts';
import { MemoryDatasets } from '../store/memoryDatasets.ts';
import { JobControl } from './control.ts';
import { importBenchmark } from './importBenchmark.ts';

const quiet = (): void => undefined;

let databases = 0;
const homes: [string, () => Promise<DatasetStore>][] = [
  ['memory', async () => new MemoryDatasets()],
  ['IndexedDB', async () => (await IndexedDbStore.open(`benchmarks ${databases++}`)).datasets],
];

/** How much each of the store's tables holds. */
const sizes = (store: MemoryDatasets): number[] =>
  Object.values(store).map((table) => (table as Map<string, unknown>).size);

const hashOf = (image: ImageRef | undefined): string => (image?.kind === 'file' ? image.sha256 : '');

describe.each(homes)('an import into %s', (_name, open) => {
  it('is listed, with its examples and images, until it is deleted', async () => {
    const store = await open();
    const report = await importBenchmark(store, mrhalFiles(), new JobControl(), quiet);
    expect(report).toMatchObject({
      benchmark: {
        task: 'mrhal',
        name: 'MRHal-Bench',
        bundled: false,
        examples: 2,
        rounds: 5,
        about: 'Imported from bench/eval_gt.json.',
      },
      problems: [],
      problemCount: 0,
    });
    const [stored] = await store.listBenchmarks();
    expect(stored).toMatchObject({ id: report.benchmark?.id, files: ['bench/eval_gt.json'], tables: {} });
    expect(stored && importedBenchmark(stored)?.info).toEqual(report.benchmark);
    for (const { image } of stored?.examples ?? []) {
      expect(await store.getImage(hashOf(image))).toMatchObject({ width: 3, height: 2 });
    }
    await store.deleteBenchmark(report.benchmark?.id as string);
    expect(await store.listBenchmarks()).toEqual([]);
    expect(await store.getImage(hashOf(stored?.examples[0]?.image))).toBeUndefined();
  });

  it('shares images with another import, which keeps them', async () => {
    const store = await open();
    const [first, second] = [
      await importBenchmark(store, popeFiles(), new JobControl(), quiet),
      await importBenchmark(store, popeFiles(), new JobControl(), quiet),
    ];
    await store.deleteBenchmark(first.benchmark?.id as string);
    const [left] = await store.listBenchmarks();
    expect(left?.id).toBe(second.benchmark?.id);
    for (const { image } of left?.examples ?? []) {
      expect(await store.getImage(hashOf(image))).toBeDefined();
    }
  });
});

/** Answers to every example of a set, and what its task counts in all, by the rules where it has some. */
const SETS: [string, NamedBlob[], string, Record<string, number>][] = [
  ['mrhal', mrhalFiles(), 'text', {}],
  ['mmhal', mmhalFiles(), 'text', {}],
  ['llava-bench', llavaBenchFiles(), 'text', {}],
  // "No kite." to goat yes, kite no, goat yes, chair no
  ['pope', popeFiles(), 'published', { questions: 4, right: 2, saidYes: 0, tp: 0 }],
  // Image 7 has dog and motorcycle, and a bench by its captions; image 8 has nothing: both mentions are false there.
  [
    'chair',
    chairFiles(),
    'published',
    { captions: 2, mentions: 4, hallucinatedMentions: 2, objects: 3, recalled: 2 },
  ],
  // Described are goat (there) and cloud (not there, and prone); of two questions, no is right for one.
  [
    'amber',
    amberFiles(),
    'strict',
    { mentions: 2, hallucinatedMentions: 1, objects: 2, covered: 1, named: 1, right: 1 },
  ],
];
const ANSWERS: Record<string, string> = {
  pope: 'No kite.',
  chair: 'A puppy on a bench.',
  amber: 'No goat, but a cloud.',
};
it.each(SETS)('of %s can be judged', async (task, files, judge, expected) => {
  const store = new MemoryDatasets();
  const { benchmark: info } = await importBenchmark(store, files, new JobControl(), quiet);
  expect(info).toMatchObject({ task, judges: expect.arrayContaining([judge]) as string[] });
  const [stored] = await store.listBenchmarks();
  const benchmark = stored && importedBenchmark(stored);
  const rule = benchmark?.task.rules[judge as RuleJudge]?.(benchmark.tables);
  const sums: Record<string, number> = {};
  for (const example of rule === undefined ? [] : (benchmark?.examples ?? [])) {
    const answers = [ANSWERS[task] as string];
    const sample = judged(benchmark?.task as Task, example, answers, rule?.(example, answers) ?? []);
    for (const [name, n] of Object.entries(sample.rounds[0]?.counts ?? {}))
      sums[name] = (sums[name] ?? 0) + n;
  }
  expect(sums).toMatchObject(expected);
});

it('takes what is good and says what is not', async () => {
  const store = new MemoryDatasets();
  const rows = [...MRHAL_ROWS, { ...MRHAL_ROWS[0], id: 13, image: 'gone.png' }];
  const zip = named('broken.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0));
  const report = await importBenchmark(store, [...mrhalFiles(rows), zip], new JobControl(), quiet);
  expect(report.benchmark?.examples).toBe(2);
  expect(report.problems).toEqual([
    expect.stringMatching(/^broken\.zip: The zip of 5 B/),
    expect.stringMatching(
      /^bench\/eval_gt\.json row 3: The image "gone\.png" is not among the 3 files\. Import it/,
    ),
  ]);
});

it('keeps two hundred problems and counts all', async () => {
  const rows = [popeRow(0, 'a.png', 'goat', 'yes')];
  for (let i = 1; i <= 500; i++) rows.push(popeRow(i, 'gone.png', 'goat', 'no'));
  const files = [named('coco_pope_random.json', jsonl(rows)), ...pngs('a.png')];
  const report = await importBenchmark(new MemoryDatasets(), files, new JobControl(), quiet);
  expect([report.benchmark?.examples, report.problems.length, report.problemCount]).toEqual([1, 200, 500]);
});

const nothing: [string, readonly NamedBlob[], RegExp][] = [
  ['no files', [], /No known benchmark is among the files/],
  ['an unknown file', [named('a.json', { x: 1 })], /a\.json has the fields x/],
  ['an empty file', [named('a.json', '')], /a\.json: The file is empty/],
  ['no images', mrhalFiles().slice(0, 1), /No example of MRHal-Bench could be used/],
  [
    'a benchmark that lacks a file',
    [named('q.json', [{ id: 1, image: 'a', query: 'q' }])],
    /annotations\.json/,
  ],
  ['two benchmarks', [...mrhalFiles(), ...popeFiles()], /one benchmark at a time/],
];
it.each(nothing)('leaves nothing behind of %s', async (_name, files, reason) => {
  const store = new MemoryDatasets();
  const report = await importBenchmark(store, files, new JobControl(), quiet);
  expect(report.benchmark).toBeUndefined();
  expect(report.problems.at(-1)).toMatch(reason);
  expect(report.problemCount).toBeGreaterThan(0);
  expect(await store.listBenchmarks()).toEqual([]);
  expect(sizes(store)).toEqual(sizes(new MemoryDatasets()));
});

it('leaves nothing behind when it is stopped', async () => {
  const store = new MemoryDatasets();
  const control = new JobControl();
  control.stop();
  await expect(importBenchmark(store, popeFiles(), control, quiet)).rejects.toThrow(CancelledError);
  expect(sizes(store)).toEqual(sizes(new MemoryDatasets()));
});

it('leaves nothing behind when the store is full', async () => {
  const store = new MemoryDatasets();
  const drop = store.dropPart.bind(store);
  const dropped: string[] = [];
  store.dropPart = (part) => drop(part).then(() => void dropped.push(part));
  store.stagePart = () => Promise.reject(new StorageError('The browser has no room left.', 'Free some.'));
  await expect(importBenchmark(store, popeFiles(), new JobControl(), quiet)).rejects.toThrow(StorageError);
  expect(dropped).toEqual([expect.stringMatching(/^benchmark\/[0-9a-f-]{36}$/)]);
  expect(await store.listBenchmarks()).toEqual([]);
});

it('stages images in batches, so that no more than some are held', async () => {
  const store = new MemoryDatasets();
  const staged: number[] = [];
  const stagePart = store.stagePart.bind(store);
  store.stagePart = (part, at, ladders, images) => {
    staged.push(images.length);
    return stagePart(part, at, ladders, images);
  };
  // A PNG with 6 MiB behind its end: three of them fill a batch of 16 MiB.
  const padded = (path: string, colour: NamedBlob): NamedBlob => ({
    path,
    blob: new Blob([colour.blob, new Uint8Array(6 * 2 ** 20)]),
  });
  const images = pngs('0.png', '1.png', '2.png', '3.png', '4.png').map((png) => padded(png.path, png));
  const rows = images.map(({ path }, i) => popeRow(i, path, 'goat', 'yes'));
  await importBenchmark(
    store,
    [named('coco_pope_random.json', jsonl(rows)), ...images],
    new JobControl(),
    quiet,
  );
  expect(staged).toEqual([3, 2]);
});

it('an import says how many samples it has read so far', async () => {
  const told: string[] = [];
  const rows = Array.from({ length: 60 }, (_, i) => popeRow(i, 'a.png', 'goat', 'yes'));
  const files = [named('coco_pope_random.json', jsonl(rows)), ...pngs('a.png')];
  await importBenchmark(new MemoryDatasets(), files, new JobControl(), (event) => {
    if (event.kind === 'stage') told.push(event.message);
  });
  expect(told[0]).toBe('Opening the files.');
  expect(told.slice(1)).toEqual([
    expect.stringMatching(/POPE.*: 25 samples so far/),
    expect.stringMatching(/POPE.*: 50 samples so far/),
  ]);
});
