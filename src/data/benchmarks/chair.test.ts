// CHAIR's files: COCO's annotations as a stream, synonyms, and the images that are there.
import { expect, it } from 'vitest';
import { named } from '../formats/testSamples.ts';
import { chairFiles, CAPTIONS, INSTANCES, pngs, popeFiles, readAll, SYNONYMS } from './testSamples.ts';

it('makes an example of every annotated image that is there', async () => {
  const read = await readAll(chairFiles());
  expect(read.task).toBe('chair');
  expect(read.tables).toEqual({
    synonyms: [['dog', 'puppy'], ['motorcycle', 'scooter', ' motor bike'], ['bench']],
    captions: { 7: ['A dog sits on a "scooter".', 'A puppy, and a bench'] },
  });
  expect(read.examples).toEqual([
    {
      id: '7',
      source: 7,
      image: { kind: 'file', sha256: read.images[0]?.sha256, name: 'COCO_val2014_000000000007.png' },
      contents: ['dog', 'motorcycle'],
      rounds: [{ question: 'Describe this image.', answer: '', type: 'description' }],
    },
    {
      id: '8',
      source: 8,
      image: { kind: 'file', sha256: read.images[1]?.sha256, name: 'COCO_val2014_000000000008.png' },
      contents: [],
      rounds: [{ question: 'Describe this image.', answer: '', type: 'description' }],
    },
  ]);
  expect(read.problems).toEqual([
    'coco/instances_val2014.json, coco/captions_val2014.json: 1 of 3 images have no file here and were left out.',
  ]);
});

it('does not mind the order of the lists', async () => {
  const { images, annotations, categories } = INSTANCES;
  const { examples } = await readAll(chairFiles({ categories, annotations, images }));
  expect(examples.map(({ contents }) => contents)).toEqual([['dog', 'motorcycle'], []]);
});

it('takes a category without synonyms under its own name, and says so', async () => {
  const categories = [{ id: 3, name: 'kite' }];
  const { examples, problems } = await readAll(chairFiles({ ...INSTANCES, categories }));
  expect(examples[0]?.contents).toEqual(['category 18', 'kite']);
  expect(problems.at(-1)).toMatch(/no synonyms for category 18, kite; they count under these names\.$/);
});

it('refuses elements that are not what they should be, and goes on', async () => {
  const { problems, examples } = await readAll(
    chairFiles({
      ...INSTANCES,
      images: [...INSTANCES.images, { id: 10 }, { id: 7, file_name: 'other.png' }],
      annotations: [...INSTANCES.annotations, { image_id: 7 }, 'x', { image_id: 99, category_id: 3 }],
    }),
  );
  expect(examples).toHaveLength(2);
  expect(problems.slice(0, 5)).toEqual([
    'coco/instances_val2014.json images 4: file_name: it is missing. An image is { id, file_name }.',
    'coco/instances_val2014.json images 5: The image id 7 is there twice, with another file. Remove one of the two.',
    expect.stringContaining('coco/instances_val2014.json annotations 5: category_id: it is missing.'),
    expect.stringContaining(
      'coco/instances_val2014.json annotations 6: the row: it is "x", expected Object.',
    ),
    'coco/instances_val2014.json: 1 annotations are about images that are not listed.',
  ]);
});

it('says what is missing', async () => {
  const [instances, captions, synonyms, ...images] = chairFiles() as [never, never, never];
  await expect(readAll([instances, captions, ...images])).rejects.toThrow(
    /CHAIR \(COCO\) is missing: synonyms\.txt/,
  );
  await expect(readAll([captions, synonyms, ...images])).rejects.toThrow(
    /No object is annotated in coco\/captions_val2014\.json\. CHAIR needs instances_val2014\.json/,
  );
  const cut = named('i.json', JSON.stringify(INSTANCES).slice(0, 300));
  await expect(readAll([cut, synonyms, ...images])).rejects.toThrow(/No object is annotated/);
  const truncated = named('i.json', JSON.stringify(INSTANCES).slice(0, -30));
  const { problems } = await readAll([truncated, synonyms, ...images]);
  expect(problems[0]).toMatch(/^i\.json: The file ends before its object does/);
});

it('leaves annotations beside another benchmark alone', async () => {
  const read = await readAll([...popeFiles(), named('instances.json', INSTANCES)]);
  expect(read.task).toBe('pope');
  expect(read.problems).toEqual(['Not a part of POPE, and not used: instances.json.']);
  const both = readAll([...popeFiles(), named('instances.json', INSTANCES), named('synonyms.txt', SYNONYMS)]);
  await expect(both).rejects.toThrow(/belong to POPE \(.*\) and to CHAIR \(COCO\) \(instances\.json\)/);
});

it('reports an image that is none', async () => {
  const files = [named('i.json', INSTANCES), named('c.json', CAPTIONS), named('synonyms.txt', SYNONYMS)];
  const { examples, problems, tables } = await readAll([
    ...files,
    ...pngs('COCO_val2014_000000000008.png'),
    named('COCO_val2014_000000000007.png', 'GIF89a and so on'),
  ]);
  expect(examples.map(({ id }) => id)).toEqual(['8']);
  expect(tables).not.toHaveProperty('captions');
  expect(problems).toContainEqual(
    expect.stringMatching(/image 7: The image "COCO_val2014_000000000007\.png" is a GIF/),
  );
});
