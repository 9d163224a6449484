// Rows of a Parquet file, one row group after another: memory holds one group.
import { parquetMetadataAsync, parquetReadObjects, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FormatError, LabError } from '../../base/errors.ts';
import { formatBytes } from '../../base/format.ts';
import { blobBytes } from './blobs.ts';
import type { FileEntry } from './files.ts';
import type { RawRow } from './jsonRows.ts';

/** Bytes of the largest row group, uncompressed, that is read. */
const MAX_GROUP = 2 ** 30;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** A byte order mark at the start of a text is a character of it. */
const TEXT = { stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes) };

/** As `jsonRows`: every fault of the content is a row with an `error`. */
export async function* parquetRows(file: FileEntry): AsyncGenerator<RawRow> {
  const blob = await file.blob();
  const buffer = {
    byteLength: blob.size,
    slice: async (start: number, end?: number) => (await blobBytes(blob.slice(start, end), file.path)).buffer,
  };
  const wrong = (row: number, what: string, error: unknown): RawRow => {
    if (error instanceof LabError && !(error instanceof FormatError)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    return {
      row,
      bytesDone: blob.size,
      error: new FormatError(`${what} (${said}).`, 'Write or download it again.'),
    };
  };
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(buffer);
  } catch (error) {
    yield wrong(0, 'The Parquet file cannot be read: it is truncated, damaged or no Parquet', error);
    return;
  }
  if (metadata.row_groups.length === 0) {
    yield {
      row: 0,
      bytesDone: blob.size,
      error: new FormatError('The Parquet file has no rows.', 'Write it again.'),
    };
  }
  let row = 0;
  for (const [g, { num_rows, total_byte_size }] of metadata.row_groups.entries()) {
    const rowStart = row;
    row += Number(num_rows);
    const bytesDone = (blob.size * (g + 1)) / metadata.row_groups.length;
    if (Number(total_byte_size) > MAX_GROUP) {
      const size = formatBytes(Number(total_byte_size));
      const error = new FormatError(
        `Row group ${g + 1} (rows ${rowStart + 1} to ${row}) has ${size}; at most ${formatBytes(MAX_GROUP)} are read.`,
        'Write the file with smaller row groups (row_group_size=100).',
      );
      yield { row: rowStart + 1, bytesDone, error };
      continue;
    }
    let rows: Record<string, unknown>[];
    try {
      // Without utf8, columns that are marked as text are still decoded, and image bytes stay bytes.
      rows = await parquetReadObjects({
        file: buffer,
        metadata,
        compressors,
        rowStart,
        rowEnd: row,
        utf8: false,
        parsers: TEXT,
      });
    } catch (error) {
      yield wrong(rowStart + 1, `Rows ${rowStart + 1} to ${row} are damaged`, error);
      continue;
    }
    for (const [i, value] of rows.entries()) yield { row: rowStart + i + 1, bytesDone, value };
  }
}
