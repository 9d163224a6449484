// TRL's pairs as Parquet with the images inside, as Hugging Face's `datasets` reads them: the metadata say which column
// is an image, so that `load_dataset` decodes it. Written in row groups; memory holds one.
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { PairChoice } from '../../protocol/dataset.ts';
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import type { RowWriter } from './exportSource.ts';
import { pairRows, type PairRow } from './pairRows.ts';
import { BlobSink } from './sink.ts';

interface Cell {
  readonly bytes: Uint8Array;
  readonly path: string;
}
type Row = PairRow & { readonly images: readonly Cell[] };

/** What a row group holds at most: `datasets` reads whole groups. */
const GROUP_ROWS = 1000;
const GROUP_BYTES = 32 * 2 ** 20;

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const whole = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });
/** A list's three levels; its element is a group of the fields. */
const listOf = (name: string, fields: number): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'OPTIONAL', num_children: fields },
];
const messages = (name: string): SchemaElement[] => [
  ...listOf(name, 2),
  text('role'),
  ...listOf('content', 2),
  text('type'),
  text('text'),
];

const SCHEMA: SchemaElement[] = [
  { name: 'schema', num_children: 8, repetition_type: 'REQUIRED' },
  ...listOf('images', 2),
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  text('path'),
  ...messages('prompt'),
  ...messages('chosen'),
  ...messages('rejected'),
  text('ladder_id'),
  whole('chosen_level'),
  whole('rejected_level'),
  text('ladder'),
];

const value = (dtype: string): unknown => ({ dtype, _type: 'Value' });
const list = (feature: unknown): unknown => ({ feature, _type: 'List' });
const messageFeature = list({
  role: value('string'),
  content: list({ type: value('string'), text: value('string') }),
});
const FEATURES = {
  images: list({ _type: 'Image' }),
  prompt: messageFeature,
  chosen: messageFeature,
  rejected: messageFeature,
  ladder_id: value('string'),
  chosen_level: value('int64'),
  rejected_level: value('int64'),
  ladder: value('string'),
};

/** Hands what is written on to the sink after every row group. */
class SinkWriter extends ByteWriter {
  readonly sink = new BlobSink();

  flush(): void {
    this.sink.write(this.getBytes().slice());
    this.index = 0;
  }
}

export class PairParquet implements RowWriter {
  private readonly writer = new SinkWriter();
  private readonly parquet = new ParquetWriter({
    writer: this.writer,
    schema: SCHEMA,
    statistics: false,
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: FEATURES } }) }],
    createdBy: 'AMP Lab',
  });
  private rows: Row[] = [];
  private bytes = 0;

  constructor(
    private readonly pairs: PairChoice,
    private readonly image: (ref: ImageRef) => Promise<Cell>,
  ) {}

  async add(ladder: Ladder): Promise<void> {
    const image = await this.image(ladder.image);
    for (const row of pairRows(ladder, this.pairs)) {
      this.rows.push({ images: [image], ...row });
      this.bytes += image.bytes.length;
    }
    if (this.rows.length >= GROUP_ROWS || this.bytes >= GROUP_BYTES) await this.writeGroup();
  }

  async finish(): Promise<{ blob: Blob; extension: string }> {
    await this.writeGroup();
    await this.parquet.finish();
    this.writer.flush();
    return { blob: this.writer.sink.blob('application/vnd.apache.parquet'), extension: '.parquet' };
  }

  private async writeGroup(): Promise<void> {
    const { rows } = this;
    if (rows.length === 0) return;
    const column = <K extends keyof Row>(name: K, as: (cell: Row[K]) => unknown = (cell) => cell) => ({
      name,
      data: rows.map((row) => as(row[name])),
    });
    const columnData = [
      column('images'),
      column('prompt'),
      column('chosen'),
      column('rejected'),
      column('ladder_id'),
      column('chosen_level', BigInt),
      column('rejected_level', BigInt),
      column('ladder'),
    ];
    await this.parquet.write({ columnData, rowGroupSize: rows.length });
    this.rows = [];
    this.bytes = 0;
  }
}
