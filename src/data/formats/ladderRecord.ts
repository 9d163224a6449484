// A ladder as a record in a file: how it is checked when it comes in, and its canonical text. Fields that this version
// does not know are kept as they are, so that a newer lab's ladders pass through an older one.
import * as v from 'valibot';
import { QUESTION_TYPES } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { check, type Draft, type RecordFormat, perRow } from './draft.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Image = v.variant('kind', [
  v.object({
    kind: v.literal('scene'),
    seed: v.pipe(v.number(), v.integer()),
    split: v.string(),
    style: v.string(),
  }),
  v.object({
    kind: v.literal('file'),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'it is no SHA-256 in hexadecimal.')),
    name: v.string(),
  }),
]);

const Claim = v.looseObject({
  text: v.string(),
  start: count,
  end: count,
  verdict: v.picklist(['true', 'false', 'unknown']),
});

const Span = { start: count, end: count };
const Chunk = v.looseObject({
  text: v.string(),
  ...Span,
  kind: v.picklist(['noun', 'polarity', 'sentence']),
  sentence: v.object(Span),
});

const similarity = { acc: v.number(), score: v.number() };
const Nearest = v.object({ chunk: v.pipe(v.number(), v.integer()), cosine: v.number() });
const Matches = v.array(v.array(v.object({ local: Nearest, global: Nearest })));
const Check = v.looseObject({
  ...similarity,
  local: v.object(similarity),
  global: v.object(similarity),
  matches: Matches,
  supports: v.exactOptional(Matches),
  unsupported: v.exactOptional(v.object(similarity)),
  encoder: v.object({ name: v.string(), version: v.string() }),
  threshold: v.number(),
  localShare: v.number(),
  unsupportedWeight: v.exactOptional(v.number()),
  rankBy: v.exactOptional(v.picklist(['acc', 'score'])),
  chunking: v.exactOptional(v.picklist(['nouns', 'statements'])),
});

const Level = v.looseObject({
  answers: v.array(v.string()),
  source: v.string(),
  claims: v.exactOptional(v.array(v.array(Claim))),
  chunks: v.exactOptional(v.array(v.array(Chunk))),
  check: v.exactOptional(Check),
  ranks: v.looseObject({
    generated: v.number(),
    autoCheck: v.exactOptional(v.number()),
    human: v.exactOptional(v.number()),
  }),
});

const Record = v.pipe(
  v.looseObject({
    id: v.pipe(v.string(), v.minLength(1, 'it is empty.')),
    image: Image,
    questions: v.pipe(v.array(v.string()), v.minLength(1, 'there is no question.')),
    types: v.array(v.picklist([...QUESTION_TYPES, 'unknown'])),
    levels: v.pipe(v.array(Level), v.minLength(1, 'there is no level.')),
    note: v.exactOptional(v.string()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { questions, types, levels } = dataset.value;
    if (types.length !== questions.length) {
      addIssue({ message: `there are ${questions.length} questions and ${types.length} types.` });
    }
    for (const [k, { answers, claims = answers, chunks = answers }] of levels.entries()) {
      for (const [name, { length }] of Object.entries({ answers, claims, chunks })) {
        if (length === questions.length) continue;
        addIssue({ message: `level ${k} has ${length} ${name} for ${questions.length} questions.` });
        break;
      }
    }
  }),
);

/** @throws FormatError that names the field */
export function parseLadder(value: unknown): Draft {
  const record = check(Record, value, 'See Ladder in src/protocol/ladder.ts, or export the ladders again.');
  const { image, ...rest } = ladderRecord(record);
  return { image: { kind: 'known', ref: image }, ladder: rest };
}

/** Our own JSONL: a ladder per line. */
export const laddersFormat: RecordFormat = {
  id: 'ladders',
  fields: 'image, questions, levels',
  recognises: (row) => 'questions' in row && 'levels' in row,
  reader: () => perRow(parseLadder),
};

/** The ladder as a record in a file: without the dataset, which is the lab's own business. */
export function ladderRecord(ladder: Ladder): Omit<Ladder, 'dataset'> {
  const record: { dataset?: string } & Omit<Ladder, 'dataset'> = { ...ladder };
  delete record.dataset;
  return record;
}
