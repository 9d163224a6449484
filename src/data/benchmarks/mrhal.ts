// MRHal-Bench (takomc/amp): `eval_gt.json`, a list of { id, image, image_content: [names], label, revised: [{ value: Q },
// { value: A }, ...] }, or its re-hosts' rows in JSON or Parquet, whose columns may bear other names.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { BenchQuestion } from '../../protocol/benchmark.ts';
import { check, imageSource, show } from '../formats/draft.ts';
import { parseEmbedded } from '../formats/embedded.ts';
import { withoutImageToken } from '../formats/turns.ts';
import {
  eachRow,
  Id,
  Ids,
  isRow,
  withImage,
  Words,
  type BenchmarkItem,
  type BenchmarkReader,
  type Row,
} from './reader.ts';

/** Names under which a column may come; the first is the published one. */
const COLUMNS = {
  id: ['id', 'question_id', 'index', 'idx'],
  image: ['image', 'img', 'image_file'],
  path: ['image_path', 'image_name', 'file_name'],
  contents: ['image_content', 'image_contents', 'contents', 'objects'],
  label: ['label', 'labels', 'type', 'types', 'question_type'],
  turns: ['revised', 'conversations', 'conversation', 'dialogue'],
  questions: ['question', 'questions'],
  answers: ['gt_answer', 'gt_answers', 'answer', 'answers'],
} as const;
const KNOWN: ReadonlySet<string> = new Set([...Object.values(COLUMNS).flat(), 'model_answer']);

/** The published names of the six types, in ours. */
const TYPES: Readonly<Record<string, string>> = {
  'spatial relation': 'spatial',
  'spatial relations': 'spatial',
  relation: 'spatial',
  count: 'counting',
  attributes: 'attribute',
};

export const mrhalReader: BenchmarkReader<'dialogues'> = {
  task: 'mrhal',
  name: 'MRHal-Bench',
  roles: {
    dialogues: {
      title: 'eval_gt.json (id, image, image_content, label, revised)',
      min: 1,
      max: Infinity,
      tells: true,
      is: ({ sample }) =>
        'revised' in sample ||
        ('image_content' in sample &&
          (column(sample, 'turns') !== undefined || Array.isArray(column(sample, 'questions')))),
    },
  },
  async *read({ dialogues }, { images }) {
    const ids = new Ids();
    for (const file of dialogues) {
      const unknown = new Set<string>();
      yield* eachRow(file, async (row, n): Promise<BenchmarkItem[]> => {
        for (const name of Object.keys(row)) if (!KNOWN.has(name)) unknown.add(name);
        const rounds = roundsOf(row);
        const contents = namesOf(column(row, 'contents'), 'image_content');
        const source = check(
          v.object({ id: Id }),
          { id: column(row, 'id') ?? n },
          'Give every row an id.',
        ).id;
        const image = imageSource(column(row, 'image'), column(row, 'path'));
        const example = { rounds, ...(contents.length > 0 && { contents }) };
        return [await withImage(images, image, { ...ids.claim(source), ...example })];
      });
      if (unknown.size > 0) {
        const names = [...unknown].slice(0, 12).map(show).join(', ');
        yield { kind: 'problem', problem: `${file.entry.path}: columns that were not understood: ${names}.` };
      }
    }
  },
};

function column(row: Row, name: keyof typeof COLUMNS): unknown {
  const found = COLUMNS[name].find((one) => row[one] !== undefined && row[one] !== null);
  return found === undefined ? undefined : row[found];
}

const Names = v.nullish(v.union([v.string(), v.number(), v.bigint(), Words]));
const Turns = v.array(v.object({ value: v.string() }));

function roundsOf(row: Row): BenchQuestion[] {
  const said = turnsOf(row);
  // As the published code does: a last question without an answer is not asked.
  const n = Math.floor(said.length / 2);
  if (n === 0) {
    throw new FormatError(
      `The dialogue has ${said.length} turns.`,
      'A round is a question and its standard answer.',
    );
  }
  const types = typesOf(namesOf(column(row, 'label'), 'label'), n);
  return Array.from({ length: n }, (_, r) => {
    const question = withoutImageToken((said[2 * r] as string).replaceAll('<image>\n', ''));
    if (question.trim() === '') {
      throw new FormatError(`The question of round ${r + 1} is empty.`, 'Every round asks something.');
    }
    return { question, answer: said[2 * r + 1] as string, type: types[r] as string };
  });
}

/** Questions and answers in turns. */
function turnsOf(row: Row): string[] {
  const turns = unpacked(column(row, 'turns'), 'revised');
  if (turns !== undefined) {
    // `datasets` may keep a list of records as a record of lists.
    const listed =
      isRow(turns) && Array.isArray(turns.value) ? turns.value.map((value: unknown) => ({ value })) : turns;
    const remedy = 'A dialogue is a list of { value }, question and answer in turns.';
    return check(v.object({ revised: Turns }), { revised: listed }, remedy).revised.map(({ value }) => value);
  }
  const { question, gt_answer } = check(
    v.object({ question: Words, gt_answer: Words }),
    {
      question: unpacked(column(row, 'questions'), 'question'),
      gt_answer: unpacked(column(row, 'answers'), 'gt_answer'),
    },
    'A row has `revised`, or lists of questions and of their standard answers.',
  );
  if (question.length !== gt_answer.length) {
    throw new FormatError(
      `${question.length} questions have ${gt_answer.length} standard answers.`,
      'Every question needs one.',
    );
  }
  return question.flatMap((q, r) => [q, gt_answer[r] as string]);
}

/** A list of names, or a text with commas. */
function namesOf(value: unknown, field: string): string[] {
  const plain = typeof value === 'string' && /^\s*\[/.test(value) ? unpacked(value, field) : value;
  const remedy = 'It is a name, names with commas, or a list of names.';
  const read = check(v.object({ [field]: Names }), { [field]: plain }, remedy)[field] ?? [];
  const names = Array.isArray(read) ? read : String(read).split(/[,;]/);
  return names.map((name) => name.trim()).filter(Boolean);
}

/** A column of JSON text, as some re-hosts keep lists. */
function unpacked(value: unknown, field: string): unknown {
  return typeof value === 'string' ? parseEmbedded(value, field, 'It is a list.') : value;
}

/** As many types as rounds: one each, one for all, or all of the dialogue's where the file does not say whose they are. */
function typesOf(labels: readonly string[], rounds: number): string[] {
  const types = labels.map((label) => {
    const name = label.toLowerCase().replaceAll(/[\s_-]+/g, ' ');
    return (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined) ?? name;
  });
  if (types.length === rounds) return types;
  const all = [...new Set(types)].sort().join(', ') || 'unknown';
  return Array.from({ length: rounds }, () => all);
}
