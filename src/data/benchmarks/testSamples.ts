// Small sets in the form of the public benchmarks, made here, and one call that reads a set whole. Tests only.
import type { BenchExample, BenchTables, TaskId } from '../../protocol/benchmark.ts';
import type { ImageFile, NamedBlob } from '../../protocol/dataset.ts';
import { collectFiles } from '../formats/files.ts';
import { jsonl, named, samplePng } from '../formats/testSamples.ts';
import { recogniseBenchmark } from './readBenchmark.ts';

export interface WholeBenchmark {
  readonly task: TaskId;
  readonly name: string;
  readonly files: readonly string[];
  readonly examples: readonly BenchExample[];
  readonly images: readonly ImageFile[];
  readonly tables: BenchTables;
  readonly problems: readonly string[];
}

/** @throws as `recogniseBenchmark` and the readers do */
export async function readAll(chosen: readonly NamedBlob[]): Promise<WholeBenchmark> {
  const { files } = await collectFiles(chosen);
  const { task, name, files: own, notes, read } = await recogniseBenchmark(files);
  const examples: BenchExample[] = [];
  const images: ImageFile[] = [];
  const problems = [...notes];
  let tables: BenchTables = {};
  for await (const item of read()) {
    if (item.kind === 'problem') problems.push(item.problem);
    else if (item.kind === 'tables') tables = item.tables;
    else if (item.kind === 'example') {
      examples.push(item.example);
      if (item.image !== undefined) images.push(item.image);
    }
  }
  return { task, name, files: own, examples, images, tables, problems };
}

/** PNGs under these names, each of another colour. */
export function pngs(...names: string[]): NamedBlob[] {
  return names.map((name, i) => named(name, samplePng(3, 2, 20 * i + 1)));
}

const turns = (...texts: string[]): object[] => texts.map((value) => ({ value }));

export const MRHAL_ROWS = [
  {
    id: 11,
    image: 'yard.png',
    image_content: ['Goat', 'Fence'],
    label: ['counting', 'spatial relation'],
    revised: turns(
      '<image>\nHow many goats stand in the yard?',
      'Three goats.',
      'Where is the fence?',
      'Behind the goats.',
    ),
  },
  {
    id: 12,
    image: 'kitchen.png',
    image_content: ['Kettle'],
    label: 'attribute',
    revised: turns(
      'What colour is the kettle?\n<image>',
      'Red.',
      'Is it new?',
      'It looks used.',
      'Why?',
      'It has dents.',
    ),
  },
];

export const mrhalFiles = (rows: readonly unknown[] = MRHAL_ROWS): NamedBlob[] => [
  named('bench/eval_gt.json', JSON.stringify(rows)),
  ...pngs('bench/images/yard.png', 'bench/images/kitchen.png'),
];

export const popeRow = (id: number, image: string, thing: string, label: string): object => ({
  question_id: id,
  image,
  text: `Is there a ${thing} in the image?`,
  label,
});

export const popeFiles = (): NamedBlob[] => [
  named(
    'pope/coco_pope_random.json',
    jsonl([popeRow(1, 'a.png', 'goat', 'yes'), popeRow(2, 'a.png', 'kite', 'no')]),
  ),
  named(
    'pope/coco_pope_popular.json',
    jsonl([popeRow(1, 'a.png', 'goat', 'yes'), popeRow(2, 'b.png', 'chair', 'no')]),
  ),
  ...pngs('val/a.png', 'val/b.png'),
];

export const COCO_IMAGES = [
  { id: 7, file_name: 'COCO_val2014_000000000007.png', width: 3, height: 2 },
  { id: 8, file_name: 'COCO_val2014_000000000008.png' },
  { id: 9, file_name: 'COCO_val2014_000000000009.png' },
];

export const INSTANCES = {
  info: { description: 'made up', nested: [[{ images: 'no list' }]] },
  images: COCO_IMAGES,
  licenses: [],
  annotations: [
    { id: 1, image_id: 7, category_id: 18, segmentation: [[1.5, 2, 3, 4]], bbox: [0, 0, 1, 1] },
    { id: 2, image_id: 7, category_id: 3 },
    { id: 3, image_id: 7, category_id: 18 },
    { id: 4, image_id: 9, category_id: 3 },
  ],
  categories: [
    { id: 3, name: 'motorcycle', supercategory: 'vehicle' },
    { id: 18, name: 'dog' },
  ],
};

export const CAPTIONS = {
  info: {},
  images: COCO_IMAGES,
  annotations: [
    { id: 1, image_id: 7, caption: 'A dog sits on a "scooter".' },
    { id: 2, image_id: 7, caption: 'A puppy, and a bench' },
    { id: 3, image_id: 9, caption: 'Elsewhere' },
  ],
};

export const SYNONYMS = 'dog, puppy\nmotorcycle, scooter,  motor bike\nbench\n';

export const chairFiles = (instances: unknown = INSTANCES): NamedBlob[] => [
  named('coco/instances_val2014.json', JSON.stringify(instances)),
  named('coco/captions_val2014.json', JSON.stringify(CAPTIONS, null, 2)),
  named('synonyms.txt', SYNONYMS),
  ...pngs('val2014/COCO_val2014_000000000007.png', 'val2014/COCO_val2014_000000000008.png'),
];

export const AMBER_ANNOTATIONS = [
  { id: 1, type: 'generative', truth: ['goat', 'hill'], hallu: ['cloud'] },
  { id: 2, type: 'discriminative-hallucination', truth: 'no' },
  { id: 3, type: 'relation', truth: 'yes' },
];

export const AMBER_QUERIES = [
  { id: 1, image: 'AMBER_1.png', query: 'Describe this image.' },
  { id: 2, image: 'AMBER_1.png', query: 'Is there a cloud in this image?' },
  { id: 3, image: 'AMBER_2.png', query: 'Is there direct contact between the goat and the hill?' },
];

export const amberFiles = (): NamedBlob[] => [
  named('data/annotations.json', JSON.stringify(AMBER_ANNOTATIONS, null, 4)),
  named('data/query/query_all.json', AMBER_QUERIES),
  named('data/relation.json', JSON.stringify({ goat: ['animal'], hill: [], cloud: ['sky'] }, null, 2)),
  named('data/safe_words.txt', 'line\nlight\n'),
  ...pngs('image/AMBER_1.png', 'image/AMBER_2.png'),
];

export const MMHAL_ROWS = [
  {
    question_type: 'attribute',
    question_topic: 'animal',
    image_id: 'abc1',
    image_src: 'https://example.org/8/7063/first_o.png',
    image_content: ['Goat', 'Hill'],
    question: 'What colour is the goat?',
    gt_answer: 'It is white.',
    model_answer: '',
  },
  {
    question_type: 'adversarial',
    image_id: 'abc2',
    image_src: 'https://example.org/gone.png',
    image_content: [],
    question: 'What does the boat carry?',
    gt_answer: 'There is no boat.',
  },
];

export const mmhalFiles = (rows: readonly unknown[] = MMHAL_ROWS): NamedBlob[] => [
  named('mmhal/response_template.json', rows),
  ...pngs('mmhal/images/first_o.png', 'mmhal/images/abc2.png'),
];

export const llavaBenchFiles = (): NamedBlob[] => [
  named(
    'qa90_questions.jsonl',
    jsonl([
      { question_id: 0, image: '000000000007.png', category: 'conv', text: 'What sits on the scooter?' },
      { question_id: 1, image: '000000000008.png', category: 'detail', text: 'Describe it.' },
    ]),
  ),
  named(
    'caps_boxes_coco2014_val_80.jsonl',
    jsonl([
      {
        id: '000000000007',
        image: 'COCO_val2014_000000000007.png',
        captions: ['A dog on a scooter.', 'A dog.'],
        instances: [
          { category: 'dog', bbox: [0.25, 0.5, 1, 0.125] },
          { category: 'motorcycle', bbox: [0, 0, 1, 1] },
        ],
      },
      { id: '000000000008', image: '000000000008.png', captions: ['A bench.'], instances: [] },
    ]),
  ),
  named(
    'qa90_gpt4_answer.jsonl',
    jsonl([
      { question_id: 0, text: 'A dog.' },
      { question_id: 1, text: 'A bench.' },
    ]),
  ),
  ...pngs('val2014/COCO_val2014_000000000007.png', 'val2014/000000000008.png'),
];
