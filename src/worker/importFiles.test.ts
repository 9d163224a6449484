// Imports end to end on a store: good rows come in, bad ones are reported, a file is all or nothing.
import 'fake-indexeddb/auto';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { CancelledError, StorageError } from '../base/errors.ts';
import { jsonl, named, SAMPLE_JPEG, samplePng } from '../data/formats/testSamples.ts';
import type { ImportEvent, ImportReport, NamedBlob } from '../protocol/dataset.ts';
import { IndexedDbStore } from '../store/indexedDb.ts';
import { MemoryDatasets } from '../store/memoryDatasets.ts';
import type { DatasetStore } from '../store/datasets.ts';
import { JobControl } from './control.ts';
import { importFiles } from './importFiles.ts';

const pair = (image: string, n: number): object => ({ image, question: `q${n}`, chosen: 'a', rejected: 'b' });
const png = named('images/a.png', samplePng());

async function run(
  files: readonly NamedBlob[],
  store: DatasetStore = new MemoryDatasets(),
  onEvent: (event: ImportEvent) => void = () => undefined,
  control = new JobControl(),
): Promise<ImportReport> {
  return importFiles(store, files, { name: 'test', licence: 'MIT' }, control, onEvent);
}

const problems = (report: ImportReport): string[] =>
  report.problems.map(({ file, row, reason }) => `${file}${row === undefined ? '' : ` ${row}`}: ${reason}`);

describe('an import', () => {
  it('takes the good rows and reports the bad ones with file, row, reason and remedy', async () => {
    const store = new MemoryDatasets();
    const rows = [
      pair('images/a.png', 1),
      pair('gone.png', 2),
      { ...pair('images/a.png', 3), chosen: null },
      pair('images/cut.jpg', 4),
      pair('images/b.jpg', 5),
    ];
    const events: ImportEvent[] = [];
    const report = await run(
      [
        named('data/rows.jsonl', jsonl(rows)),
        png,
        named('images/b.jpg', SAMPLE_JPEG),
        named('images/cut.jpg', SAMPLE_JPEG.slice(0, -4)),
      ],
      store,
      (event) => events.push(event),
    );
    expect(problems(report)).toEqual([
      'data/rows.jsonl 2: The image "gone.png" is not among the 4 files.',
      'data/rows.jsonl 3: chosen: it is null, expected string.',
      'data/rows.jsonl 4: The image "images/cut.jpg" is truncated: its 32 bytes end before the image does.',
    ]);
    expect(report.problems.every(({ remedy }) => remedy.length > 10)).toBe(true);
    expect(report.dataset).toMatchObject({
      name: 'test',
      licence: 'MIT',
      format: 'rlaif-v',
      files: [{ name: 'data/rows.jsonl', ladders: 2, refused: 3 }],
      counts: { ladders: 2, rounds: 2, images: 2, levels: { 2: 2 } },
    });
    const { ladders } = await store.pageLadders(report.dataset?.id as string, 0, 10);
    expect(ladders.map((l) => l.questions[0])).toEqual(['q1', 'q5']);
    expect(ladders[1]?.image).toMatchObject({ kind: 'file', name: 'images/b.jpg' });
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'progress')).toEqual(['problem', 'problem', 'problem', 'file']);
  });

  it('takes folders and archives of several formats as one dataset, and is undone as a whole', async () => {
    const store = new MemoryDatasets();
    const zip = zipSync({
      'set/data.json': new TextEncoder().encode(JSON.stringify([pair('img/x.png', 1)])),
      'set/img/x.png': samplePng(9, 9),
      '__MACOSX/set/._data.json': new Uint8Array(10),
      'set/README.md': new TextEncoder().encode('# hello'),
    });
    const llava = {
      id: 1,
      image: 'a.png',
      conversations: [
        { from: 'human', value: 'q' },
        { from: 'gpt', value: 'a' },
      ],
    };
    const report = await run([named('d/llava.json', [llava]), png, named('set.zip', zip)], store);
    expect(problems(report)).toEqual([]);
    expect(report.dataset).toMatchObject({
      format: 'mixed',
      files: [
        { name: 'd/llava.json', format: 'llava' },
        { name: 'set.zip/set/data.json', format: 'rlaif-v' },
      ],
      counts: { ladders: 2, images: 2, levels: { 1: 1, 2: 1 } },
    });
    const { ladders } = await store.pageLadders(report.dataset?.id as string, 0, 10);
    const hashes = ladders.map(({ image }) => (image.kind === 'file' ? image.sha256 : ''));
    expect(await store.getImage(hashes[1] as string)).toMatchObject({
      width: 9,
      height: 9,
      type: 'image/png',
    });
    await store.deleteDataset(report.dataset?.id as string);
    expect(await store.listDatasets()).toEqual([]);
    for (const hash of hashes) expect(await store.getImage(hash)).toBeUndefined();
  });

  it('reads Parquet with images inside, and says which rows are damaged', async () => {
    const bytes = samplePng();
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'image_bytes', data: ['x', 'y'], type: 'STRING' },
        { name: 'image_path', data: ['images/a.png', 'images/a.png'], type: 'STRING' },
        { name: 'text', data: [JSON.stringify(pair('', 1)), '{'], type: 'STRING' },
        { name: 'idx', data: [1n, 2n], type: 'INT64' },
      ],
    });
    const report = await run([named('a.parquet', new Uint8Array(buffer)), named('images/a.png', bytes)]);
    expect(problems(report)).toEqual(['a.parquet 2: text is no JSON: "{".']);
    expect(report.dataset?.counts.ladders).toBe(1);
    const cut = await run([named('a.parquet', new Uint8Array(buffer.slice(0, -9)))]);
    expect(problems(cut)).toEqual([expect.stringMatching(/^a\.parquet: The Parquet file cannot be read/)]);
    const damaged = new Uint8Array(buffer.slice(0));
    damaged.fill(0xff, 4, 60);
    expect(problems(await run([named('a.parquet', damaged)]))).toEqual([
      expect.stringMatching(/^a\.parquet 1: Rows 1 to 2 are damaged/),
    ]);
  });

  const malformed: [string, BlobPart | object, RegExp][] = [
    ['empty', '', /is empty \(0 bytes\)/],
    ['cut off', '[{"image":"images/a.png"', /ends inside this record/],
    ['of another kind', [1, 'two', null], /The record is 1, not an object/],
    ['of unknown fields', { name: 'package', version: 1 }, /No known format has these fields: name, version/],
    ['with K = 1', [{ image: 'a', output_1: [] }], /K = 1/],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), /not UTF-8/],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x5b, 0x00), /UTF-16/],
    ['of NUL bytes', new Uint8Array(5000), /NUL bytes/],
    ['nested deeply', '['.repeat(1e5), /ends inside this record/],
    ['a page', '<!doctype html><html></html>', /is not JSON/],
  ];
  it.each(malformed)(
    'of a file that is %s ends with a named error and no dataset',
    async (_name, content, message) => {
      for (const name of ['a.json', 'a.jsonl']) {
        const store = new MemoryDatasets();
        const report = await run([named(name, content), png], store);
        expect(report.dataset).toBeUndefined();
        expect(report.problemCount).toBeGreaterThan(0);
        expect(problems(report)[0]).toMatch(message);
        expect(await store.listDatasets()).toEqual([]);
      }
    },
  );

  it('takes BOM and CRLF', async () => {
    const rows = `\uFEFF${jsonl([pair('images/a.png', 1), pair('images/a.png', 2)]).replaceAll('\n', '\r\n')}`;
    expect((await run([named('a.jsonl', rows), png])).dataset?.counts.ladders).toBe(2);
  });

  it('says when there is no data file, or a broken archive, or too many rows of nothing known', async () => {
    expect(problems(await run([png]))).toEqual(['images/a.png: None of the 1 files is a data file.']);
    expect(problems(await run([named('a.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0))]))[0]).toMatch(
      /^a\.zip: The zip of 5 B/,
    );
    const junk = await run([named('a.jsonl', jsonl(Array(500).fill({ x: 1 })))]);
    expect(junk.problemCount).toBe(101);
    expect(problems(junk)[100]).toBe(
      'a.jsonl: None of the first 100 rows is of a known format; the rest was not read.',
    );
  });

  it('keeps a thousand problems and counts all', async () => {
    const rows = [pair('images/a.png', 0), ...Array.from({ length: 1500 }, (_, i) => pair('gone.png', i))];
    const report = await run([named('a.jsonl', jsonl(rows)), png]);
    expect([report.problems.length, report.problemCount]).toEqual([1000, 1500]);
    expect(report.dataset?.files[0]?.refused).toBe(1500);
  });

  it('refuses an id that is there twice, within a file and between files', async () => {
    const ladder = (id: string): object => ({
      id,
      image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' },
      questions: ['q'],
      types: ['unknown'],
      levels: [{ answers: ['a'], source: 's', ranks: { generated: 0 } }],
    });
    const report = await run([
      named('a.jsonl', jsonl([ladder('x'), ladder('x')])),
      named('b.jsonl', jsonl([ladder('y'), ladder('x')])),
    ]);
    expect(problems(report)).toEqual([
      'a.jsonl 2: The ladder "x" is there twice.',
      'b.jsonl 2: The ladder "x" is there twice.',
    ]);
  });
});

describe('a file is all or nothing', () => {
  const good = (name: string): NamedBlob => named(name, jsonl([pair('images/a.png', 1)]));

  it('when the disk fails in the middle; the other files come in', async () => {
    const blob = new Blob([jsonl([pair('images/a.png', 1)])]);
    const failing = Object.assign(blob, {
      stream: () =>
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(jsonl(Array(2000).fill(pair('images/a.png', 1)))));
          },
          pull(controller) {
            controller.error(new DOMException('gone', 'NotReadableError'));
          },
        }),
    });
    const store = new MemoryDatasets();
    const report = await run([{ path: 'bad.jsonl', blob: failing }, good('good.jsonl'), png], store);
    expect(problems(report)).toEqual(['bad.jsonl: bad.jsonl cannot be read (gone).']);
    expect(report.dataset?.files.map(({ name }) => name)).toEqual(['good.jsonl']);
    expect((await store.pageLadders(report.dataset?.id as string, 0, 9999)).ladders).toHaveLength(1);
  });

  it('when it is stopped; what was through stays', async () => {
    const store = await IndexedDbStore.open('stopped');
    const control = new JobControl();
    const many = named('b.jsonl', jsonl(Array.from({ length: 3000 }, (_, i) => pair('images/a.png', i))));
    const importing = run(
      [good('a.jsonl'), many, png],
      store.datasets,
      (event) => {
        if (event.kind === 'file') control.stop();
      },
      control,
    );
    await expect(importing).rejects.toThrow(CancelledError);
    const [dataset] = await store.datasets.listDatasets();
    expect(dataset?.files.map(({ name }) => name)).toEqual(['a.jsonl']);
    expect((await store.datasets.pageLadders(dataset?.id as string, 0, 9999)).ladders).toHaveLength(1);
  });

  it('when the store is full', async () => {
    class FullStore extends MemoryDatasets {
      override async stagePart(
        ...[part, at, ...rest]: Parameters<MemoryDatasets['stagePart']>
      ): Promise<void> {
        if (at >= 500)
          throw new StorageError('The browser has no room left for this site.', 'Free disk space.');
        await super.stagePart(part, at, ...rest);
      }
    }
    const store = new FullStore();
    const many = named('b.jsonl', jsonl(Array.from({ length: 3000 }, (_, i) => pair('images/a.png', i))));
    await expect(run([good('a.jsonl'), many, png], store)).rejects.toThrow(StorageError);
    const [dataset] = await store.listDatasets();
    expect(dataset?.counts.ladders).toBe(1);
    await store.deleteDataset(dataset?.id as string);
    const sizes = Object.values(store).map((table) => (table as Map<string, unknown>).size);
    expect(sizes.every((size) => size === 0)).toBe(true);
  });
});
