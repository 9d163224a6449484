// POPE's files: splits from their names, and re-hosted tables.
import { expect, it } from 'vitest';
import { jsonl, named } from '../formats/testSamples.ts';
import { pngs, popeFiles, popeRow, readAll } from './testSamples.ts';

it('reads all splits as one benchmark; the type is the split', async () => {
  const read = await readAll(popeFiles());
  expect(read).toMatchObject({ task: 'pope', problems: [], tables: {} });
  expect(read.files).toEqual(['pope/coco_pope_random.json', 'pope/coco_pope_popular.json']);
  expect(read.images).toHaveLength(2);
  const rows = read.examples.map(({ id, source, image, rounds: [round] }) => [
    id,
    source,
    image.kind === 'file' ? image.name : '',
    round?.question,
    round?.answer,
    round?.type,
  ]);
  expect(rows).toEqual([
    ['random-1', 1, 'a.png', 'Is there a goat in the image?', 'yes', 'random'],
    ['random-2', 2, 'a.png', 'Is there a kite in the image?', 'no', 'random'],
    ['popular-1', 1, 'a.png', 'Is there a goat in the image?', 'yes', 'popular'],
    ['popular-2', 2, 'b.png', 'Is there a chair in the image?', 'no', 'popular'],
  ]);
  const [first, second] = read.examples;
  expect(first?.image).toEqual(second?.image); // one image, so one cluster
});

it('tells files of the same split apart by their names', async () => {
  const { examples } = await readAll([
    named('coco/coco_pope_random.json', jsonl([popeRow(1, 'a.png', 'goat', 'yes')])),
    named('gqa/gqa_pope_seem_random.json', [popeRow(1, 'a.png', 'kite', 'no')]), // a list, as SEEM's files are
    named('own.jsonl', jsonl([popeRow(1, 'a.png', 'hat', 'No ')])),
    ...pngs('a.png'),
  ]);
  expect(examples.map(({ id, rounds }) => [id, rounds[0]?.type, rounds[0]?.answer])).toEqual([
    ['coco_pope_random-1', 'coco_pope_random', 'yes'],
    ['gqa_pope_seem_random-1', 'gqa_pope_seem_random', 'no'],
    ['own-1', 'own', 'no'],
  ]);
});

it('reads a table with the split in a column', async () => {
  const row = (id: number, category: string): object => ({
    question_id: `${id}`,
    question: 'Is there a goat in the image?',
    answer: 'yes',
    image_source: 'a.png',
    category,
  });
  const { examples } = await readAll([
    named('test.jsonl', jsonl([row(1, 'adversarial'), row(1, 'popular')])),
    ...pngs('a.png'),
  ]);
  expect(examples.map(({ id }) => id)).toEqual(['adversarial-1', 'popular-1']);
});

it('refuses what has no label, an id that is there twice, and images that are missing', async () => {
  const rows = [
    popeRow(1, 'a.png', 'goat', 'yes'),
    popeRow(1, 'a.png', 'goat', 'yes'),
    popeRow(2, 'a.png', 'goat', 'maybe'),
    { ...popeRow(3, 'a.png', 'goat', ''), label: undefined },
    popeRow(4, 'gone.png', 'goat', 'no'),
    { ...popeRow(5, 'a.png', 'goat', 'no'), text: 7 },
  ];
  const text = `${jsonl(rows)}{"question_id": 6,`;
  const { examples, problems } = await readAll([named('x_random.jsonl', text), ...pngs('a.png')]);
  expect(examples).toHaveLength(1);
  expect(problems.map((line) => line.split('. ')[0])).toEqual([
    'x_random.jsonl row 2: The id 1 is there twice',
    'x_random.jsonl row 3: label: it is "maybe", expected yes or no',
    'x_random.jsonl row 4: label: it is missing',
    'x_random.jsonl row 5: The image "gone.png" is not among the 2 files',
    'x_random.jsonl row 6: text: it is 7, expected string',
    expect.stringMatching(/^x_random\.jsonl row 7: The record is not JSON/),
  ]);
});

it('says of a question file without labels what is missing', async () => {
  const row = { question_id: 0, image: 'a.png', text: 'Is there a goat in the image?', category: 'random' };
  const { examples, problems } = await readAll([
    named('llava_pope_test.jsonl', jsonl([row])),
    ...pngs('a.png'),
  ]);
  expect(examples).toEqual([]);
  expect(problems[0]).toMatch(/label: it is missing\. Take the files that have the labels/);
});
