// Images as the model takes them: scenes are drawn from their seeds, files are decoded and resized.
import { StorageError } from '../base/errors.ts';
import { drawScene, IMAGE_SIZE, type Atlas } from '../data/scenes/draw.ts';
import { sceneOf, type Style } from '../data/scenes/scene.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Assets } from './assets.ts';
import { loadAtlas } from './bundle.ts';

/** Finds the bytes of an image file by its SHA-256. */
export type FindImage = (sha256: string) => Promise<Blob | undefined>;

/** Where there are no files. */
export const noFiles: FindImage = () => Promise.resolve(undefined);

export class Images {
  private readonly atlases = new Map<Style, Promise<Atlas>>();

  constructor(
    private readonly assets: Assets,
    private readonly find: FindImage,
  ) {}

  /**
   * RGB planes [3 * S * S], S the bundled models' image size.
   * @throws StorageError when a file is gone or cannot be decoded
   */
  async planes(image: ImageRef): Promise<Uint8Array> {
    if (image.kind === 'scene') return drawScene(sceneOf(image), await this.atlas(image.style as Style));
    const blob = await this.find(image.sha256);
    if (blob === undefined) {
      throw new StorageError(`The image ${image.name} is not stored in this lab.`, 'Import it again.');
    }
    return decodePlanes(blob, image.name);
  }

  /** The same as RGBA [S * S * 4], for the page. */
  async rgba(image: ImageRef): Promise<{ size: number; rgba: Uint8ClampedArray }> {
    const planes = await this.planes(image);
    const pixels = IMAGE_SIZE * IMAGE_SIZE;
    const rgba = new Uint8ClampedArray(pixels * 4).fill(255);
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < 3; c++) rgba[i * 4 + c] = planes[c * pixels + i] as number;
    }
    return { size: IMAGE_SIZE, rgba };
  }

  private atlas(style: Style): Promise<Atlas> {
    const known = this.atlases.get(style);
    if (known !== undefined) return known;
    const loading = loadAtlas(this.assets, style);
    loading.catch(() => this.atlases.delete(style)); // so that the next call tries again
    this.atlases.set(style, loading);
    return loading;
  }
}

/** Decodes a picture and squeezes it into the model's square. */
async function decodePlanes(blob: Blob, name: string): Promise<Uint8Array> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, {
      resizeWidth: IMAGE_SIZE,
      resizeHeight: IMAGE_SIZE,
      resizeQuality: 'high',
    });
  } catch (error) {
    throw new StorageError(
      `The image ${name} cannot be decoded (${error instanceof Error ? error.message : String(error)}).`,
      'Save it again as PNG, JPEG or WebP and import that.',
    );
  }
  const context = new OffscreenCanvas(IMAGE_SIZE, IMAGE_SIZE).getContext('2d');
  if (context === null) throw new Error('internal: no 2D canvas in this worker.');
  context.fillStyle = 'white'; // what shines through
  context.fillRect(0, 0, IMAGE_SIZE, IMAGE_SIZE);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, IMAGE_SIZE, IMAGE_SIZE);
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  const planes = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) planes[c * pixels + i] = data[i * 4 + c] as number;
  }
  return planes;
}
