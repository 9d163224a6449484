// All formats, and which one a row is of.
import { FormatError } from '../../base/errors.ts';
import { ampFormat } from './amp.ts';
import { show, type RecordFormat } from './draft.ts';
import { laddersFormat } from './ladderRecord.ts';
import { llavaFormat } from './llava.ts';
import { rlaifvFormat, rlhfvFormat } from './rlhfv.ts';
import { trlFormat } from './trl.ts';
import { vlfeedbackFormat } from './vlfeedback.ts';

/** In the order of asking. */
export const FORMATS: readonly RecordFormat[] = [
  laddersFormat,
  ampFormat,
  llavaFormat,
  vlfeedbackFormat,
  rlaifvFormat,
  trlFormat,
  rlhfvFormat,
];

/** @throws FormatError that lists the fields found and those that would be known */
export function formatOf(row: unknown): RecordFormat {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) {
    throw new FormatError(
      `The record is ${show(row)}, not an object.`,
      'A row is an object with named fields.',
    );
  }
  const format = FORMATS.find((one) => one.recognises(row as Record<string, unknown>));
  if (format !== undefined) return format;
  const keys = Object.keys(row).slice(0, 12).join(', ') || 'none';
  throw new FormatError(
    `No known format has these fields: ${keys}.`,
    `Known: ${FORMATS.map(({ id, fields }) => `${id} (${fields})`).join('; ')}.`,
  );
}
