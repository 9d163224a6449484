import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectFiles, type FileEntry } from './files.ts';
import { jsonRows, type RawRow } from './jsonRows.ts';
import { MAX_DEPTH } from './splitter.ts';
import { named } from './testSamples.ts';

/** A file that comes in chunks of `size` bytes. */
function chunked(bytes: Uint8Array, size: number): FileEntry {
  return {
    path: 'a.json',
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    },
    blob: () => Promise.reject(new Error('not here')),
  };
}

async function rowsOf(content: string | Uint8Array, size = 1 << 16): Promise<RawRow[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const rows: RawRow[] = [];
  for await (const row of jsonRows(chunked(bytes, size))) rows.push(row);
  return rows;
}

const values = (rows: RawRow[]): unknown[] => rows.map((row) => ('value' in row ? row.value : 'error'));
const errors = (rows: RawRow[]): string[] =>
  rows.flatMap((row) => ('error' in row ? [`${row.row}: ${row.error.message}`] : []));

describe('rows of JSON', () => {
  it('come out the same whatever the chunks, from arrays, values in a row and lines', async () => {
    const record = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }), {
      minKeys: 1,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const expected = JSON.parse(JSON.stringify(rows)) as unknown;
          const forms = [
            JSON.stringify(rows),
            JSON.stringify(rows, null, 2),
            `\uFEFF ${JSON.stringify(rows).replaceAll('\n', '\r\n')}\r\n`,
            rows.map((row) => JSON.stringify(row)).join('\n'),
            rows.map((row) => `${JSON.stringify(row)}\r\n\r\n`).join(''),
            rows.map((row) => JSON.stringify(row, null, 1)).join('\n'),
          ];
          for (const form of forms) expect(values(await rowsOf(form, size))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('number lines in JSONL and records elsewhere', async () => {
    expect((await rowsOf('{"a":1}\n\n{"a":2}\n')).map(({ row }) => row)).toEqual([1, 3]);
    expect((await rowsOf('[{"a":1},\n\n{"a":2}]')).map(({ row }) => row)).toEqual([1, 2]);
  });

  it('go on after a broken line', async () => {
    const rows = await rowsOf('{"a":1}\n{"a":"unclosed}\n{"a":3}\n');
    expect(values(rows)).toEqual([{ a: 1 }, 'error', { a: 3 }]);
    expect(errors(rows)).toEqual([
      expect.stringMatching(/^2: The record is not JSON: .*Mend or remove it\.$/),
    ]);
  });

  const broken: [name: string, content: string | Uint8Array, message: RegExp, good: number][] = [
    ['an empty file', '', /^0: The file is empty \(0 bytes\)/, 0],
    ['white space alone', ' \r\n ', /^0: The file's 4 bytes hold no record/, 0],
    ['an empty array', '[]', /^0: The file's 2 bytes hold no record/, 0],
    ['a truncated array', '[{"a":1},{"a":', /^2: The file ends inside this record, 5 bytes into it/, 1],
    ['an array without its end', '[{"a":1}', /^0: The file ends before the closing bracket/, 1],
    ['a stray bracket', '{"a":1}}\n', /^1: The record is not JSON/, 0],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0), /^0: The file is UTF-16/, 0],
    ['NUL bytes', new Uint8Array(100), /^0: The file begins with NUL bytes/, 0],
    ['NUL in a row', '[{"a":1},{"b":"\0"}]', /^2: .* It holds NUL bytes/, 1],
    ['what is not UTF-8', Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), /^1: .* not UTF-8/, 0],
    ['no JSON', 'hello there', /^1: The record is not JSON/, 0],
    ['deep nesting', '['.repeat(1e5), /^1: The file ends inside this record, 99999 bytes/, 0],
    ['deep nesting, closed', '['.repeat(1e5) + ']'.repeat(1e5), /^1: .* nested more than 100 levels/, 0],
    ['deep nesting in a line', `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}\n{"a":1}`, /^1: .* nested/, 1],
  ];
  it.each(broken)('%s is an error that says so', async (_name, content, message, good) => {
    for (const size of [1, 7, 1 << 16]) {
      if (content.length > 1000 && size < 100) continue;
      const rows = await rowsOf(content, size);
      expect(errors(rows)[0]).toMatch(message);
      expect(rows.filter((row) => 'value' in row)).toHaveLength(good);
    }
  });

  it('take nesting up to the limit', async () => {
    const deep = (n: number): string => `[${'['.repeat(n)}${']'.repeat(n)}]`;
    expect(errors(await rowsOf(deep(MAX_DEPTH)))).toEqual([]);
    expect(errors(await rowsOf(deep(MAX_DEPTH + 1)))).toHaveLength(1);
  });

  it('drop a record that is too long, and go on', async () => {
    const long = `{"a":"${'x'.repeat(2 ** 20)}"}`;
    const content = `{"a":1}\n${long.repeat(65).replaceAll('}{', ',')}\n{"a":2}\n`;
    const rows = await rowsOf(content);
    expect(values(rows)).toEqual([{ a: 1 }, 'error', { a: 2 }]);
    expect(errors(rows)).toEqual([expect.stringMatching(/^2: The record has 65 MiB; at most 64 MiB/)]);
  });
});

describe('files of an import', () => {
  it('are found beside the row, by the common end of a path, and not by guess', async () => {
    const chosen = ['d/rows.json', 'd/images/a.png', 'coco/b.png', 'x/c.png', 'y/c.png'];
    const { files } = await collectFiles(chosen.map((path) => named(path, 'x')));
    expect(files.find('images/a.png', 'd/rows.json').path).toBe('d/images/a.png');
    expect(files.find('../coco/b.png', 'd/rows.json').path).toBe('coco/b.png');
    expect(files.find('/data/of/others/coco/b.png', 'd/rows.json').path).toBe('coco/b.png');
    expect(files.find('D:\\x\\c.png', 'd/rows.json').path).toBe('x/c.png');
    expect(() => files.find('c.png', 'd/rows.json')).toThrow(/"x\/c\.png" or "y\/c\.png"/);
    expect(() => files.find('gone.png', 'd/rows.json')).toThrow(
      /"gone\.png" is not among the 5 files\. Import/,
    );
  });
});
