// JSON text that stands inside a field of a row.
import { FormatError } from '../../base/errors.ts';
import { show } from './draft.ts';
import { MAX_DEPTH } from './splitter.ts';

/** @throws FormatError when it is no JSON, or nested deeper than a row may be */
export function parseEmbedded(text: string, field: string, remedy: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError(`${field} is no JSON: ${show(text)}.`, remedy);
  }
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw new FormatError(`${field} is nested more than ${MAX_DEPTH} levels deep.`, remedy);
    }
    layer = layer.flatMap((item) =>
      item !== null && typeof item === 'object' ? (Object.values(item) as unknown[]) : [],
    );
  }
  return value;
}
