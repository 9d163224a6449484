import { expect, test } from 'vitest';
import { CancelledError, FormatError } from '../base/errors.ts';
import { encodePng } from '../data/formats/png.ts';
import { ZipWriter } from '../data/formats/zipWriter.ts';
import type { BenchmarkInfo, ImportedBenchmark } from '../protocol/benchmark.ts';
import type { JobEvent } from '../protocol/job.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Run } from '../protocol/run.ts';
import { benchmarkPart } from '../store/datasets.ts';
import { MemoryStore } from '../store/memory.ts';
import type { LabStore } from '../store/store.ts';
import { JobControl } from './control.ts';
import { importFiles } from './importFiles.ts';
import { exportLab, importLab } from './labArchive.ts';
import { sceneTestLadders } from './testLab.ts';

const png = (value: number): Uint8Array => encodePng(new Uint8Array(3 * 4).fill(value), 2, 2);
const named = (path: string, content: BlobPart) => ({ path, blob: new Blob([content]) });
const control = (): JobControl => new JobControl();
const quiet = (): void => undefined;

/** A lab with a record of every kind that has a file beside it. */
async function fullLab(): Promise<LabStore> {
  const store = new MemoryStore();
  const rows = [1, 2, 3].map((i) =>
    JSON.stringify({ image: 'a.png', prompt: `Q${i}`, chosen: 'A red car.', rejected: 'A blue car.' }),
  );
  await importFiles(
    store.datasets,
    [named('rows.jsonl', rows.join('\n')), named('a.png', png(9) as BlobPart)],
    { name: 'mine', licence: 'MIT' },
    control(),
    () => undefined,
  );
  await store.putLadders(sceneTestLadders(2, 3));
  await store.putRun({ id: 'run-1', name: 'r', createdAt: '2026-11-25', status: 'finished' } as Run);
  await store.putEvent({ runId: 'run-1', step: 0, seconds: 1, metrics: { loss: 0.5 } });
  await store.putEvent({ runId: 'run-1', step: 1, seconds: 2, metrics: { loss: NaN } });
  const bytes = new Uint8Array([1, 2, 250, 4]).buffer;
  await store.putCheckpoint({ hash: 'run/run-1/final', name: 'w', createdAt: '2026-11-25', bytes });
  const [dataset] = await store.datasets.listDatasets();
  const page = await store.datasets.pageLadders(dataset?.id ?? '', 0, 1);
  const { id: ladder, image } = page.ladders[0] as Ladder;
  await store.datasets.putAnnotation({
    dataset: dataset?.id ?? '',
    ladder,
    ranks: [1, 0],
    note: 'the second is better',
    updatedAt: '2026-11-25',
  });
  if (image.kind !== 'file') throw new Error('a scene');
  const benchmark: ImportedBenchmark = {
    id: 'b',
    task: 'pope' satisfies BenchmarkInfo['task'],
    name: 'POPE',
    createdAt: '2026-11-25',
    files: ['p.json'],
    examples: [{ id: 'e', image, rounds: [{ question: 'Is there a car?', answer: 'yes', type: 'random' }] }],
    tables: { synonyms: [['car', 'automobile']] },
  };
  const file = await store.datasets.getImage(image.sha256);
  await store.datasets.beginPart(benchmarkPart('b'));
  await store.datasets.stagePart(benchmarkPart('b'), 0, [], file === undefined ? [] : [file]);
  await store.datasets.commitBenchmark(benchmark);
  return store;
}

/** All that an archive should keep. */
async function contents(store: LabStore): Promise<unknown> {
  const datasets = await store.datasets.listDatasets();
  const ladders = await Promise.all(datasets.map(({ id }) => store.datasets.pageLadders(id, 0, 100)));
  const first = ladders[0]?.ladders[0]?.image;
  const image = first?.kind === 'file' ? await store.datasets.getImage(first.sha256) : undefined;
  const checkpoint = await store.getCheckpoint('run/run-1/final');
  return {
    datasets,
    ladders,
    own: await store.listLadders(),
    annotations: await Promise.all(datasets.map(({ id }) => store.datasets.listAnnotations(id))),
    image: image && [image.width, new Uint8Array(await image.bytes.arrayBuffer())],
    runs: await store.listRuns(),
    events: JSON.stringify(await store.listEvents('run-1')),
    checkpoint: checkpoint && [checkpoint.name, new Uint8Array(checkpoint.bytes)],
    benchmarks: await store.datasets.listBenchmarks(),
  };
}

test('a lab goes out and comes back whole, twice over', async () => {
  const store = await fullLab();
  const { name, blob } = await exportLab(store, control(), quiet);
  expect(name).toMatch(/^amp-lab-\d{4}-\d\d-\d\d\.zip$/);
  const other = new MemoryStore();
  const records = await importLab(other, { path: name, blob }, control(), quiet);
  // Ladders, run, events, weights, image, benchmark, annotation, dataset, its rows.
  expect(records).toBe(2 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 3);
  expect(await contents(other)).toEqual(await contents(store));
  await importLab(other, { path: name, blob }, control(), quiet);
  expect(await contents(other)).toEqual(await contents(store));
});

test('deleting what came back leaves no image behind', async () => {
  const { blob } = await exportLab(await fullLab(), control(), quiet);
  const store = new MemoryStore();
  await importLab(store, { path: 'lab.zip', blob }, control(), quiet);
  const [dataset] = await store.datasets.listDatasets();
  const { ladders } = await store.datasets.pageLadders(dataset?.id ?? '', 0, 1);
  const image = ladders[0]?.image;
  const sha256 = image?.kind === 'file' ? image.sha256 : '';
  await store.datasets.deleteDataset(dataset?.id ?? '');
  expect(await store.datasets.getImage(sha256)).toBeDefined(); // the benchmark's
  await store.datasets.deleteBenchmark('b');
  expect(await store.datasets.getImage(sha256)).toBeUndefined();
});

test('what is no archive is refused, and what is newer too', async () => {
  const zip = new ZipWriter();
  zip.text('notes.txt', 'hello');
  const refuse = (blob: Blob) => importLab(new MemoryStore(), { path: 'x.zip', blob }, control(), quiet);
  await expect(refuse(zip.finish())).rejects.toThrow(/x\.zip is no export of a lab/);
  await expect(refuse(new Blob(['not a zip']))).rejects.toThrow(FormatError);
  const newer = new ZipWriter();
  newer.text('lab.json', JSON.stringify({ format: 'amp-lab', version: 99 }));
  await expect(refuse(newer.finish())).rejects.toThrow(/newer lab \(version 99/);
});

test('a missing part is named, and what came before it stays', async () => {
  const zip = new ZipWriter();
  zip.text('lab.json', JSON.stringify({ format: 'amp-lab', version: 1 }));
  zip.text('ladders.jsonl', `${JSON.stringify(sceneTestLadders(1, 2)[0])}\n`);
  const store = new MemoryStore();
  await expect(importLab(store, { path: 'x.zip', blob: zip.finish() }, control(), quiet)).rejects.toThrow(
    /x\.zip: runs\.jsonl is damaged \(it is missing\)/,
  );
  expect(await store.listLadders()).toHaveLength(1);
});

test('both ways tell how far they are, to the end of their bar, and can be stopped', async () => {
  const store = await fullLab();
  const shares = (events: readonly JobEvent[]): number[] =>
    events.flatMap((event) => (event.kind === 'progress' ? [event.done / event.total] : []));
  const out: JobEvent[] = [];
  const { name, blob } = await exportLab(store, control(), (event) => out.push(event));
  expect(shares(out).at(-1)).toBe(1);
  const back: JobEvent[] = [];
  await importLab(new MemoryStore(), { path: name, blob }, control(), (event) => back.push(event));
  expect(shares(back)).toEqual(shares(back).toSorted((a, b) => a - b));
  expect(shares(back).at(-1)).toBe(1);
  expect(shares(back).length).toBeGreaterThan(1);
  const stopped = control();
  stopped.stop();
  await expect(exportLab(store, stopped, quiet)).rejects.toThrow(CancelledError);
  await expect(importLab(new MemoryStore(), { path: name, blob }, stopped, quiet)).rejects.toThrow(
    CancelledError,
  );
});
