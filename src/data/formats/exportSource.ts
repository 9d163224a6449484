// What an export is made of: where ladders and images come from, and what takes the rows.
import { StorageError } from '../../base/errors.ts';
import type { ImageFile } from '../../protocol/dataset.ts';
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import type { CardBuilder, CardFacts } from './card.ts';

type SceneRef = Extract<ImageRef, { kind: 'scene' }>;

/** Where the exporter gets what it writes. */
export interface ExportSource {
  readonly facts: CardFacts;
  ladders(): AsyncIterable<Ladder>;
  image(sha256: string): Promise<ImageFile | undefined>;
  /** A scene drawn and encoded as PNG. */
  scenePng(scene: SceneRef): Promise<Uint8Array>;
}

/** Takes ladders one after another. */
export interface RowWriter {
  add(ladder: Ladder): Promise<void>;
  finish(card: CardBuilder): Promise<{ readonly blob: Blob; readonly extension: string }>;
}

const EXTENSIONS = { jpeg: 'jpg', png: 'png', webp: 'webp' } as const;

/** Names and bytes of the images that ladders refer to. */
export class ImagePaths {
  private readonly known = new Map<string, string>();

  constructor(private readonly source: ExportSource) {}

  /** `images/<SHA-256>.png`, or for a scene `images/scene-<split>-<seed>-<style>.png`. */
  async path(ref: ImageRef): Promise<string> {
    if (ref.kind === 'scene') {
      return `images/scene-${ref.split.replaceAll('/', '-')}-${ref.seed}-${ref.style}.png`;
    }
    const known = this.known.get(ref.sha256);
    if (known !== undefined) return known;
    const { type } = await this.file(ref);
    const path = `images/${ref.sha256}.${EXTENSIONS[type.slice('image/'.length) as keyof typeof EXTENSIONS]}`;
    this.known.set(ref.sha256, path);
    return path;
  }

  /** As Hugging Face's datasets keep an image in a cell. */
  async cell(ref: ImageRef): Promise<{ bytes: Uint8Array; path: string }> {
    const path = await this.path(ref);
    if (ref.kind === 'scene') return { bytes: await this.source.scenePng(ref), path };
    return { bytes: new Uint8Array(await (await this.file(ref)).bytes.arrayBuffer()), path };
  }

  private async file(ref: Extract<ImageRef, { kind: 'file' }>): Promise<ImageFile> {
    const file = await this.source.image(ref.sha256);
    if (file !== undefined) return file;
    throw new StorageError(`The image "${ref.name}" is not stored in this lab.`, 'Import its dataset again.');
  }
}
