// What a config.json asks for that the engine does not have, gathered, so that one refusal names all of it.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';

/** What there is, after what there is not. */
export const REMEDY =
  'AMP Lab runs Idefics3, SmolVLM and nanoVLM: a SigLIP tower, pixel shuffle and a Llama decoder, weights in 16 or 32 bits.';

export const size = v.pipe(v.number(), v.integer(), v.minValue(1));

/** @throws FormatError naming the first field that is missing or of a wrong type */
export function parseFields<T extends v.GenericSchema>(
  schema: T,
  json: unknown,
  file: string,
): v.InferOutput<T> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new FormatError(`${file}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`, REMEDY);
}

/** A list of what is missing. */
export class Missing {
  private readonly features: string[] = [];

  /** Adds `feature` unless `fine`. */
  unless(fine: boolean, feature: string): void {
    if (!fine) this.features.push(feature);
  }

  /** @throws FormatError naming all that was added */
  refuse(file: string): void {
    if (this.features.length === 0) return;
    throw new FormatError(
      `${file} asks for what the engine does not have: ${this.features.join('; ')}.`,
      REMEDY,
    );
  }
}

/** Absent, null, false, 0 or an empty list or record: a feature that is off. */
export function isOff(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
