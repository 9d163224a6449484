// Gets the images that rows name: finds the file, checks that it is a whole image, and gives it the SHA-256 of its
// bytes as its name. One loader per data file; an image that many rows share is read once.
import { FormatError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import type { ImageFile } from '../../protocol/dataset.ts';
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { ImageSource } from './draft.ts';
import { readWhole, type FileSet } from './files.ts';
import { readImageHeader } from './imageHeader.ts';

/** Bytes of the largest image file that is read. */
export const MAX_IMAGE = 2 ** 28;

export interface LoadedImage {
  readonly ref: ImageRef;
  /** The file itself, the first time it comes. */
  readonly file?: ImageFile;
}

export class ImageLoader {
  private readonly byPath = new Map<string, ImageRef | FormatError>();
  private readonly seen = new Set<string>();

  /**
   * @param from path of the data file whose rows name the images
   * @param stored the image that the lab holds under a hash
   */
  constructor(
    private readonly files: FileSet,
    private readonly from: string,
    private readonly stored: (sha256: string) => Promise<ImageFile | undefined>,
  ) {}

  /** @throws FormatError when it is missing, ambiguous, truncated, or no PNG, JPEG or WebP */
  async load(source: ImageSource): Promise<LoadedImage> {
    if (source.kind === 'bytes') return this.take(source.bytes, source.name);
    if (source.kind === 'known') return this.known(source.ref, source.bytes);
    const entry = this.files.find(source.path, this.from);
    const before = this.byPath.get(entry.path);
    if (before instanceof FormatError) throw before;
    if (before !== undefined) return { ref: before };
    try {
      const loaded = await this.take(await readWhole(entry, MAX_IMAGE), source.path);
      this.byPath.set(entry.path, loaded.ref);
      return loaded;
    } catch (error) {
      if (error instanceof FormatError) this.byPath.set(entry.path, error);
      throw error;
    }
  }

  /** What an export of ours refers to: a scene needs no file; a file lies in the row, beside it or in the lab already. */
  private async known(ref: ImageRef, inRow: Uint8Array<ArrayBuffer> | undefined): Promise<LoadedImage> {
    if (ref.kind === 'scene' || this.seen.has(ref.sha256)) return { ref };
    const entry = inRow === undefined ? this.files.findHash(ref.sha256) : undefined;
    const bytes = entry === undefined ? inRow : await readWhole(entry, MAX_IMAGE);
    if (bytes !== undefined) {
      const { file } = await this.take(bytes, ref.name);
      if (file?.sha256 === ref.sha256) return { ref, file };
      throw new FormatError(
        `The image "${entry?.path ?? ref.name}" is not the one that was exported: its SHA-256 is not ${ref.sha256}.`,
        'Export the ladders again with their images.',
      );
    }
    const file = await this.stored(ref.sha256);
    if (file === undefined) {
      throw new FormatError(
        `The image "${ref.name}" (SHA-256 ${ref.sha256.slice(0, 12)}...) is neither in the files nor in this lab.`,
        'Export the ladders with their images, or import the images together with them.',
      );
    }
    this.seen.add(ref.sha256);
    return { ref, file };
  }

  private async take(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<LoadedImage> {
    const header = readImageHeader(bytes, name);
    const hash = await sha256(bytes);
    const ref: ImageRef = { kind: 'file', sha256: hash, name };
    if (this.seen.has(hash)) return { ref };
    this.seen.add(hash);
    return { ref, file: { sha256: hash, ...header, bytes: new Blob([bytes], { type: header.type }) } };
  }
}
