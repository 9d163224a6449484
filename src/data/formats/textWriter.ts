// Rows as text, alone or in a zip with their images and the dataset card.
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import type { CardBuilder, CardFacts } from './card.ts';
import { cardMarkdown } from './cardMarkdown.ts';
import type { ImagePaths, RowWriter } from './exportSource.ts';
import { BlobSink } from './sink.ts';
import { ZipWriter } from './zipWriter.ts';

/** How a format writes rows. */
export interface TextForm {
  readonly name: string;
  readonly start?: string;
  readonly between?: string;
  readonly end?: string;
  row(ladder: Ladder): Promise<string>;
}

export class TextRows implements RowWriter {
  private readonly zip: ZipWriter | undefined;
  private readonly alone = new BlobSink();
  private readonly entry: { write(bytes: Uint8Array): void; end(): void };
  private readonly used = new Map<string, ImageRef>();
  private rows = 0;

  constructor(
    private readonly form: TextForm,
    private readonly images: ImagePaths | undefined,
    private readonly facts: CardFacts,
    private readonly done: () => Promise<void>,
  ) {
    this.zip = images === undefined ? undefined : new ZipWriter();
    this.entry = this.zip?.begin(form.name) ?? {
      write: (bytes) => this.alone.write(bytes),
      end: () => undefined,
    };
    this.write(form.start ?? '');
  }

  async add(ladder: Ladder): Promise<void> {
    if (this.rows++ > 0) this.write(this.form.between ?? '');
    this.write(await this.form.row(ladder));
    if (this.images !== undefined) this.used.set(await this.images.path(ladder.image), ladder.image);
  }

  async finish(card: CardBuilder): Promise<{ blob: Blob; extension: string }> {
    this.write(this.form.end ?? '');
    this.entry.end();
    if (this.zip === undefined || this.images === undefined) {
      const json = this.form.name.endsWith('.json');
      return {
        blob: this.alone.blob(json ? 'application/json' : 'application/jsonl'),
        extension: json ? '.json' : '.jsonl',
      };
    }
    for (const [path, ref] of this.used) {
      this.zip.file(path, (await this.images.cell(ref)).bytes);
      await this.done();
    }
    const finished = card.finish(this.facts);
    this.zip.text('README.md', cardMarkdown(finished));
    this.zip.text('dataset-card.json', `${JSON.stringify(finished, null, 2)}\n`);
    return { blob: this.zip.finish(), extension: '.zip' };
  }

  private write(text: string): void {
    if (text !== '') this.entry.write(new TextEncoder().encode(text));
  }
}
