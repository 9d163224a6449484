// What is computed of an image once and kept on the host: with vision tower and projector frozen the image tokens that
// the decoder sees, [imageTokens, C]; with the projector trained what the tower gives it, [imageTokens, towerWidth].
import type { Gpu } from '../gpu/device.ts';
import { Program } from '../graph/program.ts';
import { plan } from '../graph/plan.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import { Layout } from '../graph/layout.ts';
import { imageTokens, type ModelConfig } from './config.ts';
import { pixelInput } from './forward.ts';
import { ModelTrace } from './parameters.ts';
import { UNPACKED, type Formats } from './storage.ts';
import { imageFeatures, towerWidth, visionTower } from './vision.ts';

/** `features`: behind the projector; `tower`: before it. */
export type FeatureKind = 'features' | 'tower';

/** Numbers of one image token. */
export function featureWidth(config: ModelConfig, kind: FeatureKind): number {
  return kind === 'features' ? config.decoder.hidden : towerWidth(config);
}

/** Writes normalised pixels: (x / 255 - 0.5) / 0.5, SigLIP's mean and deviation. */
export function normalisePixels(image: Uint8Array, into: Float32Array, offset: number): void {
  for (let i = 0; i < image.length; i++) into[offset + i] = (image[i] as number) / 127.5 - 1;
}

/** Runs the vision tower over tiles, I at a time; an image may be several. */
export class FeatureExtractor {
  private constructor(
    private readonly config: ModelConfig,
    private readonly workspace: Workspace,
    private readonly program: Program,
    private readonly I: number,
    private readonly kind: FeatureKind,
  ) {}

  /**
   * @param weights the workspace that holds the model's parameters; @param I tiles a run
   * @param formats of the parameters that are packed there
   */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    weights: Workspace,
    I: number,
    kind: FeatureKind = 'features',
    formats: Formats = UNPACKED,
  ): Promise<FeatureExtractor> {
    const trace = new Trace();
    const model = new ModelTrace(trace, config, undefined, formats);
    const of = kind === 'features' ? imageFeatures : visionTower;
    trace.result('features', of(model, pixelInput(model, I)));
    const layout = new Layout(weights.layout);
    const planned = plan(trace.graph(), layout, gpu.traits);
    const workspace = new Workspace(gpu, layout, [planned], weights);
    const program = await Program.create(planned, workspace, 'features');
    return new FeatureExtractor(config, workspace, program, I, kind);
  }

  /**
   * Features [imageTokens * featureWidth] of each tile.
   * @param images [3 * S * S] RGB planes: bytes, or numbers that are normalised already
   */
  async run(images: readonly (Uint8Array | Float32Array)[]): Promise<Float32Array[]> {
    const size = imageTokens(this.config) * featureWidth(this.config, this.kind);
    const features: Float32Array[] = [];
    const pixels = this.program.floats('pixels');
    for (let start = 0; start < images.length; start += this.I) {
      const chunk = images.slice(start, start + this.I);
      chunk.forEach((image, i) => {
        if (image instanceof Float32Array) pixels.set(image, i * image.length);
        else normalisePixels(image, pixels, i * image.length);
      });
      this.program.run();
      const all = (await this.program.read()).get('features') as Float32Array;
      for (let i = 0; i < chunk.length; i++) features.push(all.slice(i * size, (i + 1) * size));
    }
    return features;
  }

  destroy(): void {
    this.program.destroy();
    this.workspace.destroy();
  }
}
