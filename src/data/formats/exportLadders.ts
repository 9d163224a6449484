// Writes ladders in the formats that the field uses: our JSONL, AMP's JSON, TRL's pairs as JSONL or Parquet. What a
// format has no field for stands in extra columns, so that each can be imported again without loss.
import { ConfigError } from '../../base/errors.ts';
import type { ExportOptions } from '../../protocol/dataset.ts';
import { ampRow } from './amp.ts';
import { CardBuilder, type CardFacts } from './card.ts';
import { ImagePaths, type ExportSource, type RowWriter } from './exportSource.ts';
import { ladderRecord } from './ladderRecord.ts';
import { pairRows } from './pairRows.ts';
import { TextRows, type TextForm } from './textWriter.ts';

export interface Exported {
  readonly blob: Blob;
  /** `.jsonl`, `.json`, `.parquet` or `.zip`. */
  readonly extension: string;
  readonly ladders: number;
  /** Ladders of one level, which only our own JSONL can hold. */
  readonly skipped: number;
}

/**
 * @param done called after each ladder; what it throws ends the export
 * @throws StorageError when an image is gone, ConfigError when the images do not fit into a zip
 */
export async function exportLadders(
  source: ExportSource,
  options: ExportOptions,
  done: () => Promise<void>,
): Promise<Exported> {
  const images = new ImagePaths(source);
  const card = new CardBuilder();
  const writer = await makeWriter(options, images, source.facts, done);
  let ladders = 0;
  let skipped = 0;
  for await (const ladder of source.ladders()) {
    if (options.format !== 'ladders' && ladder.levels.length < 2) skipped++;
    else {
      await writer.add(ladder);
      card.add(ladder);
      ladders++;
    }
    await done();
  }
  if (ladders + skipped === 0)
    throw new ConfigError('There are no ladders here.', 'Make or import some first.');
  if (ladders === 0) {
    throw new ConfigError(
      `Of ${skipped} ladders none has two levels; ${options.format} holds preferences.`,
      'Export as ladders (JSONL), or make ladders first.',
    );
  }
  const finished = await writer.finish(card);
  return { ...finished, ladders, skipped };
}

async function makeWriter(
  { format, images: withImages, pairs }: ExportOptions,
  paths: ImagePaths,
  facts: CardFacts,
  done: () => Promise<void>,
): Promise<RowWriter> {
  if (format === 'trl-parquet') {
    const { PairParquet } = await import('./parquetWriter.ts'); // fetched with the first Parquet export
    return new PairParquet(pairs, (ref) => paths.cell(ref));
  }
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const texts: Record<typeof format, TextForm> = {
    ladders: { name: 'data.jsonl', row: async (ladder) => lines([ladderRecord(ladder)]) },
    amp: {
      name: 'data.json',
      start: '[\n',
      between: ',\n',
      end: '\n]\n',
      row: async (ladder) => JSON.stringify(ampRow(ladder, await paths.path(ladder.image))),
    },
    trl: {
      name: 'data.jsonl',
      row: async (ladder) => {
        const image = await paths.path(ladder.image);
        return lines(pairRows(ladder, pairs).map((row) => ({ images: [image], ...row })));
      },
    },
  };
  return new TextRows(texts[format], withImages ? paths : undefined, facts, done);
}
