// Which public benchmark some files are, by what stands in them, and what is missing. Names of files matter only where
// two could be meant.
import { FormatError } from '../../base/errors.ts';
import type { TaskId } from '../../protocol/benchmark.ts';
import { readWhole, type FileEntry, type FileSet } from '../formats/files.ts';
import { ImageLoader } from '../formats/images.ts';
import { rowsOf } from '../formats/rowsOf.ts';
import { amberReader } from './amber.ts';
import { chairReader } from './chair.ts';
import { llavaBenchReader } from './llavaBench.ts';
import { mmhalReader } from './mmhal.ts';
import { mrhalReader } from './mrhal.ts';
import { popeReader } from './pope.ts';
import {
  baseName,
  isRow,
  type BenchmarkItem,
  type BenchmarkReader,
  type FileRole,
  type SourceFile,
} from './reader.ts';

const READERS: readonly BenchmarkReader[] = [
  mrhalReader,
  popeReader,
  amberReader,
  chairReader,
  mmhalReader,
  llavaBenchReader,
];

const MAY_BELONG = /\.(jsonl?|ndjson|parquet|txt)$/i;
/** What archives have beside the data. */
const NO_DATA = /(^|\/)(__MACOSX\/|\.)/;
/** Bytes of the longest text that may be a list of words. */
const MAX_TEXT = 2 ** 20;
/** Records that are looked at before a file counts as unreadable. */
const PATIENCE = 20;
/** How an annotation file of COCO begins. */
const COCO = /^\uFEFF?\s*\{\s*"(info|images|licenses|annotations|categories)"\s*:/;

export interface RecognisedBenchmark {
  readonly task: TaskId;
  readonly name: string;
  /** Paths of its files, images aside. */
  readonly files: readonly string[];
  /** What was found beside it, or is unreadable, one line each. */
  readonly notes: readonly string[];
  /** @throws FormatError when the files together make no benchmark; CancelledError etc. pass through */
  readonly read: () => AsyncGenerator<BenchmarkItem>;
}

/** @throws FormatError when no benchmark is there, or two, or one lacks a file or has one too many */
export async function recogniseBenchmark(files: FileSet): Promise<RecognisedBenchmark> {
  const sources: SourceFile[] = [];
  const notes: string[] = [];
  for (const entry of files.entries) {
    if (!MAY_BELONG.test(entry.path) || NO_DATA.test(entry.path)) continue;
    try {
      const source = await lookInto(entry);
      if (source !== undefined) sources.push(source);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      notes.push(`${entry.path}: ${error.message}`);
    }
  }
  const reader = readerOf(sources, notes);
  const roles = Object.entries(reader.roles);
  const own = new Map(roles.map(([name, role]) => [name, sources.filter(role.is)]));
  for (const [name, role] of roles) checkRole(reader, role, own.get(name) ?? []);
  const used = new Set([...own.values()].flat());
  const others = sources.filter((source) => source.form !== 'lines' && !used.has(source));
  if (others.length > 0) {
    notes.push(`Not a part of ${reader.name}, and not used: ${listed(others)}.`);
  }
  const names = new Set(files.entries.map(({ path }) => baseName(path)));
  const images = new ImageLoader(files, [...used][0]?.entry.path ?? '', async () => undefined);
  return {
    task: reader.task,
    name: reader.name,
    files: [...used].map(({ entry }) => entry.path),
    notes,
    read: () => reader.read(Object.fromEntries(own), { images, names }),
  };
}

function readerOf(sources: readonly SourceFile[], notes: readonly string[]): BenchmarkReader {
  const told = READERS.map((reader) => ({
    reader,
    by: sources.filter((source) => Object.values(reader.roles).some((role) => role.tells && role.is(source))),
  })).filter(({ by }) => by.length > 0);
  const [only, second] = told;
  if (only === undefined) throw nothingKnown(sources, notes);
  if (second === undefined) return only.reader;
  // COCO's annotations beside POPE's questions are no CHAIR unless the synonyms are there too.
  const whole = told.filter(({ reader }) =>
    Object.values(reader.roles).every(({ min, is }) => sources.filter(is).length >= min),
  );
  if (whole.length === 1) return (whole[0] as (typeof whole)[number]).reader;
  throw new FormatError(
    `The files belong to ${told.map(({ reader, by }) => `${reader.name} (${listed(by)})`).join(' and to ')}.`,
    'Import one benchmark at a time.',
  );
}

function nothingKnown([first]: readonly SourceFile[], notes: readonly string[]): FormatError {
  const fields = first && Object.keys(first.sample).slice(0, 12).join(', ');
  const seen = fields ? [`${first.entry.path} has the fields ${fields}.`] : [];
  return new FormatError(
    ['No known benchmark is among the files.', ...seen, ...notes.slice(0, 3)].join(' '),
    `Known: ${READERS.map(({ name, roles }) => `${name} (${titles(roles)})`).join('; ')}.`,
  );
}

function titles(roles: BenchmarkReader['roles']): string {
  return Object.values(roles)
    .map(({ title }) => title.replace(/ \(.*$/, ''))
    .join(', ');
}

function checkRole({ name, roles }: BenchmarkReader, role: FileRole, own: readonly SourceFile[]): void {
  if (own.length < role.min) {
    throw new FormatError(
      `A file of ${name} is missing: ${role.title}.`,
      `Choose all of its files together (${titles(roles)}), with its images.`,
    );
  }
  if (own.length > role.max) {
    throw new FormatError(
      `${listed(own)} could each be the ${role.title} of ${name}.`,
      'Leave all but one of them out.',
    );
  }
}

function listed(sources: readonly SourceFile[]): string {
  const paths = sources.map(({ entry }) => entry.path);
  return paths.length <= 5
    ? paths.join(', ')
    : `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more`;
}

/** @throws FormatError when nothing of it can be read; undefined for a text that is no list of words */
async function lookInto(entry: FileEntry): Promise<SourceFile | undefined> {
  if (/\.txt$/i.test(entry.path)) {
    if (entry.size > MAX_TEXT) return undefined;
    const text = new TextDecoder().decode(await readWhole(entry, MAX_TEXT));
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return lines.length === 0 ? undefined : { entry, form: 'lines', sample: {}, lines };
  }
  if (!/\.parquet$/i.test(entry.path) && COCO.test(await beginning(entry))) {
    return { entry, form: 'lists', sample: {}, lines: [] };
  }
  let first: FormatError | undefined;
  let seen = 0;
  for await (const raw of rowsOf(entry)) {
    if ('value' in raw && isRow(raw.value)) return { entry, form: 'rows', sample: raw.value, lines: [] };
    if ('error' in raw) first ??= raw.error;
    if (++seen >= PATIENCE) break;
  }
  throw (
    first ?? new FormatError('It holds no records with named fields.', 'Leave it out, or export it again.')
  );
}

async function beginning(entry: FileEntry): Promise<string> {
  for await (const chunk of entry.chunks()) {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk.subarray(0, 1024));
  }
  return '';
}
