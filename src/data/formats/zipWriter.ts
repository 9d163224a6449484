// Writes a zip entry by entry. Texts are deflated; images are compressed already and stored as they are.
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { ConfigError } from '../../base/errors.ts';
import { BlobSink } from './sink.ts';

/** More need zip64, which fflate does not write. */
const MAX_ENTRIES = 65_535;
const MAX_BYTES = 2 ** 32 - 2 ** 24;
/** The same content gives the same bytes, whenever it is exported. */
const TIME = new Date(2026, 0, 1);

export class ZipWriter {
  private readonly sink = new BlobSink();
  private entries = 0;
  private bytes = 0;
  private readonly zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    this.bytes += chunk.length;
    this.sink.write(chunk);
  });

  /** An entry that is written piece by piece; end it before the next one. */
  begin(name: string): { write(bytes: Uint8Array): void; end(): void } {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = TIME;
    this.add(entry);
    return {
      write: (bytes) => void entry.push(bytes),
      end: () => {
        entry.push(new Uint8Array(), true);
        this.checkSize();
      },
    };
  }

  /** A whole file that is stored as it is. */
  file(name: string, bytes: Uint8Array): void {
    const entry = new ZipPassThrough(name);
    entry.mtime = TIME;
    this.add(entry);
    entry.push(bytes, true);
    this.checkSize();
  }

  text(name: string, text: string): void {
    const entry = this.begin(name);
    entry.write(new TextEncoder().encode(text));
    entry.end();
  }

  finish(): Blob {
    this.zip.end();
    return this.sink.blob('application/zip');
  }

  private add(entry: ZipDeflate | ZipPassThrough): void {
    this.entries++;
    if (this.entries > MAX_ENTRIES) {
      throw new ConfigError(
        `A zip holds ${MAX_ENTRIES} files; this export has more.`,
        'Export as Parquet, which has the images inside, or without images.',
      );
    }
    this.zip.add(entry);
  }

  private checkSize(): void {
    if (this.bytes <= MAX_BYTES) return;
    throw new ConfigError(
      'A zip holds 4 GiB; this export has more.',
      'Export as Parquet, which has the images inside, or without images.',
    );
  }
}
