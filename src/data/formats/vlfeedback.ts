// VLFeedback (MMInstruction/VLFeedback, the data of Silkie): { prompt, img_path, completions }, where a completion is
// { model, response, annotations: { aspect: { Rating, Rationale } } }. Ranked by the mean rating over the aspects.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check, imageSource, perRow, type Draft, type RecordFormat } from './draft.ts';
import { unknownTypes, withoutImageToken } from './turns.ts';

export const TIE_NOTE = 'Answers with equal mean ratings share a rank; they stand in the order of the file.';
export const UNRATED_NOTE = 'An answer without any rating was left out.';

export const vlfeedbackFormat: RecordFormat = {
  id: 'vlfeedback',
  fields: 'prompt, img_path, completions',
  recognises: (row) => 'prompt' in row && 'completions' in row,
  reader: () => perRow(readRow),
};

const Annotation = v.nullish(
  v.looseObject({ Rating: v.nullish(v.union([v.string(), v.number(), v.bigint()])) }),
);
const Completion = v.object({
  model: v.string(),
  response: v.string(),
  annotations: v.record(v.string(), Annotation),
});
const Row = v.looseObject({
  prompt: v.string(),
  completions: v.pipe(v.unknown(), v.transform(transposed), v.array(Completion)),
});

function readRow(value: unknown): Draft {
  const row = check(
    Row,
    value,
    'A row is { prompt, img_path, completions: [{ model, response, annotations }] }.',
  );
  const rated = row.completions.map((completion) => ({
    ...completion,
    mean: meanRating(completion.annotations),
  }));
  const ranked = rated
    .filter((completion): completion is typeof completion & { mean: number } => completion.mean !== undefined)
    .sort((a, b) => b.mean - a.mean);
  if (ranked.length < 2) {
    throw new FormatError(
      `${ranked.length} of ${rated.length} completions have a rating (K = ${ranked.length}).`,
      'A preference needs K from 2.',
    );
  }
  const questions = [withoutImageToken(row.prompt)];
  const levels = ranked.map(({ model, response, mean }) => ({
    answers: [response],
    source: model,
    ranks: { generated: ranked.findIndex((other) => other.mean === mean) },
  }));
  const ties = levels.some(({ ranks }, k) => ranks.generated !== k);
  return {
    image: imageSource(row.image ?? row.img_path),
    ladder: { questions, types: unknownTypes(questions), levels },
    notes: [...(ties ? [TIE_NOTE] : []), ...(ranked.length < rated.length ? [UNRATED_NOTE] : [])],
  };
}

/** Ratings are 1 to 5, often as text; "N/A" counts as none. */
function meanRating(
  annotations: Readonly<Record<string, { Rating?: unknown } | null | undefined>>,
): number | undefined {
  const ratings = Object.values(annotations)
    .map((annotation) => annotation?.Rating)
    .filter((rating) => rating !== undefined && rating !== null && rating !== '')
    .map(Number)
    .filter(Number.isFinite);
  return ratings.length === 0 ? undefined : ratings.reduce((a, b) => a + b, 0) / ratings.length;
}

/** `datasets` keeps a list of records as a record of lists; this turns it back. */
function transposed(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const columns = Object.entries(value);
  const longest = Math.max(0, ...columns.map(([, column]) => (Array.isArray(column) ? column.length : 0)));
  return Array.from({ length: longest }, (_, i) =>
    Object.fromEntries(
      columns.map(([name, column]) => [name, Array.isArray(column) ? (column as unknown[])[i] : column]),
    ),
  );
}
