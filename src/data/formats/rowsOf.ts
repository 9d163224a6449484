// The rows of a data file, whatever its form. Parquet's reader is fetched with the first Parquet file: most visits never
// need it.
import type { FileEntry } from './files.ts';
import { jsonRows, type RawRow } from './jsonRows.ts';

/** @throws FormatError as the readers do */
export async function* rowsOf(entry: FileEntry): AsyncGenerator<RawRow> {
  if (/\.parquet$/i.test(entry.path)) {
    const { parquetRows } = await import('./parquetRows.ts');
    yield* parquetRows(entry);
  } else yield* jsonRows(entry);
}
