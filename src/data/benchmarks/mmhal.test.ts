// MMHal-Bench's file, whose images bear the names of their addresses, or of their ids.
import { expect, it } from 'vitest';
import { named } from '../formats/testSamples.ts';
import { MMHAL_ROWS, mmhalFiles, pngs, readAll } from './testSamples.ts';

it('reads questions in their order and finds images by address or id', async () => {
  const read = await readAll(mmhalFiles());
  expect(read).toMatchObject({ task: 'mmhal', problems: [], tables: {} });
  expect(read.examples).toEqual([
    {
      id: '1',
      source: 'abc1',
      image: { kind: 'file', sha256: read.images[0]?.sha256, name: 'first_o.png' },
      contents: ['Goat', 'Hill'],
      rounds: [{ question: 'What colour is the goat?', answer: 'It is white.', type: 'attribute' }],
    },
    {
      id: '2',
      source: 'abc2',
      image: { kind: 'file', sha256: read.images[1]?.sha256, name: 'abc2.png' },
      contents: [],
      rounds: [{ question: 'What does the boat carry?', answer: 'There is no boat.', type: 'adversarial' }],
    },
  ]);
});

it('finds an image by a path in the row', async () => {
  const row = { ...MMHAL_ROWS[0], image_path: 'set/two/x.png' };
  const { examples, problems } = await readAll([
    named('t.json', [row]),
    ...pngs('set/one/x.png', 'set/two/x.png'),
  ]);
  expect(problems).toEqual([]);
  expect(examples[0]?.image).toMatchObject({ name: 'set/two/x.png' });
});

it('refuses rows without image or answer, and questions that are there twice', async () => {
  const [good] = MMHAL_ROWS;
  const rows = [
    good,
    { ...good, image_id: 'zz', image_src: 'https://example.org/away.png' },
    { ...good, gt_answer: '' },
    good,
    { ...good, question: 'Another?', image_content: 'Goat' },
  ];
  const { examples, problems } = await readAll(mmhalFiles(rows));
  expect(examples).toHaveLength(1);
  expect(problems.map((line) => line.split('. ')[0])).toEqual([
    'mmhal/response_template.json row 2: No image of the row ("https://example.org/away.png", "zz") is among the files',
    'mmhal/response_template.json row 3: gt_answer: it is empty',
    'mmhal/response_template.json row 4: This question about this image is there twice',
    'mmhal/response_template.json row 5: image_content: it is "Goat", expected Array',
  ]);
});
