// LLaVA's instruction data: { id, image, conversations: [turns] }. Each row becomes a ladder of one level, the standard
// answer: what SFT learns from, and level 0 of the ladders that are made later.
import * as v from 'valibot';
import { check, imageSource, perRow, type Draft, type RecordFormat } from './draft.ts';
import { llavaTurns, rounds, unknownTypes } from './turns.ts';

export const llavaFormat: RecordFormat = {
  id: 'llava',
  fields: 'image, conversations',
  recognises: (row) => 'conversations' in row,
  reader: () => perRow(readRow),
};

const Row = v.looseObject({ conversations: v.unknown() });

function readRow(value: unknown): Draft {
  const row = check(Row, value, 'A row is { id, image, conversations }.');
  const { questions, answers, notes } = rounds(llavaTurns(row.conversations, 'conversations'));
  return {
    image: imageSource(row.image),
    ladder: {
      questions,
      types: unknownTypes(questions),
      levels: [{ answers, source: 'standard', ranks: { generated: 0 } }],
    },
    notes,
  };
}
