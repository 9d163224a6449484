// POPE (AoiDragon/POPE): JSON lines { question_id, image, text, label }, a file a split; or one re-hosted table with the
// split as `category`, the question as `question` and the label as `answer`. All files of one import are one benchmark.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check, imageSource, show } from '../formats/draft.ts';
import {
  eachRow,
  Id,
  Ids,
  stem,
  Text,
  withImage,
  type BenchmarkItem,
  type BenchmarkReader,
  type Row,
  type SourceFile,
} from './reader.ts';

export const POPE_SPLITS = ['random', 'popular', 'adversarial'] as const;

export const popeReader: BenchmarkReader<'questions'> = {
  task: 'pope',
  name: 'POPE',
  roles: {
    questions: {
      title: 'coco_pope_random.json or another split (question_id, image, text, label)',
      min: 1,
      max: Infinity,
      tells: true,
      is: ({ sample }) =>
        'question_id' in sample &&
        ('text' in sample || 'question' in sample) &&
        (yesNo(sample.label ?? sample.answer) !== undefined || splitOf(sample.category) !== undefined),
    },
  },
  async *read({ questions }, { images }) {
    const ids = new Ids();
    const types = typesOfFiles(questions);
    for (const [f, file] of questions.entries()) {
      yield* eachRow(file, async (row): Promise<BenchmarkItem[]> => {
        const { question_id, text } = check(
          v.object({ question_id: Id, text: Text }),
          { ...row, text: row.text ?? row.question },
          'A row is { question_id, image, text, label }.',
        );
        const type = types[f] ?? splitOf(row.category) ?? stem(file.entry.path);
        const answer = labelOf(row);
        const image = imageSource(row.image, row.image_path ?? row.image_source);
        const claimed = ids.claim(question_id, `${type}-${question_id}`);
        return [await withImage(images, image, { ...claimed, rounds: [{ question: text, answer, type }] })];
      });
    }
  },
};

/** The split that a file's name says, unless two files say the same: then the names tell them apart. */
function typesOfFiles(files: readonly SourceFile[]): (string | undefined)[] {
  const splits = files.map(({ entry }) => splitOf(stem(entry.path)));
  return splits.map((split, f) =>
    split !== undefined && splits.some((other, g) => g !== f && other === split)
      ? stem((files[f] as SourceFile).entry.path)
      : split,
  );
}

function splitOf(text: unknown): string | undefined {
  return typeof text === 'string'
    ? POPE_SPLITS.find((split) => text.toLowerCase().includes(split))
    : undefined;
}

function yesNo(value: unknown): 'yes' | 'no' | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  return word === 'yes' || word === 'no' ? word : undefined;
}

function labelOf(row: Row): 'yes' | 'no' {
  const label = row.label ?? row.answer;
  const read = yesNo(label);
  if (read !== undefined) return read;
  throw new FormatError(
    label === undefined ? 'label: it is missing.' : `label: it is ${show(label)}, expected yes or no.`,
    'Take the files that have the labels (coco_pope_random.json and its like).',
  );
}
