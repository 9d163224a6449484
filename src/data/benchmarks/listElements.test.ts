// Lists of a big object, however the file is cut into chunks.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileEntry } from '../formats/files.ts';
import { listElements, type ListElement } from './listElements.ts';

const KEYS = ['images', 'annotations'];

async function elements(text: string | Uint8Array, chunk = 7, keys = KEYS): Promise<ListElement[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file: FileEntry = {
    path: 'a.json',
    size: bytes.length,
    blob: () => Promise.reject(new Error('not asked for')),
    async *chunks() {
      for (let i = 0; i < bytes.length; i += chunk) yield bytes.slice(i, i + chunk);
    },
  };
  const all: ListElement[] = [];
  for await (const some of listElements(file, keys)) all.push(...some);
  return all;
}

const told = (all: readonly ListElement[]): unknown[] =>
  all.map((e) => [e.key, e.n, 'error' in e ? e.error.message.split('. ')[0] : e.value]);

it('finds the elements of the lists that are asked for, and of no others', async () => {
  const text = `\uFEFF {"info": {"images": [1, 2], "x": "]}\\"images\\": ["}, "images": [{"a": [1, {"b": "}"}]}, "two", 3 , null],
    "other": [[{"images": []}]], "images2": "[", "annotations": [], "annotations": [true]} trailing`;
  for (const chunk of [1, 2, 5, 1000]) {
    expect(told(await elements(text, chunk))).toEqual([
      ['images', 1, { a: [1, { b: '}' }] }],
      ['images', 2, 'two'],
      ['images', 3, 3],
      ['images', 4, null],
      ['annotations', 1, true],
    ]);
  }
});

it('says what is wrong with an element, and goes on', async () => {
  expect(told(await elements('{"images": [1 2, {"a" 1}, {"b": 2}]}'))).toEqual([
    ['images', 1, expect.stringContaining('The element is not JSON')],
    ['images', 2, expect.stringContaining('The element is not JSON')],
    ['images', 3, { b: 2 }],
  ]);
  const deep = `{"other": ${'['.repeat(300)}${']'.repeat(300)}, "images": [${'['.repeat(200)}${']'.repeat(200)}, 5]}`;
  expect(told(await elements(deep))).toEqual([
    ['images', 1, 'The element is nested more than 100 levels deep'],
    ['images', 2, 5],
  ]);
  const bytes = new TextEncoder().encode('{"images": ["xx", 1]}');
  bytes[13] = 0xff;
  expect(told(await elements(bytes))[0]).toEqual(['images', 1, expect.stringContaining('not JSON')]);
});

it('says that a file is cut off, or holds no object', async () => {
  expect(told(await elements('{"images": [1, {"a": '))).toEqual([
    ['images', 1, 1],
    ['images', 0, expect.stringContaining('ends before its object does, in element 2 of "images"')],
  ]);
  expect(told(await elements('{"images": [1]'))).toEqual([
    ['images', 1, 1],
    ['', 0, expect.stringContaining('ends before its object does')],
  ]);
  expect(told(await elements(''))).toEqual([['', 0, 'The file holds no JSON object']]);
  expect(await elements('[1, 2]')).toEqual([]);
});

it('reads what JSON.parse reads, wherever the chunks end', async () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom('images', 'annotations', 'info', 'a"b'), fc.oneof(fc.array(json), json)),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(undefined, 2),
      async (object, chunk, indent) => {
        const expected = Object.entries(object).flatMap(([key, list]) =>
          KEYS.includes(key) && Array.isArray(list)
            ? list.map((value: unknown, i) => ({
                key,
                n: i + 1,
                value: JSON.parse(JSON.stringify(value)) as unknown,
              }))
            : [],
        );
        expect(await elements(JSON.stringify(object, null, indent), chunk)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

it('ends on any bytes', async () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'x', '"images"', '"images":[');
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (pieces, chunk) => {
        for (const element of await elements(pieces.join(''), chunk)) {
          expect(element.n).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});
