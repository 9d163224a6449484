// Results as CSV and HTML, from a result written by hand whose texts try to break out of both.
import { expect, test } from 'vitest';
import { decodingOf } from '../protocol/decoding.ts';
import type { BenchDialogue, BenchResult } from '../protocol/bench.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import { csvReport } from './csvReport.ts';
import { htmlReport } from './htmlReport.ts';
import { groupsOf, scoresOf } from './scores.ts';
import { judged, unjudged } from './task.ts';
import { mrhal } from './tasks/mrhal.ts';

const HOSTILE = `"><script>alert('1')</script><img src=x onerror="alert(2)">&amp;`;
const FILE: ImageRef = { kind: 'file', sha256: 'a'.repeat(64), name: 'a "cat", <b>.png' };
const SCENE: ImageRef = { kind: 'scene', seed: 5, split: 'bench', style: 'noto' };
const wrong = (start: number, end: number) => ({ text: 'claim', start, end, verdict: 'false' as const });

const dialogues: BenchDialogue[] = [
  judged(
    mrhal,
    {
      id: 'first',
      image: FILE,
      rounds: [
        { question: HOSTILE, answer: 'Yes.', type: 'existence' },
        { question: '=1+1', answer: '@SUM(A1)', type: '-type' },
      ],
    },
    ['Yes, a red cat.', '+cmd\r\n"x"'],
    [{ rating: 1, claims: [wrong(7, 10), wrong(5, 8), wrong(11, 14)] }, { rating: 5 }],
    `Ratings: [1, 5] ${HOSTILE}`,
  ),
  judged(
    mrhal,
    { id: 'second', image: SCENE, rounds: [{ question: 'Q2', answer: 'T2', type: 'counting' }] },
    [''],
    [{ rating: 3, parsed: 'none' }],
  ),
  unjudged(
    { id: 'third', image: FILE, rounds: [{ question: 'Q3', answer: 'T3', type: 'counting' }] },
    ['A3'],
    'HTTP 500 <b>',
  ),
];
const result: BenchResult = {
  id: 'r',
  benchmark: 'mrhal-scenes',
  name: 'MRHal-Bench <scenes>',
  examplesHash: 'e'.repeat(64),
  harnessVersion: mrhal.version,
  model: 'm',
  modelName: '=Model',
  weightsHash: 'w'.repeat(64),
  decoding: decodingOf('mrhal', { maxNew: 40 }),
  judge: { kind: 'text', name: 'judge', version: 'p/1', endpoint: 'http://localhost/v1' },
  createdAt: '2026-11-25T00:00:00.000Z',
  dialogues,
  scores: scoresOf(mrhal, dialogues, 0),
  groups: groupsOf(mrhal, dialogues, 0),
};

/** RFC 4180, section 2, cells all in quotes. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  let end = 0;
  for (let found = cell.exec(csv); found !== null; found = cell.exec(csv)) {
    rows.at(-1)?.push((found[1] as string).replaceAll('""', '"'));
    if (found[2] === '\r\n') rows.push([]);
    end = cell.lastIndex;
  }
  expect(end).toBe(csv.length);
  return rows.slice(0, -1);
}

test('CSV has a line for every round, and no cell that a spreadsheet would compute', () => {
  const [head, ...rows] = parseCsv(csvReport(result));
  expect(head).toEqual(
    'benchmark,model,id,image,round,type,question,truth,answer,parsed,rating,hallucinated,false claims,judge’s words,error'.split(
      ',',
    ),
  );
  const name = 'MRHal-Bench <scenes>';
  const words = `Ratings: [1, 5] ${HOSTILE}`;
  expect(rows).toEqual([
    [
      name,
      "'=Model",
      'first',
      FILE.kind === 'file' ? FILE.name : '',
      '1',
      'existence',
      HOSTILE,
      'Yes.',
    ].concat(['Yes, a red cat.', '', '1', '1', 'claim; claim; claim', words, '']),
    [name, "'=Model", 'first', 'a "cat", <b>.png', '2', "'-type", "'=1+1", "'@SUM(A1)"].concat([
      '\'+cmd\r\n"x"',
      '',
      '5',
      '0',
      '',
      words,
      '',
    ]),
    [name, "'=Model", 'second', 'scene bench/noto/5', '1', 'counting', 'Q2', 'T2'].concat([
      '',
      'none',
      '3',
      '0',
      '',
      '',
      '',
    ]),
    [name, "'=Model", 'third', 'a "cat", <b>.png', '1', 'counting', 'Q3', 'T3'].concat([
      'A3',
      '',
      '',
      '',
      '',
      '',
      'HTTP 500 <b>',
    ]),
  ]);
});

/** Tags with their attributes' names, and the text between them with its references resolved. */
function parseHtml(html: string): { tags: string[]; open: string[]; words: string } {
  const tags: string[] = [];
  const open: string[] = [];
  const VOID = ['meta', 'img', 'br', 'rect', 'path', '!doctype'];
  const body = html.replace(/<style>[^<]*<\/style>/, '');
  const TAG = /<(\/?)([a-z0-9!]+)((?:\s+[^\s=<>"]+(?:="[^"<>]*")?)*)\s*\/?>/g;
  const words = body.replaceAll(TAG, (_tag, slash: string, name: string, rest: string) => {
    const attributes = [...rest.matchAll(/\s+([^\s=]+)(?:="[^"]*")?/g)].map((found) => found[1]);
    if (slash === '/') expect(open.pop()).toBe(name);
    else tags.push([name, ...attributes].join(' '));
    if (slash !== '/' && !VOID.includes(name)) open.push(name);
    return '\n';
  });
  expect(words).not.toMatch(/[<>]/); // every one of them belongs to a tag
  return {
    tags,
    open,
    words: words.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  };
}

test('HTML holds every sample once, each image once, and no text becomes a tag', async () => {
  const asked: ImageRef[] = [];
  const parts = await htmlReport(
    result,
    async (image) => {
      asked.push(image);
      return image.kind === 'file' ? 'data:image/png;base64,AQI=' : undefined;
    },
    'hallucinated',
  );
  const html = parts.join('');
  const { tags, open, words } = parseHtml(html);
  expect(open).toEqual([]);
  expect(asked).toEqual([FILE, SCENE]);
  expect(new Set(tags.map((tag) => tag.split(' ')[0]))).not.toContain('script');
  expect(tags.filter((tag) => tag.startsWith('img'))).toEqual(['img src alt']);
  expect(tags.filter((tag) => / on/.test(tag))).toEqual([]);
  // Nothing is fetched: the one address in the whole file is the image itself.
  expect([...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map((found) => found[1])).toEqual([
    'data:image/png;base64,AQI=',
  ]);
  expect(html).not.toMatch(/url\(|@import/);
  for (const { id, rounds } of dialogues) {
    expect(words.split('\n').filter((line) => line === id)).toHaveLength(1);
    for (const { question, truth } of rounds) {
      expect(words).toContain(question);
      expect(words).toContain(`Truth: ${truth}`);
    }
  }
  // Claims [5, 8) and [7, 10) share a character and become one mark; the next is its own.
  expect(html).toContain('Yes, <mark>a red</mark> <mark>cat</mark>.');
  expect(words).toContain(`Ratings: [1, 5] ${HOSTILE}`);
  expect(words).toContain('Not judged: HTTP 500 <b>');
  expect(words).toContain('1 could not be judged and count nowhere');
  expect(words).toContain('the language model judge at http://localhost/v1, prompt p/1');
  expect(words).toContain('beams 4, noRepeatNgram 5, maxNew 40');
  // 1 of 3 judged answers hallucinates.
  expect(words.match(/Counted as hallucinated/g)).toHaveLength(1);
  expect(words).toMatch(/33\.3 % \[/);
  expect(words).toMatch(/By question type[^]*existence[^]*100\.0 % \[/);
  expect(words).toMatch(/By round[^]*Round/);
  expect(html).toContain("default-src 'none'");
});
