// AMP's training file (takomc/amp): { image, output_1: [turns], ..., output_K: [turns] }, each output a whole
// conversation, best first. Exports of ours keep the rest of the ladder under `amp_lab`.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { Ladder, Level } from '../../protocol/ladder.ts';
import { check, imageSource, perRow, reasonOf, show, type Draft, type RecordFormat } from './draft.ts';
import { ladderRecord, parseLadder } from './ladderRecord.ts';
import { llavaTurns, rounds, unknownTypes, type Conversation } from './turns.ts';

const isOutput = (key: string): boolean => /^output_\d+$/.test(key);

export const ampFormat: RecordFormat = {
  id: 'amp',
  fields: 'image, output_1, output_2',
  recognises: (row) => Object.keys(row).some(isOutput),
  reader: () => perRow(readRow),
};

const Row = v.record(v.string(), v.unknown());

function readRow(value: unknown): Draft {
  const row = check(Row, value, 'A row is an object.');
  const count = Object.keys(row).filter(isOutput).length;
  const missing = Array.from({ length: count }, (_, k) => `output_${k + 1}`).find((key) => !(key in row));
  if (missing !== undefined) {
    throw new FormatError(
      `The row has ${count} outputs, but no ${missing}.`,
      'Number the outputs from 1, best first.',
    );
  }
  if (count < 2) {
    throw new FormatError(`The row has ${count} output (K = ${count}).`, 'A preference needs K from 2.');
  }
  const outputs = Array.from({ length: count }, (_, k) => {
    const field = `output_${k + 1}`;
    try {
      return rounds(llavaTurns(row[field], field));
    } catch (error) {
      if (!(error instanceof FormatError) || error.message.startsWith(field)) throw error;
      throw new FormatError(`${field}: ${reasonOf(error)}`, error.remedy);
    }
  });
  const { questions, notes } = outputs[0] as Conversation;
  for (const [k, output] of outputs.entries()) {
    const other = Math.max(questions.length, output.questions.length);
    const r = Array.from({ length: other }, (_, i) => i).find((i) => questions[i] !== output.questions[i]);
    if (r === undefined) continue;
    throw new FormatError(
      `output_${k + 1} asks ${show(output.questions[r])} in round ${r + 1} where output_1 asks ${show(questions[r])}.`,
      'All outputs of a row must answer the same questions.',
    );
  }
  if (row.amp_lab !== undefined) return parseLadder(restore(row.amp_lab, questions, outputs));
  const levels = outputs.map(({ answers }, k) => ({
    answers,
    source: k === 0 ? 'standard' : `output_${k + 1}`,
    ranks: { generated: k },
  }));
  return {
    image: imageSource(row.image),
    ladder: { questions, types: unknownTypes(questions), levels },
    notes,
  };
}

function restore(kept: unknown, questions: readonly string[], outputs: readonly Conversation[]): unknown {
  const Kept = v.looseObject({ levels: v.array(v.looseObject({})) });
  const ladder = check(Kept, kept, 'Delete amp_lab from the row to read it as plain AMP data.');
  const levels = ladder.levels.map((level, k) => ({ ...level, answers: outputs[k]?.answers ?? [] }));
  return { ...ladder, questions, levels };
}

/**
 * A ladder as AMP's row; `image` is the path that AMP's code joins to its image folder.
 * Ladders of one level have no such form: filter them before.
 */
export function ampRow(ladder: Ladder, image: string): Record<string, unknown> {
  const { questions, levels, ...rest } = ladderRecord(ladder);
  const conversation = ({ answers }: Level): unknown[] =>
    questions.flatMap((question, r) => [
      { from: 'human', value: r === 0 ? `<image>\n${question}` : question },
      { from: 'gpt', value: answers[r] },
    ]);
  return {
    image,
    ...Object.fromEntries(levels.map((level, k) => [`output_${k + 1}`, conversation(level)])),
    amp_lab: { ...rest, levels: levels.map(({ answers: _, ...level }) => level) },
  };
}
