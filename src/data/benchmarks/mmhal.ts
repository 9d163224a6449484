// MMHal-Bench (LLaVA-RLHF): `response_template.json`, a list of { question_type, question_topic, image_id, image_src,
// image_content, question, gt_answer, model_answer }. `image_src` is an address: its file is sought among the files by
// its name, else by the image's id.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check, imageSource, show, type ImageSource } from '../formats/draft.ts';
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

const EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'JPG'];

const Question = v.looseObject({
  question: Text,
  gt_answer: Text,
  question_type: v.nullish(Text, 'unknown'),
  image_content: v.nullish(Words, []),
  image_id: v.nullish(Id),
  image_src: v.nullish(v.string()),
  image_path: v.nullish(v.string()),
});

export const mmhalReader: BenchmarkReader<'questions'> = {
  task: 'mmhal',
  name: 'MMHal-Bench',
  roles: {
    questions: {
      title:
        'response_template.json (question_type, image_id, image_src, image_content, question, gt_answer)',
      min: 1,
      max: 1,
      tells: true,
      is: ({ sample }) =>
        typeof sample.question === 'string' &&
        typeof sample.gt_answer === 'string' &&
        ['question_type', 'image_id', 'image_src', 'image_content'].some((name) => name in sample),
    },
  },
  async *read({ questions }, { images, names }) {
    const ids = new Ids();
    const asked = new Set<string>();
    for (const file of questions) {
      yield* eachRow(file, async (row, n): Promise<BenchmarkItem[]> => {
        const read = check(
          Question,
          row,
          'A row is { question_type, image_id, image_src, image_content, question, gt_answer }.',
        );
        const { question, gt_answer, question_type, image_content, image_id } = read;
        const key = `${image_id ?? read.image_src ?? n} ${question}`;
        if (asked.has(key)) {
          throw new FormatError('This question about this image is there twice.', 'Remove one of the two.');
        }
        asked.add(key);
        // The published summary goes by the place in the file (types take turns), so the place is the id.
        const item = await withImage(images, imageOf(read, names), {
          ...ids.claim(image_id ?? n, String(n)),
          rounds: [{ question, answer: gt_answer, type: question_type }],
          contents: image_content,
        });
        return [item];
      });
    }
  },
};

function imageOf(row: v.InferOutput<typeof Question>, names: ReadonlySet<string>): ImageSource {
  const { image, image_path: path, image_src: src, image_id: id } = row;
  if (image !== undefined && image !== null) return imageSource(image, path);
  if (path && names.has(baseName(path))) return { kind: 'path', path };
  const wanted = [
    ...(src ? [baseName(src.replace(/[?#].*$/, ''))] : []),
    ...(id ? EXTENSIONS.map((extension) => `${id}.${extension}`) : []),
  ];
  const found = wanted.find((name) => names.has(name));
  if (found !== undefined) return { kind: 'path', path: found };
  throw new FormatError(
    `No image of the row (${[path, src, id].filter(Boolean).map(show).join(', ')}) is among the files.`,
    'Import the images with this file, under the names that image_src or image_id give.',
  );
}
