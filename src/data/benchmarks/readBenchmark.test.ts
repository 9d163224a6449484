// Which benchmark some files are, whatever they are called, and that no content whatever breaks the readers.
import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, LabError } from '../../base/errors.ts';
import type { NamedBlob } from '../../protocol/dataset.ts';
import { collectFiles } from '../formats/files.ts';
import { jsonl, named } from '../formats/testSamples.ts';
import { recogniseBenchmark } from './readBenchmark.ts';
import {
  amberFiles,
  chairFiles,
  llavaBenchFiles,
  mmhalFiles,
  MRHAL_ROWS,
  mrhalFiles,
  pngs,
  popeFiles,
  readAll,
} from './testSamples.ts';

const SETS: [string, () => NamedBlob[]][] = [
  ['mrhal', mrhalFiles],
  ['pope', popeFiles],
  ['chair', chairFiles],
  ['amber', amberFiles],
  ['mmhal', mmhalFiles],
  ['llava-bench', llavaBenchFiles],
];

describe('recognition', () => {
  it.each(SETS)('tells %s by its content, under any names and in any order', async (task, files) => {
    const renamed = files().map(({ path, blob }, i) => ({
      path: path.endsWith('.png') ? path : `file${i}${/\.\w+$/.exec(path)?.[0]}`,
      blob,
    }));
    const read = await readAll(renamed.toReversed());
    expect(read.task).toBe(task);
    expect(read.examples.length).toBeGreaterThan(1);
    expect(new Set(read.examples.map(({ id }) => id)).size).toBe(read.examples.length);
  });

  it.each(SETS)('reads %s out of a zip', async (task, files) => {
    const entries = await Promise.all(
      files().map(async ({ path, blob }) => [path, new Uint8Array(await blob.arrayBuffer())] as const),
    );
    const zip = zipSync({ ...Object.fromEntries(entries), '__MACOSX/._a.json': new Uint8Array(3) });
    const read = await readAll([named('set.zip', zip)]);
    expect([read.task, read.problems.filter((line) => !line.includes('have no file here'))]).toEqual([
      task,
      [],
    ]);
  });

  it('refuses two benchmarks at once', async () => {
    await expect(readAll([...mrhalFiles(), ...popeFiles()])).rejects.toThrow(
      /belong to MRHal-Bench \(bench\/eval_gt\.json\) and to POPE \(.*Import one benchmark at a time/,
    );
  });

  it('says what it found when it knows nothing of it, and what it would know', async () => {
    const unknown = readAll([named('a.json', [{ name: 'x', version: 1 }]), named('b.json', '')]);
    await expect(unknown).rejects.toThrow(FormatError);
    await expect(unknown).rejects.toThrow(
      /a\.json has the fields name, version\. b\.json: The file is empty \(0 bytes\)\..*MRHal-Bench \(eval_gt\.json\)/,
    );
    await expect(readAll(pngs('a.png'))).rejects.toThrow(/No known benchmark is among the files\. Known:/);
  });

  it('reads on behind a broken first row', async () => {
    const text = `{"id": 1, "ima\n${jsonl(MRHAL_ROWS)}`;
    const { examples, problems } = await readAll([named('rows.jsonl', text), ...mrhalFiles().slice(1)]);
    expect(examples).toHaveLength(2);
    expect(problems).toEqual([expect.stringMatching(/^rows\.jsonl row 1: The record is not JSON/)]);
  });

  it('names the files beside it that it did not use, and the unreadable ones', async () => {
    const { problems } = await readAll([
      ...popeFiles(),
      named('answer/example.json', jsonl([{ question: 'q', answer: 'yes' }])),
      named('empty.json', ''),
      named('README.txt', 'Some words about it all.'),
    ]);
    expect(problems).toEqual([
      'empty.json: The file is empty (0 bytes). Export or download it again.',
      'Not a part of POPE, and not used: answer/example.json.',
    ]);
  });
});

describe('whatever stands in the files', () => {
  const FIELDS = [
    ...[
      'id',
      'image',
      'image_content',
      'label',
      'revised',
      'question_id',
      'text',
      'category',
      'type',
      'truth',
    ],
    ...[
      'hallu',
      'query',
      'question',
      'gt_answer',
      'image_id',
      'image_src',
      'captions',
      'instances',
      'images',
    ],
    ...['annotations', 'categories', 'caption', 'category_id', 'file_name', 'conversations', '__proto__'],
  ];
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('yes', 'no', 'a.png', 'generative', '', '[1', '["x"]', 0, 1, 2.5, -1, null, true),
      fc.string({ maxLength: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...FIELDS, 'value', 'name', 'bbox', 'bytes', 'path'), tie('value'), {
        maxKeys: 5,
      }),
    ),
  })).value;
  const row = fc.dictionary(fc.constantFrom(...FIELDS), value, { minKeys: 1, maxKeys: 12 });
  const text = fc.oneof(
    fc.array(row, { maxLength: 4 }).map((rows) => JSON.stringify(rows)),
    fc.array(row, { maxLength: 4 }).map(jsonl),
    row.map((one) => JSON.stringify(one)),
    fc.json(),
    fc.string(),
  );
  const file = fc.record({ name: fc.constantFrom('a.json', 'b.jsonl', 'c_random.json', 'd.txt'), text });

  const attempt = async (files: readonly NamedBlob[]): Promise<void> => {
    try {
      const { files: set } = await collectFiles(files);
      const { read } = await recogniseBenchmark(set);
      for await (const item of read()) {
        if (item.kind === 'problem') expect(item.problem.length).toBeGreaterThan(5);
        if (item.kind === 'example') {
          expect(typeof item.example.id).toBe('string');
          expect(item.example.rounds.length).toBeGreaterThan(0);
          for (const { question, answer, type } of item.example.rounds) {
            expect([typeof question, typeof answer, typeof type]).toEqual(['string', 'string', 'string']);
          }
        }
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
    }
  };

  it('nothing but a named error is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), (files) =>
        attempt([...files.map(({ name, text: content }) => named(name, content)), ...pngs('a.png')]),
      ),
      { numRuns: 1500 },
    );
  });

  it('nor for a good set with one value put in another’s place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SETS),
        fc.nat(),
        fc.nat(),
        value,
        async ([, files], f, at, other) => {
          const set = files();
          const texts = set.filter(({ path }) => /\.jsonl?$/.test(path));
          const changed = texts[f % texts.length] as NamedBlob;
          const content = await changed.blob.text();
          // Every place where a value stands: behind a colon, a comma or a bracket.
          const places = [...content.matchAll(/(?<=[:[,]\s*)("[^"]*"|[\d.]+)/g)];
          const place = places[at % places.length] as RegExpExecArray;
          const mutated =
            content.slice(0, place.index) +
            JSON.stringify(other) +
            content.slice(place.index + place[0].length);
          await attempt(set.map((one) => (one === changed ? named(one.path, mutated) : one)));
        },
      ),
      { numRuns: 600 },
    );
  });
});
