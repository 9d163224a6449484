// LLaVA-Bench (COCO), of LLaVA: questions { question_id, image, text, category }, contexts { image, captions, instances:
// [{ category, bbox }] } and reference answers { question_id, text }, each a file of JSON lines.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check } from '../formats/draft.ts';
import { POPE_SPLITS } from './pope.ts';
import {
  baseName,
  eachRow,
  Id,
  Ids,
  Text,
  withImage,
  Words,
  type BenchmarkItem,
  type BenchmarkReader,
} from './reader.ts';

const ROLES = {
  questions: {
    title: 'qa90_questions.jsonl (question_id, image, text, category)',
    min: 1,
    max: 1,
    tells: true,
    is: ({ sample }) =>
      ['question_id', 'image', 'text', 'category'].every((name) => name in sample) &&
      !('label' in sample) &&
      !POPE_SPLITS.some((split) => split === sample.category),
  },
  contexts: {
    title: 'caps_boxes_coco2014_val_80.jsonl (image, captions, instances)',
    min: 1,
    max: 1,
    tells: true,
    is: ({ sample }) => 'image' in sample && 'captions' in sample && 'instances' in sample,
  },
  references: {
    title: 'qa90_gpt4_answer.jsonl (question_id, text)',
    min: 1,
    max: 1,
    tells: false,
    is: ({ sample }) => 'question_id' in sample && 'text' in sample && !('image' in sample),
  },
} as const satisfies BenchmarkReader['roles'];

const Question = v.object({ question_id: Id, image: Text, text: Text, category: Text });
const Reference = v.object({ question_id: Id, text: Text });
const Context = v.object({
  image: Text,
  captions: Words,
  instances: v.array(v.object({ category: v.string(), bbox: v.array(v.number()) })),
});

export const llavaBenchReader: BenchmarkReader<keyof typeof ROLES> = {
  task: 'llava-bench',
  name: 'LLaVA-Bench (COCO)',
  roles: ROLES,
  async *read({ questions, contexts, references }, { images, names }) {
    const context = new Map<string, string>();
    for (const file of contexts) {
      yield* eachRow(file, (row) => {
        const read = check(Context, row, 'A row is { image, captions, instances: [{ category, bbox }] }.');
        return put(context, plainName(read.image), contextText(read), `The image ${read.image}`);
      });
    }
    const reference = new Map<string, string>();
    for (const file of references) {
      yield* eachRow(file, (row) => {
        const { question_id, text } = check(Reference, row, 'A row is { question_id, text }.');
        return put(reference, String(question_id), text, `The answer to question ${question_id}`);
      });
    }
    const ids = new Ids();
    for (const file of questions) {
      yield* eachRow(file, async (row): Promise<BenchmarkItem[]> => {
        const { question_id, image, text, category } = check(
          Question,
          row,
          'A row is { question_id, image, text, category }.',
        );
        const known = context.get(plainName(image));
        const answer = reference.get(String(question_id));
        if (known === undefined || answer === undefined) {
          throw new FormatError(
            `Question ${question_id} has no ${known === undefined ? `context for its image ${image}` : 'reference answer'}.`,
            'Take the three files of one version.',
          );
        }
        const item = await withImage(
          images,
          { kind: 'path', path: presentName(image, names) },
          {
            ...ids.claim(question_id),
            rounds: [{ question: text, answer, type: category }],
            context: known,
          },
        );
        return [item];
      });
    }
  },
};

function put(map: Map<string, string>, key: string, value: string, what: string): [] {
  if (map.has(key)) throw new FormatError(`${what} is there twice.`, 'Remove one of the two rows.');
  map.set(key, value);
  return [];
}

/** Captions, an empty line, and a line `category: [x, y, ...]` for each box, as the published prompt has them. */
function contextText({ captions, instances }: v.InferOutput<typeof Context>): string {
  // Boxes are floats: Python prints a whole one with .0, and JSON does not tell them apart once it is read.
  const floats = instances.some(({ bbox }) => bbox.some((x) => !Number.isInteger(x)));
  const number = (x: number): string => (floats && Number.isInteger(x) ? `${x}.0` : String(x));
  const boxes = instances.map(({ category, bbox }) => `${category}: [${bbox.map(number).join(', ')}]`);
  return `${captions.join('\n')}\n\n${boxes.join('\n')}`;
}

const COCO_PREFIX = /^COCO_(train|val)2014_/;

/** An image's name without COCO's prefix, which some versions have. */
function plainName(image: string): string {
  return baseName(image).replace(COCO_PREFIX, '');
}

/** The name under which the image is there; the given one when none is. */
function presentName(image: string, names: ReadonlySet<string>): string {
  if (names.has(baseName(image))) return image;
  const plain = plainName(image);
  return [`COCO_val2014_${plain}`, `COCO_train2014_${plain}`, plain].find((name) => names.has(name)) ?? image;
}
