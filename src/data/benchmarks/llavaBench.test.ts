// LLaVA-Bench's three files, and the context as the published judge's prompt words it.
import { expect, it } from 'vitest';
import { jsonl, named } from '../formats/testSamples.ts';
import { llavaBenchFiles, readAll } from './testSamples.ts';

it('joins questions, contexts and reference answers', async () => {
  const read = await readAll(llavaBenchFiles());
  expect(read).toMatchObject({ task: 'llava-bench', problems: [], tables: {} });
  expect(read.examples).toEqual([
    {
      id: '0',
      source: 0,
      image: { kind: 'file', sha256: read.images[0]?.sha256, name: 'COCO_val2014_000000000007.png' },
      // eval_gpt_llavab.py (takomc/amp): f'{cap_str}\n\n{box_str}', a box as Python prints a list of floats
      context:
        'A dog on a scooter.\nA dog.\n\ndog: [0.25, 0.5, 1.0, 0.125]\nmotorcycle: [0.0, 0.0, 1.0, 1.0]',
      rounds: [{ question: 'What sits on the scooter?', answer: 'A dog.', type: 'conv' }],
    },
    {
      id: '1',
      source: 1,
      image: { kind: 'file', sha256: read.images[1]?.sha256, name: '000000000008.png' },
      context: 'A bench.\n\n',
      rounds: [{ question: 'Describe it.', answer: 'A bench.', type: 'detail' }],
    },
  ]);
});

it('says which of the three is missing, and which answers are the reference', async () => {
  const [questions, contexts, references, ...images] = llavaBenchFiles() as [never, never, never];
  await expect(readAll([questions, contexts, ...images])).rejects.toThrow(/missing: qa90_gpt4_answer\.jsonl/);
  await expect(readAll([questions, references, ...images])).rejects.toThrow(
    /missing: caps_boxes_coco2014_val_80/,
  );
  await expect(readAll([contexts, references, ...images])).rejects.toThrow(/missing: qa90_questions\.jsonl/);
  const answers = named('my-answers.jsonl', jsonl([{ question_id: 0, text: 'x' }]));
  await expect(readAll([...llavaBenchFiles(), answers])).rejects.toThrow(
    /qa90_gpt4_answer\.jsonl, my-answers\.jsonl could each be the qa90_gpt4_answer\.jsonl.*Leave all but one/,
  );
});

it('refuses questions that nothing is known of', async () => {
  const [, , , ...images] = llavaBenchFiles();
  const question = { question_id: 0, image: '000000000007.png', category: 'conv', text: 'Q' };
  const context = { image: '000000000007.png', captions: ['c'], instances: [] };
  const { examples, problems } = await readAll([
    named(
      'q.jsonl',
      jsonl([
        question,
        question,
        { ...question, question_id: 1 },
        { ...question, question_id: 2, image: 'x.png' },
      ]),
    ),
    named(
      'c.jsonl',
      jsonl([context, context, { ...context, image: 'y.png', instances: [{ category: 'dog' }] }]),
    ),
    named(
      'r.jsonl',
      jsonl([
        { question_id: 0, text: 'A' },
        { question_id: 2, text: 'B' },
        { question_id: 0, text: 'C' },
      ]),
    ),
    ...images,
  ]);
  expect(examples).toHaveLength(1);
  expect(problems.map((line) => line.split('. ')[0])).toEqual([
    'c.jsonl row 2: The image 000000000007.png is there twice',
    'c.jsonl row 3: instances.0.bbox: it is missing',
    'r.jsonl row 3: The answer to question 0 is there twice',
    'q.jsonl row 2: The id 0 is there twice',
    'q.jsonl row 3: Question 1 has no reference answer',
    'q.jsonl row 4: Question 2 has no context for its image x.png',
  ]);
});
