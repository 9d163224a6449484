// The image processors that models bring, as records, and the one call that runs either.
import { idefics3Image, type Idefics3Images } from './idefics3Images.ts';
import { nanoVlmImage, type NanoVlmImages } from './nanoVlmImages.ts';
import type { Picture } from './planes.ts';
import type { PreparedImage } from './prepared.ts';

export type ImageProcessor = Idefics3Images | NanoVlmImages;

/** A decoded picture as the model's vision tower takes it. */
export function prepareImage(picture: Picture, processor: ImageProcessor): PreparedImage {
  return processor.kind === 'idefics3' ? idefics3Image(picture, processor) : nanoVlmImage(picture, processor);
}
