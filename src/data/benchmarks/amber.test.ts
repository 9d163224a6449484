// AMBER's annotations, queries and word lists.
import { expect, it } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { named } from '../formats/testSamples.ts';
import { AMBER_ANNOTATIONS, AMBER_QUERIES, amberFiles, pngs, readAll } from './testSamples.ts';

it('reads generative and discriminative queries, each an example of its own', async () => {
  const read = await readAll(amberFiles());
  expect(read).toMatchObject({
    task: 'amber',
    problems: [],
    tables: { association: { goat: ['animal'], hill: [], cloud: ['sky'] }, safeWords: ['line', 'light'] },
  });
  expect(read.files).toHaveLength(4);
  const [generative, ...discriminative] = read.examples;
  expect(generative).toEqual({
    id: '1',
    source: 1,
    image: { kind: 'file', sha256: read.images[0]?.sha256, name: 'AMBER_1.png' },
    contents: ['goat', 'hill'],
    prone: ['cloud'],
    rounds: [{ question: 'Describe this image.', answer: '', type: 'generative' }],
  });
  expect(
    discriminative.map(({ id, rounds, contents }) => [id, rounds[0]?.answer, rounds[0]?.type, contents]),
  ).toEqual([
    ['2', 'no', 'discriminative-hallucination', undefined],
    ['3', 'yes', 'discriminative-relation', undefined],
  ]);
});

it('takes a query that stands in several files once', async () => {
  const { examples, problems } = await readAll([
    ...amberFiles(),
    named('data/query/query_generative.json', AMBER_QUERIES.slice(0, 1)),
    named('data/query/query_discriminative.json', [{ ...AMBER_QUERIES[1], query: 'Another?' }]),
  ]);
  expect(examples.map(({ id }) => id)).toEqual(['1', '2', '3']);
  expect(problems).toEqual([
    'data/query/query_discriminative.json row 1: The id 2 is there twice, with another query. Remove one of the two.',
  ]);
});

it('needs no word lists for discriminative queries, and names them for generative ones', async () => {
  const files = (queries: readonly object[]): ReturnType<typeof pngs> => [
    named('annotations.json', AMBER_ANNOTATIONS),
    named('queries.json', queries),
    ...pngs('AMBER_1.png', 'AMBER_2.png'),
  ];
  expect((await readAll(files(AMBER_QUERIES.slice(1)))).examples).toHaveLength(2);
  await expect(readAll(files(AMBER_QUERIES))).rejects.toThrow(
    /judged with relation\.json .* not among the files/,
  );
  await expect(readAll([...files(AMBER_QUERIES), named('r.json', { goat: [] })])).rejects.toThrow(
    /safe_words\.txt/,
  );
});

it('says which companion is missing, and which of two it may be', async () => {
  const [annotations, queries, ...rest] = amberFiles() as [never, never];
  await expect(readAll([queries, ...rest])).rejects.toThrow(
    /A file of AMBER is missing: annotations\.json \(id, type, truth, hallu\)\. Choose all of its files together/,
  );
  await expect(readAll([annotations, ...rest])).rejects.toThrow(/missing: query_all\.json/);
  const twice = readAll([...amberFiles(), named('old/annotations.json', AMBER_ANNOTATIONS)]);
  await expect(twice).rejects.toThrow(FormatError);
  await expect(twice).rejects.toThrow(/data\/annotations\.json, old\/annotations\.json could each be/);
});

it('refuses annotations and queries that are not what they should be', async () => {
  const files = [
    named('annotations.json', [
      AMBER_ANNOTATIONS[1],
      { id: 3, type: 'relation', truth: 'perhaps' },
      { id: 4, type: 'generative', truth: 'goat', hallu: [] },
      AMBER_ANNOTATIONS[1],
    ]),
    named('q.json', [...AMBER_QUERIES.slice(1), { id: 2, image: null, query: 'x' }]),
    ...pngs('AMBER_1.png'),
  ];
  const { examples, problems } = await readAll(files);
  expect(examples.map(({ id }) => id)).toEqual(['2']);
  expect(problems.map((line) => line.split('. ')[0])).toEqual([
    'annotations.json row 2: truth: it is "perhaps", expected ("yes" | "no")',
    'annotations.json row 3: truth: it is "goat", expected Array',
    'annotations.json row 4: The id 2 is there twice',
    'q.json row 2: The id 3 has no annotation that could be read',
    'q.json row 3: image: it is null, expected string',
  ]);
});
