// MRHal-Bench's file, and rows of re-hosts with other column names, in JSON and Parquet.
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { named, samplePng } from '../formats/testSamples.ts';
import { MRHAL_ROWS, mrhalFiles, pngs, readAll } from './testSamples.ts';

it('reads eval_gt.json as published', async () => {
  const read = await readAll(mrhalFiles());
  expect(read).toMatchObject({
    task: 'mrhal',
    name: 'MRHal-Bench',
    files: ['bench/eval_gt.json'],
    tables: {},
  });
  expect(read.problems).toEqual([]);
  expect(read.images.map(({ width, type }) => [width, type])).toEqual([
    [3, 'image/png'],
    [3, 'image/png'],
  ]);
  expect(read.examples).toEqual([
    {
      id: '11',
      source: 11,
      image: { kind: 'file', sha256: read.images[0]?.sha256, name: 'yard.png' },
      contents: ['Goat', 'Fence'],
      rounds: [
        { question: 'How many goats stand in the yard?', answer: 'Three goats.', type: 'counting' },
        { question: 'Where is the fence?', answer: 'Behind the goats.', type: 'spatial' },
      ],
    },
    {
      id: '12',
      source: 12,
      image: { kind: 'file', sha256: read.images[1]?.sha256, name: 'kitchen.png' },
      contents: ['Kettle'],
      rounds: [
        { question: 'What colour is the kettle?', answer: 'Red.', type: 'attribute' },
        { question: 'Is it new?', answer: 'It looks used.', type: 'attribute' },
        { question: 'Why?', answer: 'It has dents.', type: 'attribute' },
      ],
    },
  ]);
});

it.each([
  ['a list as long as the rounds', ['Existence', 'spatial_relation'], ['existence', 'spatial']],
  ['a text with commas', 'existence, reasoning', ['existence', 'reasoning']],
  ['one for all', ['description'], ['description', 'description']],
  [
    'more than rounds',
    ['reasoning', 'counting', 'attribute'],
    Array(2).fill('attribute, counting, reasoning'),
  ],
  ['JSON in a text', '["counting", "relation"]', ['counting', 'spatial']],
  ['a number', 3, ['3', '3']],
  ['nothing', undefined, ['unknown', 'unknown']],
])('types from %s', async (_name, label, expected) => {
  const { examples } = await readAll(mrhalFiles([{ ...MRHAL_ROWS[0], label }]));
  expect(examples[0]?.rounds.map(({ type }) => type)).toEqual(expected);
});

it('leaves out a last question without an answer, as the published code does', async () => {
  const odd = { ...MRHAL_ROWS[0], revised: [...(MRHAL_ROWS[0]?.revised ?? []), { value: 'And?' }] };
  expect((await readAll(mrhalFiles([odd]))).examples[0]?.rounds).toHaveLength(2);
});

it('reads Parquet with the image inside the row, and says which columns it did not understand', async () => {
  const image = samplePng(5, 4);
  const rows = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [1n, 2n], type: 'INT64' },
      { name: 'image', data: ['a.png', 'gone.png'], type: 'STRING' },
      { name: 'image_content', data: [['Goat'], []], type: 'JSON' },
      { name: 'labels', data: ['counting', 'counting'], type: 'STRING' },
      { name: 'conversations', data: [[{ value: 'Q' }, { value: 'A' }], []], type: 'JSON' },
      { name: 'split_name', data: ['x', 'x'], type: 'STRING' },
    ],
  });
  const read = await readAll([named('mrhal.parquet', new Uint8Array(rows)), named('a.png', image)]);
  expect(read.examples).toMatchObject([
    { id: '1', source: 1, contents: ['Goat'], rounds: [{ type: 'counting' }] },
  ]);
  expect(read.images).toMatchObject([{ width: 5, height: 4 }]);
  expect(read.problems).toEqual([
    'mrhal.parquet row 2: The dialogue has 0 turns. A round is a question and its standard answer.',
    'mrhal.parquet: columns that were not understood: "split_name".',
  ]);
});

it('reads lists of questions and answers, and records that became a record of lists', async () => {
  const listed = {
    id: 'x',
    image: 'yard.png',
    image_content: [],
    question: ['Q1', 'Q2'],
    gt_answer: ['A1', 'A2'],
  };
  const columns = { id: 'y', image: 'yard.png', revised: { from: ['h', 'g'], value: ['Q', 'A'] } };
  const { examples, problems } = await readAll(mrhalFiles([listed, columns]));
  expect(problems).toEqual([]);
  expect(examples.map(({ rounds }) => rounds.map(({ question, answer }) => `${question} ${answer}`))).toEqual(
    [['Q1 A1', 'Q2 A2'], ['Q A']],
  );
  expect(examples[0]).not.toHaveProperty('source');
});

it('takes images inside rows', async () => {
  const bytes = btoa(String.fromCharCode(...samplePng(6, 1)));
  const row = { ...MRHAL_ROWS[0], image: { bytes, path: 'inside.png' } };
  const { examples, images } = await readAll([named('eval_gt.json', [row])]);
  expect(examples[0]?.image).toMatchObject({ name: 'inside.png' });
  expect(images).toMatchObject([{ width: 6 }]);
});

it('refuses rows one by one, with file, row, value and remedy', async () => {
  const [good] = MRHAL_ROWS as [(typeof MRHAL_ROWS)[number]];
  const rows = [
    good,
    { ...good, revised: 'not JSON' },
    { ...good, id: 2, image: 'gone.png' },
    good,
    { ...good, id: 3, revised: [{ value: ' ' }, { value: 'A' }] },
    { ...good, id: 4, image_content: { a: 1 } },
    { ...good, id: 5.5 },
    { ...good, id: 6, revised: undefined, question: ['Q'], gt_answer: [] },
    { ...good, id: 7, image: undefined },
    { ...good, id: 8, image: 'https://example.org/a.png' },
    { ...good, id: 9, image: 'text.png' },
    'no row',
  ];
  const read = await readAll([...mrhalFiles(rows), named('bench/text.png', 'this is no image at all')]);
  expect(read.examples.map(({ id }) => id)).toEqual(['11']);
  expect(read.problems.map((line) => line.split('. ')[0])).toEqual(
    [
      'revised is no JSON: "not JSON"',
      'The image "gone.png" is not among the 4 files',
      'The id 11 is there twice',
      'The question of round 1 is empty',
      'image_content: it is {"a":1}, expected (string | number | bigint | Array)',
      'id: it is no whole number',
      '1 questions have 0 standard answers',
      'The row names no image',
      'The image is an address (https://example.org/a.png)',
      'The image "text.png" is a text',
      'The record is "no row", not an object',
    ].map((reason, i) => `bench/eval_gt.json row ${i + 2}: ${reason}`),
  );
  expect(read.problems.every((line) => line.split('. ').length > 1)).toBe(true); // a remedy follows
});

it('names what is unknown but once', async () => {
  const rows = MRHAL_ROWS.map((row) => ({ ...row, source: 'x', url: 'y' }));
  const { problems } = await readAll([...mrhalFiles(rows), ...pngs('other.png')]);
  expect(problems).toEqual(['bench/eval_gt.json: columns that were not understood: "source", "url".']);
});
