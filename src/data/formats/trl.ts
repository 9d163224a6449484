// TRL's preference rows with images: { prompt, chosen, rejected, images } or `image`, each text plain or as messages;
// without a prompt it is what chosen and rejected have in common. Rows with `ladder_id` are exports of ours, several
// to a ladder, and become one again (pairRows.ts).
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check, imageSource, show, type Draft, type RecordFormat } from './draft.ts';
import { LadderPairs } from './pairRows.ts';
import { messages, rounds, unknownTypes, withoutImageToken, type Conversation, type Turn } from './turns.ts';

export const trlFormat: RecordFormat = {
  id: 'trl',
  fields: 'images, prompt, chosen, rejected',
  recognises: (row) => 'chosen' in row && 'rejected' in row && !('question' in row),
  reader: () => {
    const pairs = new LadderPairs();
    return {
      push: (value, row) => {
        const fields = check(Row, value, 'A row is { images, prompt, chosen, rejected }.');
        if (typeof fields.ladder_id === 'string') return pairs.push(conversations(fields), fields, row);
        const draft = draftOf(fields); // what it throws must not cost the ladder before it
        return [...pairs.end(), { row, draft }];
      },
      end: () => pairs.end(),
    };
  },
};

const Row = v.looseObject({ chosen: v.unknown(), rejected: v.unknown() });
type Row = v.InferOutput<typeof Row>;

/** Both sides as whole conversations. */
interface Sides {
  readonly chosen: Conversation;
  readonly rejected: Conversation;
}

function draftOf(row: Row): Draft {
  const { chosen, rejected } = conversations(row);
  const different = chosen.questions.findIndex((question, r) => question !== rejected.questions[r]);
  if (different >= 0 || chosen.questions.length !== rejected.questions.length) {
    throw new FormatError(
      `chosen asks ${show(chosen.questions)} and rejected asks ${show(rejected.questions)}.`,
      'Both must answer the same questions.',
    );
  }
  const questions = chosen.questions;
  return {
    image: imageSource(row.images ?? row.image ?? imagePart(row.prompt) ?? imagePart(row.chosen)),
    ladder: {
      questions,
      types: unknownTypes(questions),
      levels: [
        { answers: chosen.answers, source: 'chosen', ranks: { generated: 0 } },
        { answers: rejected.answers, source: 'rejected', ranks: { generated: 1 } },
      ],
    },
    notes: chosen.notes,
  };
}

function conversations(row: Row): Sides {
  if (row.prompt === undefined || row.prompt === null) return implicit(row);
  const prompt =
    typeof row.prompt === 'string'
      ? [{ side: 'user' as const, text: withoutImageToken(row.prompt) }]
      : messages(row.prompt, 'prompt');
  return {
    chosen: rounds([...prompt, ...completion(row.chosen, 'chosen')]),
    rejected: rounds([...prompt, ...completion(row.rejected, 'rejected')]),
  };
}

function completion(value: unknown, field: string): Turn[] {
  return typeof value === 'string' ? [{ side: 'assistant', text: value }] : messages(value, field);
}

function implicit(row: Row): Sides {
  if (typeof row.chosen === 'string' || typeof row.rejected === 'string') {
    throw new FormatError(
      'The row has no prompt, and its answers are plain text.',
      'Give the question as prompt.',
    );
  }
  return {
    chosen: rounds(messages(row.chosen, 'chosen')),
    rejected: rounds(messages(row.rejected, 'rejected')),
  };
}

/** The image that stands inside a message, as some exports have it. */
function imagePart(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  const parts = (value as { content?: unknown }[]).flatMap((message) =>
    Array.isArray(message.content) ? (message.content as Record<string, unknown>[]) : [],
  );
  const part = parts.find(({ type }) => type === 'image' || type === 'image_url');
  return part?.image ?? part?.path ?? part?.url;
}
