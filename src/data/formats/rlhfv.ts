// RLHF-V's and RLAIF-V's pairs. RLHF-V (openbmb/RLHF-V-Dataset): `text` is JSON of { question, chosen, rejected };
// RLAIF-V (openbmb/RLAIF-V-Dataset): the three are columns. Both: `image` as { bytes, path }, and `image_path`.
import * as v from 'valibot';
import { check, imageSource, perRow, type Draft, type RecordFormat } from './draft.ts';
import { parseEmbedded } from './embedded.ts';
import { unknownTypes, withoutImageToken } from './turns.ts';

const TEXT_REMEDY = 'RLHF-V keeps { question, chosen, rejected } in it.';

export const rlhfvFormat: RecordFormat = {
  id: 'rlhf-v',
  fields: 'image, text with question, chosen, rejected',
  recognises: (row) => 'text' in row && ('image' in row || 'image_path' in row),
  reader: () =>
    perRow((value) => {
      const row = check(Row, value, 'A row is { image, text }.');
      return pair(
        row,
        typeof row.text === 'string' ? parseEmbedded(row.text, 'text', TEXT_REMEDY) : row.text,
      );
    }),
};

export const rlaifvFormat: RecordFormat = {
  id: 'rlaif-v',
  fields: 'image, question, chosen, rejected',
  recognises: (row) => 'question' in row && 'chosen' in row && 'rejected' in row,
  reader: () => perRow((value) => pair(check(Row, value, 'A row is an object.'), value)),
};

const Row = v.looseObject({ text: v.optional(v.unknown()) });
const Pair = v.object({ question: v.string(), chosen: v.string(), rejected: v.string() });

function pair(row: Record<string, unknown>, value: unknown): Draft {
  const { question, chosen, rejected } = check(Pair, value, 'A pair is { question, chosen, rejected }.');
  const questions = [withoutImageToken(question)];
  return {
    image: imageSource(row.image, row.image_path),
    ladder: {
      questions,
      types: unknownTypes(questions),
      levels: [
        { answers: [chosen], source: 'chosen', ranks: { generated: 0 } },
        { answers: [rejected], source: 'rejected', ranks: { generated: 1 } },
      ],
    },
  };
}
