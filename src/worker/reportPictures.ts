// Images as a report carries them: data: addresses, scenes as they are drawn, files as they are unless they are large.
import { encodePng } from '../data/formats/png.ts';
import { IMAGE_SIZE } from '../data/scenes/draw.ts';
import type { ImageFile } from '../protocol/dataset.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { LabStore } from '../store/store.ts';
import type { Images } from './images.ts';

/** A file of more bytes is made smaller: a report may hold hundreds. */
const LARGE = 150_000;
/** The longer side of what is made smaller, in pixels. */
const SIDE = 512;
/** Characters that a call takes as arguments. */
const PIECE = 0x8000;

/** A data: address; undefined when the file is gone, or too large and not to be decoded. */
export async function reportPicture(
  store: LabStore,
  images: Pick<Images, 'planes'>,
  image: ImageRef,
): Promise<string | undefined> {
  if (image.kind === 'scene') {
    return dataUrl('image/png', encodePng(await images.planes(image), IMAGE_SIZE, IMAGE_SIZE));
  }
  const file = await store.datasets.getImage(image.sha256);
  if (file === undefined) return undefined;
  const blob = file.bytes.size > LARGE ? await smaller(file) : file.bytes;
  return (
    blob && dataUrl(blob === file.bytes ? file.type : blob.type, new Uint8Array(await blob.arrayBuffer()))
  );
}

async function smaller({ bytes }: ImageFile): Promise<Blob | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(bytes);
  } catch {
    return undefined; // the report says so in its place
  }
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('internal: no 2D canvas in this worker.');
  context.fillStyle = 'white'; // what shines through: JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

function dataUrl(type: string, bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return `data:${type};base64,${btoa(binary)}`;
}
