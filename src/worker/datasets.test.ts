// Out and in again: whatever a ladder holds, each format brings it back.
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../base/hash.ts';
import { encodePng } from '../data/formats/png.ts';
import { SAMPLE_JPEG, SAMPLE_LADDER, samplePng, sampleWebp } from '../data/formats/testSamples.ts';
import type { Dataset, ExportOptions, ImageFile, NamedBlob } from '../protocol/dataset.ts';
import { QUESTION_TYPES, type ImageRef } from '../protocol/dialogue.ts';
import type { Chunk, Claim, Ladder, Level, LevelCheck } from '../protocol/ladder.ts';
import { MemoryStore } from '../store/memory.ts';
import type { LabStore } from '../store/store.ts';
import { JobControl } from './control.ts';
import { allLadders, datasetCard, exportLadders, listDatasets, pageLadders } from './datasets.ts';
import { importFiles } from './importFiles.ts';

const IMAGES: ImageFile[] = await Promise.all(
  (
    [
      ['image/png', samplePng(3, 2)],
      ['image/jpeg', SAMPLE_JPEG],
      ['image/webp', sampleWebp('VP8L')],
    ] as const
  ).map(async ([type, bytes], i) => ({
    sha256: await sha256(bytes),
    type,
    width: i === 0 ? 3 : 40,
    height: i === 0 ? 2 : 30,
    bytes: new Blob([bytes], { type }),
  })),
);

const scenePng = async (): Promise<Uint8Array> => encodePng(new Uint8Array(3 * 4), 2, 2);

/** A lab that holds these ladders as the dataset `d`. */
async function labWith(ladders: readonly Ladder[]): Promise<LabStore> {
  const store = new MemoryStore();
  const counts = { ladders: ladders.length, rounds: 0, images: 0, levels: {} };
  const file = {
    name: 'f',
    part: 'd/0',
    format: 'ladders',
    bytes: 1,
    ladders: ladders.length,
    refused: 0,
  } as const;
  await store.datasets.beginPart('d/0');
  await store.datasets.stagePart('d/0', 0, ladders, IMAGES);
  const about = { id: 'd', name: 'My Dätaset!', createdAt: '', licence: 'MIT', hash: '' };
  await store.datasets.commitPart('d/0', { ...about, format: 'ladders', files: [file], counts });
  return store;
}

async function exported(
  store: LabStore,
  options: ExportOptions,
  id: string | undefined = 'd',
): Promise<NamedBlob> {
  const out = await exportLadders(store, id, options, scenePng, new JobControl(), () => undefined);
  return { path: out.fileName, blob: out.blob };
}

async function imported(
  store: LabStore,
  files: readonly NamedBlob[],
): Promise<{ dataset: Dataset; ladders: Ladder[] }> {
  const options = { name: 'again', licence: '' };
  const report = await importFiles(store.datasets, files, options, new JobControl(), () => undefined);
  expect(report.problems).toEqual([]);
  const dataset = report.dataset as Dataset;
  const ladders: Ladder[] = [];
  for await (const { dataset: id, ...ladder } of allLadders(store, dataset.id)) {
    expect(id).toBe(dataset.id);
    ladders.push(ladder);
  }
  return { dataset, ladders };
}

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.lorem({ mode: 'sentences', maxCount: 3 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '<image>',
      '<image>\nQ',
      'Q\n<image>',
      '\r\n',
      '\0',
      '\u2028 "\\',
      '😀',
      '\uFEFF',
    ),
  },
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0); // JSON knows no -0
const rank = fc.nat(9);
const span = { start: fc.nat(99), end: fc.nat(99) };
const claim: fc.Arbitrary<Claim> = fc.record({
  text,
  ...span,
  verdict: fc.constantFrom('true', 'false', 'unknown'),
});
const chunk: fc.Arbitrary<Chunk> = fc.record({
  text,
  ...span,
  kind: fc.constantFrom('noun', 'polarity', 'sentence'),
  sentence: fc.record(span),
});
const similarity = { acc: number, score: number };
const nearest = fc.record({ chunk: fc.integer({ min: -1, max: 9 }), cosine: number });
const check: fc.Arbitrary<LevelCheck> = fc.record({
  ...similarity,
  local: fc.record(similarity),
  global: fc.record(similarity),
  matches: fc.array(fc.array(fc.record({ local: nearest, global: nearest }), { maxLength: 2 }), {
    maxLength: 2,
  }),
  encoder: fc.record({ name: text, version: text }),
  threshold: number,
  localShare: number,
});
const image: fc.Arbitrary<ImageRef> = fc.oneof(
  fc.record({
    kind: fc.constant('scene' as const),
    seed: fc.nat(),
    split: fc.constantFrom('ladders', 'bench/prior-defying'),
    style: fc.constant('noto'),
  }),
  fc.record({
    kind: fc.constant('file' as const),
    sha256: fc.constantFrom(...IMAGES.map((file) => file.sha256)),
    name: text,
  }),
);

const levelOf = (rounds: number): fc.Arbitrary<Level> => {
  const each = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(item, { minLength: rounds, maxLength: rounds });
  return fc.record(
    {
      answers: each(text),
      source: text,
      claims: each(fc.array(claim, { maxLength: 2 })),
      chunks: each(fc.array(chunk, { maxLength: 2 })),
      check,
      ranks: fc.record({ generated: rank, autoCheck: rank, human: rank }, { requiredKeys: ['generated'] }),
    },
    { requiredKeys: ['answers', 'source', 'ranks'] },
  );
};
const ladderOf = (minLevels: number): fc.Arbitrary<Omit<Ladder, 'id'>> =>
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: minLevels, max: 8 }))
    .chain(([rounds, levels]) =>
      fc.record({
        image,
        questions: fc.array(text, { minLength: rounds, maxLength: rounds }),
        types: fc.array(fc.constantFrom(...QUESTION_TYPES, 'unknown' as const), {
          minLength: rounds,
          maxLength: rounds,
        }),
        levels: fc.array(levelOf(rounds), { minLength: levels, maxLength: levels }),
      }),
    );
const laddersOf = (minLevels: number): fc.Arbitrary<Ladder[]> =>
  fc
    .array(fc.tuple(fc.string({ minLength: 1 }), ladderOf(minLevels)), { minLength: 1, maxLength: 4 })
    .map((items) => items.map(([id, ladder], i) => ({ id: `${id} ${i}`, ...ladder })));

describe('every ladder comes back from', () => {
  const forms: [string, ExportOptions, minLevels: number][] = [
    ['our JSONL', { format: 'ladders', pairs: 'all', images: true }, 1],
    ["AMP's JSON", { format: 'amp', pairs: 'all', images: true }, 2],
    ["TRL's pairs, all", { format: 'trl', pairs: 'all', images: true }, 2],
    ["TRL's pairs, adjacent", { format: 'trl', pairs: 'adjacent', images: true }, 2],
    ["TRL's pairs, the best against each", { format: 'trl', pairs: 'best', images: true }, 2],
    ['Parquet', { format: 'trl-parquet', pairs: 'all', images: true }, 2],
  ];
  it.each(forms)('%s', async (_name, options, minLevels) => {
    await fc.assert(
      fc.asyncProperty(laddersOf(minLevels), async (ladders) => {
        const there = await labWith(ladders);
        const here = new MemoryStore();
        const { dataset, ladders: back } = await imported(here, [await exported(there, options)]);
        expect(back).toEqual(ladders);
        expect(dataset.hash).toBe((await datasetCard(there, 'd', new JobControl())).hash);
        for (const { image: ref } of ladders) {
          if (ref.kind !== 'file') continue;
          const original = IMAGES.find((file) => file.sha256 === ref.sha256) as ImageFile;
          const { bytes, ...header } = (await here.datasets.getImage(ref.sha256)) as ImageFile;
          expect({ ...header, bytes: await bytes.text() }).toEqual({
            ...original,
            bytes: await original.bytes.text(),
          });
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('exports', () => {
  const withFile: Ladder = {
    ...SAMPLE_LADDER,
    id: 'l2',
    image: { kind: 'file', sha256: (IMAGES[1] as ImageFile).sha256, name: 'a.jpg' },
  };

  it('without images come back into a lab that has them, and say what is missing in one that has not', async () => {
    const lab = await labWith([SAMPLE_LADDER, withFile]);
    const file = await exported(lab, { format: 'ladders', pairs: 'all', images: false });
    expect(file.path).toBe('my-da-taset-ladders.jsonl');
    expect((await imported(lab, [file])).ladders).toEqual([SAMPLE_LADDER, withFile]);
    const other = new MemoryStore();
    const report = await importFiles(
      other.datasets,
      [file],
      { name: '', licence: '' },
      new JobControl(),
      () => undefined,
    );
    expect(report.dataset?.counts.ladders).toBe(1);
    expect(report.problems.map(({ row }) => row)).toEqual([2]);
    expect(report.problems[0]?.reason).toMatch(/"a\.jpg" .*neither in the files nor in/);
  });

  it('have images, rows and a card in the zip; TRL rows are as TRL reads them', async () => {
    const lab = await labWith([SAMPLE_LADDER, withFile]);
    const { blob, path } = await exported(lab, { format: 'trl', pairs: 'all', images: true });
    expect(path).toBe('my-da-taset-trl.zip');
    const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
    const jpeg = `images/${(IMAGES[1] as ImageFile).sha256}.jpg`;
    const scene = 'images/scene-ladders-7-noto.png';
    expect(Object.keys(files)).toEqual(['data.jsonl', scene, jpeg, 'README.md', 'dataset-card.json']);
    expect(files[jpeg]).toEqual(SAMPLE_JPEG);
    const rows = new TextDecoder().decode(files['data.jsonl']).trimEnd().split('\n');
    expect(rows).toHaveLength(6);
    expect(JSON.parse(rows[1] as string)).toEqual({
      images: [scene],
      prompt: [
        {
          role: 'user',
          content: [
            { type: 'image', text: null },
            { type: 'text', text: SAMPLE_LADDER.questions[0] },
          ],
        },
      ],
      chosen: [
        { role: 'assistant', content: [{ type: 'text', text: 'There are two dogs.' }] },
        { role: 'user', content: [{ type: 'text', text: 'Where is the cat?' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'On the left.' }] },
      ],
      rejected: [
        { role: 'assistant', content: [{ type: 'text', text: 'No.' }] },
        { role: 'user', content: [{ type: 'text', text: 'Where is the cat?' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'On the left.' }] },
      ],
      ladder_id: 'l1',
      chosen_level: 0,
      rejected_level: 2,
      ladder: '',
    });
  });

  it('of pairs leave out ladders of one level, and say so', async () => {
    const single = { ...SAMPLE_LADDER, id: 's', levels: SAMPLE_LADDER.levels.slice(0, 1) };
    const options = { format: 'amp', pairs: 'all', images: false } as const;
    const lab = await labWith([SAMPLE_LADDER, single]);
    const out = await exportLadders(lab, 'd', options, scenePng, new JobControl(), () => undefined);
    expect([out.ladders, out.skipped]).toEqual([1, 1]);
    await expect(exported(await labWith([single]), options)).rejects.toThrow(
      /Of 1 ladders none has two levels/,
    );
  });

  it('take along what a person said; the stored ladder stays as it came', async () => {
    const lab = await labWith([SAMPLE_LADDER, { ...SAMPLE_LADDER, id: 'other' }]);
    const ranks = SAMPLE_LADDER.levels.map((_, k, all) => all.length - 1 - k);
    await lab.datasets.putAnnotation({
      dataset: 'd',
      ladder: SAMPLE_LADDER.id,
      ranks,
      note: 'upside down',
      updatedAt: '2026-11-25',
    });
    const options = { format: 'ladders', pairs: 'all', images: false } as const;
    const { blob } = await exportLadders(lab, 'd', options, scenePng, new JobControl(), () => undefined);
    const [first, second] = (await blob.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Ladder);
    expect(first?.note).toBe('upside down');
    expect(first?.levels.map((level) => level.ranks.human)).toEqual(ranks);
    expect(first?.levels.map(({ answers }) => answers)).toEqual(
      SAMPLE_LADDER.levels.map(({ answers }) => answers),
    );
    expect(second).toEqual(JSON.parse(JSON.stringify({ ...SAMPLE_LADDER, id: 'other', dataset: undefined })));
    expect((await pageLadders(lab, 'd', 0, 1)).ladders).toEqual([SAMPLE_LADDER]);
  });

  it('cover the ladders made in this lab, report progress and stop', async () => {
    const store = new MemoryStore();
    await store.putLadders(Array.from({ length: 450 }, (_, i) => ({ ...SAMPLE_LADDER, id: String(i) })));
    const options = { format: 'ladders', pairs: 'all', images: false } as const;
    const seen: number[] = [];
    const out = await exportLadders(store, undefined, options, scenePng, new JobControl(), (e) =>
      seen.push(e.done),
    );
    expect(out).toMatchObject({ fileName: 'ladders-of-this-lab-ladders.jsonl', ladders: 450 });
    expect(seen).toEqual([200, 400, 450]);
    const control = new JobControl();
    control.stop();
    await expect(
      exportLadders(store, undefined, options, scenePng, control, () => undefined),
    ).rejects.toThrow(/Stopped/);
  });
});

it('datasets are listed, paged and deleted', async () => {
  const store = await labWith([SAMPLE_LADDER]);
  expect(await listDatasets(store)).toHaveLength(1);
  expect((await pageLadders(store, 'd', 0, 10)).ladders).toEqual([SAMPLE_LADDER]);
  await expect(pageLadders(store, 'd', -1, 10)).rejects.toThrow(/no ladders -1 to 9/);
  await store.datasets.deleteDataset('d');
  expect(await listDatasets(store)).toEqual([]);
  await expect(datasetCard(store, 'd', new JobControl())).rejects.toThrow(/no dataset d/);
});
