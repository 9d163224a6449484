// AMBER (junyangwang0410/AMBER): `annotations.json` [{ id, type, truth, hallu }], `query_*.json` [{ id, image, query }],
// `relation.json` { word: [associated words] } and `safe_words.txt`. Each query is an example of its own: AMBER asks them
// without history.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import { check } from '../formats/draft.ts';
import {
  eachRow,
  Id,
  Text,
  withImage,
  Words,
  type BenchmarkItem,
  type BenchmarkReader,
  type Row,
} from './reader.ts';

const ROLES = {
  annotations: {
    title: 'annotations.json (id, type, truth, hallu)',
    min: 1,
    max: 1,
    tells: true,
    is: ({ sample }) => 'id' in sample && 'type' in sample && 'truth' in sample,
  },
  queries: {
    title: 'query_all.json or a part of it (id, image, query)',
    min: 1,
    max: Infinity,
    tells: true,
    is: ({ sample }) => 'id' in sample && 'image' in sample && 'query' in sample,
  },
  association: {
    title: 'relation.json (words, each with a list of words)',
    min: 0,
    max: 1,
    tells: false,
    is: ({ form, sample }) => {
      const values = Object.values(sample);
      return form === 'rows' && values.length > 0 && values.every(isWords);
    },
  },
  safeWords: {
    title: 'safe_words.txt (a word a line)',
    min: 0,
    max: 1,
    tells: false,
    is: ({ form, lines }) =>
      form === 'lines' && lines.every((line) => /^[\p{L}'-]+( [\p{L}'-]+){0,2}$/u.test(line.trim())),
  },
} as const satisfies BenchmarkReader['roles'];

const Annotation = v.looseObject({ id: Id, type: Text });
const Generative = v.object({ truth: Words, hallu: Words });
const Discriminative = v.object({ truth: v.picklist(['yes', 'no']) });
const ANNOTATION =
  'It is { id, type: "generative", truth: [...], hallu: [...] }, or of another type with yes or no.';
const Query = v.object({ id: Id, image: Text, query: Text });

export const amberReader: BenchmarkReader<keyof typeof ROLES> = {
  task: 'amber',
  name: 'AMBER',
  roles: ROLES,
  async *read(files, { images }) {
    const annotations = new Map<string, Draft>();
    for (const file of files.annotations) {
      yield* eachRow(file, (row) => {
        const id = String(check(Annotation, row, ANNOTATION).id);
        if (annotations.has(id)) throw new FormatError(`The id ${id} is there twice.`, 'Remove one.');
        annotations.set(id, draftOf(row));
        return [];
      });
    }
    let association: Record<string, readonly string[]> = {};
    for (const file of files.association) {
      yield* eachRow(file, (row) => {
        association = check(v.record(v.string(), Words), row, 'It has a list of words for each word.');
        return [];
      });
    }
    const asked = new Map<string, string>();
    let generative = false;
    for (const file of files.queries) {
      yield* eachRow(file, async (row): Promise<BenchmarkItem[]> => {
        const { id, image, query } = check(Query, row, 'A row is { id, image, query }.');
        const before = asked.get(String(id));
        // query_all.json holds what the other query files hold.
        if (before === `${image} ${query}`) return [];
        if (before !== undefined) {
          throw new FormatError(`The id ${id} is there twice, with another query.`, 'Remove one of the two.');
        }
        const draft = annotations.get(String(id));
        if (draft === undefined) {
          throw new FormatError(
            `The id ${id} has no annotation that could be read.`,
            'Take queries and annotations of one version.',
          );
        }
        const { type, answer, ...known } = draft;
        const rounds = [{ question: query, answer, type }];
        const item = await withImage(images, { kind: 'path', path: image }, { ...known, rounds });
        asked.set(String(id), `${image} ${query}`);
        generative ||= type === 'generative';
        return [item];
      });
    }
    for (const role of ['association', 'safeWords'] as const) {
      if (generative && files[role].length === 0) {
        throw new FormatError(
          `AMBER's generative queries are judged with ${ROLES[role].title}, which is not among the files.`,
          'Choose it too, or import a discriminative query file alone.',
        );
      }
    }
    const safeWords = files.safeWords.flatMap(({ lines }) => lines.map((line) => line.trim()));
    yield { kind: 'tables', tables: { association, safeWords } };
  },
};

/** What an annotation says of its query. */
interface Draft extends Pick<BenchExample, 'id' | 'source' | 'contents' | 'prone'> {
  readonly type: string;
  readonly answer: string;
}

function draftOf(row: Row): Draft {
  const { id: source, type: told } = check(Annotation, row, ANNOTATION);
  // The published file has two names for questions about relations, by their answer.
  const type = told === 'relation' ? 'discriminative-relation' : told;
  const id = String(source);
  const named = { id, ...(source !== id && { source }), type };
  if (type === 'generative') {
    const { truth, hallu } = check(Generative, row, ANNOTATION);
    return { ...named, answer: '', contents: truth, prone: hallu };
  }
  return { ...named, answer: check(Discriminative, row, ANNOTATION).truth };
}

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}
