// Reads one data file: rows to drafts to ladders with images. Says what is wrong with a row and goes on with the next.
import { FormatError } from '../../base/errors.ts';
import type { DatasetFormat, ImageFile, ImportProblem } from '../../protocol/dataset.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { reasonOf, type ReadResult, type RecordFormat, type RowReader } from './draft.ts';
import type { FileEntry } from './files.ts';
import { formatOf } from './formats.ts';
import type { ImageLoader } from './images.ts';
import { rowsOf } from './rowsOf.ts';

/** What comes out of a data file, in its order. */
export type FileItem =
  | { readonly kind: 'format'; readonly format: DatasetFormat }
  | {
      readonly kind: 'ladder';
      readonly ladder: Ladder;
      readonly image?: ImageFile;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'problem'; readonly problem: ImportProblem }
  /** A row is through; `bytesDone` of the file's bytes. */
  | { readonly kind: 'row'; readonly bytesDone: number };

/** Where the ladders of a file belong, and the ids that they may not take. */
export interface Identity {
  readonly dataset: string;
  readonly part: string;
  /** Ids of the files before. */
  readonly taken: ReadonlySet<string>;
  /** Ids of this file, filled as it is read. */
  readonly own: Set<string>;
}

/** A file whose first rows are all of an unknown format is not read further. */
const PATIENCE = 100;

const DATA_FILE = /\.(jsonl?|ndjson|parquet)$/i;
/** What archives and our own exports have beside the data. */
const NO_DATA = /(^|\/)(__MACOSX\/|\.)|(^|\/)dataset-card\.json$/;

export function isDataFile({ path }: FileEntry): boolean {
  return DATA_FILE.test(path) && !NO_DATA.test(path);
}

/** @throws FormatError when the file itself cannot be read to its end */
export async function* readDataFile(
  entry: FileEntry,
  images: ImageLoader,
  identity: Identity,
): AsyncGenerator<FileItem> {
  const problem = (row: number, error: FormatError): FileItem => ({
    kind: 'problem',
    problem: importProblem(entry.path, error, row),
  });
  let format: RecordFormat | undefined;
  let reader: RowReader | undefined;
  let unknown = 0;
  const finish = async function* (results: readonly ReadResult[]): AsyncGenerator<FileItem> {
    for (const result of results) {
      try {
        if ('error' in result) throw result.error;
        const { draft, row } = result;
        const { ref, file } = await images.load(draft.image);
        const ladder: Ladder = {
          ...draft.ladder,
          id: claimId(draft.ladder.id, row, identity),
          dataset: identity.dataset,
          image: ref,
        };
        yield {
          kind: 'ladder',
          ladder,
          notes: draft.notes ?? [],
          ...(file === undefined ? {} : { image: file }),
        };
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        yield problem(result.row, error);
      }
    }
  };
  for await (const raw of rowsOf(entry)) {
    try {
      if ('error' in raw) throw raw.error;
      if (reader === undefined) {
        unknown++;
        format = formatOf(raw.value);
        reader = format.reader();
        yield { kind: 'format', format: format.id };
      }
      yield* finish(reader.push(raw.value, raw.row));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      yield problem(raw.row, error);
    }
    yield { kind: 'row', bytesDone: raw.bytesDone };
    if (reader === undefined && unknown >= PATIENCE) {
      const reason = `None of the first ${PATIENCE} rows is of a known format; the rest was not read.`;
      yield problem(0, new FormatError(reason, 'Leave this file out, or convert it.'));
      return;
    }
  }
  if (reader !== undefined) yield* finish(reader.end());
}

/** The id that the file gives, else one made of the part and the row. */
function claimId(given: string | undefined, row: number, { part, taken, own }: Identity): string {
  if (given === undefined) return `${part}:${row}`;
  if (taken.has(given) || own.has(given)) {
    throw new FormatError(
      `The ladder "${given}" is there twice.`,
      'Remove one of the two, or give it another id.',
    );
  }
  own.add(given);
  return given;
}

/** @param row 0 = the file as a whole */
export function importProblem(file: string, error: FormatError, row = 0): ImportProblem {
  return { file, ...(row > 0 ? { row } : {}), reason: reasonOf(error), remedy: error.remedy };
}
