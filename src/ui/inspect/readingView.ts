// Who reads a ladder, against whom, at which step: what is chosen at first, what stays chosen, and how it stands in a
// link. Pure.
import type { Reader, Reading, WeightsRef } from '../../protocol/inspect.ts';

/** A run on this dataset, else the newest run, else the smallest model that has something to be held against. */
export function firstReading(readers: readonly Reader[], dataset: string): Reading | undefined {
  const reader =
    readers.find((one) => one.kind === 'run' && one.dataset === dataset) ??
    readers.find(({ kind }) => kind === 'run') ??
    readers.find(({ reference }) => reference !== undefined) ??
    readers[0];
  return reader && readingOf(reader);
}

/** A reader at its last checkpoint, against what it is usually held against. */
export function readingOf({ id, checkpoints, reference }: Reader): Reading {
  const step = checkpoints.at(-1)?.step;
  return { policy: { id, ...(step !== undefined && { step }) }, ...(reference && { reference }) };
}

/** The reading as far as its readers and steps exist: the last step for one that is gone, else the first reading. */
export function settleReading(
  reading: Reading | undefined,
  readers: readonly Reader[],
  dataset: string,
): Reading | undefined {
  const find = (ref: WeightsRef | undefined): Reader | undefined => readers.find(({ id }) => id === ref?.id);
  const exists = (ref: WeightsRef): boolean =>
    find(ref) !== undefined &&
    (ref.step === undefined || find(ref)?.checkpoints.some(({ step }) => step === ref.step) === true);
  const reader = find(reading?.policy);
  if (reading === undefined || reader === undefined) return firstReading(readers, dataset);
  const { reference } = reading;
  if (reference !== undefined && !exists(reference)) return { policy: reading.policy };
  if (exists(reading.policy)) return reading;
  return { policy: readingOf(reader).policy, ...(reference && { reference }) };
}

export function sameReading(a: Reading | undefined, b: Reading | undefined): boolean {
  return readingKey(a) === readingKey(b);
}

/** One text for one reading. */
export function readingKey(reading: Reading | undefined): string {
  const of = (ref: WeightsRef | undefined): unknown => ref && [ref.id, ref.step];
  return JSON.stringify([of(reading?.policy), of(reading?.reference)]);
}

/** What a link to a ladder names. */
export interface LadderLink {
  readonly dataset: string;
  /** Place in the dataset, from 0. */
  readonly index: number;
  readonly reading?: Reading;
}

/** `[dataset, index]`, and with a reading `[..., policy, reference]`, each `id` or `id@step`, `-` for no reference. */
export function linkPath({ dataset, index, reading }: LadderLink): string[] {
  const name = ({ id, step }: WeightsRef): string => (step === undefined ? id : `${id}@${step}`);
  const { policy, reference } = reading ?? {};
  const own = policy === undefined ? [] : [name(policy), reference === undefined ? '-' : name(reference)];
  return [dataset, String(index), ...own];
}

/** The inverse; undefined when it is no link to a ladder. */
export function readLink([dataset, place, policy, reference]: readonly string[]): LadderLink | undefined {
  const index = Number(place);
  if (dataset === undefined || place === undefined || !Number.isSafeInteger(index) || index < 0)
    return undefined;
  if (policy === undefined) return { dataset, index };
  const other = reference === undefined || reference === '-' ? {} : { reference: refOf(reference) };
  return { dataset, index, reading: { policy: refOf(policy), ...other } };
}

function refOf(name: string): WeightsRef {
  const [, id = name, step] = /^(.*)@(\d+)$/.exec(name) ?? [];
  return { id, ...(step !== undefined && { step: Number(step) }) };
}
