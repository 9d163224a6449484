// The table behind the lab's encoder: which pictured concepts a noun names, and of which it is a tag
// (public/language/lexicon.json, made by scripts/lexicon.mjs).
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';

const indices = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
const schema = v.object({
  version: v.number(),
  /** [label, category] each. */
  concepts: v.array(v.tuple([v.string(), v.string()])),
  /** Word to the concepts it names and those it is a tag of. */
  words: v.record(v.string(), v.tuple([indices, indices])),
});

export type Lexicon = v.InferOutput<typeof schema>;

/** Where the table lies among the lab's files. */
export const LEXICON = 'language/lexicon.json';

/** @throws FormatError when the JSON is no lexicon */
export function parseLexicon(json: unknown): Lexicon {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new FormatError(
    `${LEXICON} is no lexicon: ${v.summarize(result.issues)}.`,
    'Run node scripts/lexicon.mjs.',
  );
}
