// Images of a run in the kind that it takes. What a frozen part makes of an image is computed once per image and kept.
import { deriveSeed, Random } from '../base/random.ts';
import { cropPlanes } from '../data/crop.ts';
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { FeatureExtractor, normalisePixels } from '../model/features.ts';
import { parametersOf } from '../model/parameters.ts';
import { UNPACKED, type Formats } from '../model/storage.ts';
import { layoutWeights, writeWeights } from '../model/weights.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Sample } from '../train/trainer.ts';
import type { ImageKind } from '../train/trained.ts';
import type { Images } from './images.ts';
import type { LoadedModel } from './models.ts';

/** Images that the vision tower takes at once. */
const AT_ONCE = 16;

/** An image under its identity; `crop` is the seed of the crop, for the image-conditional term. */
export interface WantedImage {
  readonly image: ImageRef;
  readonly crop?: number;
}

/** What identifies an image, wherever it lies and whatever its file is called. */
export function imageKey({ image, crop }: WantedImage): string {
  const key = image.kind === 'file' ? image.sha256 : `${image.split}/${image.style}/${image.seed}`;
  return crop === undefined ? key : `${key}/crop ${crop}`;
}

/**
 * The images by key, each computed once.
 * @param report share done; awaited, so it may pause or cancel
 * @param formats of the weights that the run has packed: what is frozen looks at images as it does in the run
 */
export async function trainImages(
  gpu: Gpu,
  { config, weights }: Pick<LoadedModel, 'config' | 'weights'>,
  images: Pick<Images, 'planes'>,
  wanted: readonly WantedImage[],
  kind: ImageKind,
  report: (share: number) => Promise<void>,
  formats: Formats = UNPACKED,
): Promise<Map<string, Pick<Sample, ImageKind>>> {
  const unique = [...new Map(wanted.map((want) => [imageKey(want), want]))];
  const found = new Map<string, Pick<Sample, ImageKind>>();
  const S = config.vision.imageSize;
  const planesOf = async ({ image, crop }: WantedImage): Promise<Uint8Array> => {
    const planes = await images.planes(image);
    if (crop === undefined) return planes;
    return cropPlanes(planes, S, new Random(deriveSeed(crop, imageKey({ image }))));
  };
  if (kind === 'pixels') {
    for (const [key, want] of unique) {
      const planes = await planesOf(want);
      const pixels = new Float32Array(planes.length);
      normalisePixels(planes, pixels, 0);
      found.set(key, { pixels });
    }
    return found;
  }
  const workspace = new Workspace(
    gpu,
    layoutWeights(parametersOf(config), new Set(), undefined, formats),
    [],
  );
  writeWeights(workspace, weights, formats);
  const extractor = await FeatureExtractor.create(
    gpu,
    config,
    workspace,
    Math.min(AT_ONCE, unique.length),
    kind,
    formats,
  );
  try {
    for (let at = 0; at < unique.length; at += AT_ONCE) {
      const part = unique.slice(at, at + AT_ONCE);
      const planes = await Promise.all(part.map(([, want]) => planesOf(want)));
      const features = await extractor.run(planes);
      part.forEach(([key], i) => found.set(key, { [kind]: features[i] as Float32Array }));
      await report((at + part.length) / unique.length);
    }
    return found;
  } finally {
    extractor.destroy();
    workspace.destroy();
  }
}
