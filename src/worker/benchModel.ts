// A model that answers a benchmark: planned once for its longest dialogue, so that every chunk of examples is answered
// by the same kernels, and every image is looked at once.
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { answerDialogues, answerSize } from '../model/answer.ts';
import { imageTokens } from '../model/config.ts';
import { FeatureExtractor } from '../model/features.ts';
import { Generator } from '../model/generate.ts';
import { parametersOf } from '../model/parameters.ts';
import { layoutWeights, writeWeights } from '../model/weights.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { Decoding } from '../protocol/decoding.ts';
import type { Images } from './images.ts';
import type { LoadedModel } from './models.ts';
import { imageKey } from './trainImages.ts';

/** Rows that are answered at once, and sequences: a row has as many as beams. */
const ROWS = 48;
const SEQUENCES = 96;
/** On a CPU nothing is won by many rows, and those that a batch leaves empty cost as much as full ones. */
const SOFTWARE_SEQUENCES = 16;
/** Images that the vision tower takes at once. */
const IMAGES_AT_ONCE = 16;

/** Examples that are answered together. */
export function benchRows({ adapter }: Gpu, { beams }: Decoding, examples: number): number {
  const sequences = adapter.software ? SOFTWARE_SEQUENCES : SEQUENCES;
  return Math.max(1, Math.min(ROWS, Math.floor(sequences / beams), examples));
}

export class BenchModel {
  /** Of every image so far, by its key. */
  private readonly features = new Map<string, Float32Array>();

  private constructor(
    private readonly model: LoadedModel,
    private readonly images: Pick<Images, 'planes'>,
    private readonly workspace: Workspace,
    private readonly extractor: FeatureExtractor,
    private readonly generator: Generator,
    private readonly decoding: Decoding,
    private readonly rows: number,
  ) {}

  /**
   * @param examples all that will be asked
   * @param rows examples at a time
   * @throws OutOfMemoryError, DeviceLostError
   */
  static async create(
    gpu: Gpu,
    model: LoadedModel,
    images: Pick<Images, 'planes'>,
    examples: readonly BenchExample[],
    decoding: Decoding,
    rows = benchRows(gpu, decoding, examples.length),
  ): Promise<BenchModel> {
    const { config, tokenizer, weights } = model;
    const workspace = new Workspace(gpu, layoutWeights(parametersOf(config)), []);
    let extractor: FeatureExtractor | undefined;
    try {
      writeWeights(workspace, weights);
      extractor = await FeatureExtractor.create(gpu, config, workspace, IMAGES_AT_ONCE);
      const size = answerSize(tokenizer, imageTokens(config), decoding, rows, examples.map(questionsOf));
      const generator = await Generator.create(gpu, config, workspace, size);
      return new BenchModel(model, images, workspace, extractor, generator, decoding, rows);
    } catch (error) {
      extractor?.destroy();
      workspace.destroy();
      throw error;
    }
  }

  /**
   * Answers [examples][rounds].
   * @param report rounds answered so far; awaited between tokens too, so it may pause or cancel
   * @throws StorageError when an image is gone or cannot be decoded
   */
  async answer(
    examples: readonly BenchExample[],
    report: (rounds: number) => Promise<void>,
  ): Promise<string[][]> {
    await this.look(examples, () => report(0));
    const asked = examples.map((example) => ({
      key: example.id,
      ...questionsOf(example),
      features: this.features.get(imageKey(example)) as Float32Array,
    }));
    const { tokenizer, config } = this.model;
    return answerDialogues(
      this.generator,
      tokenizer,
      imageTokens(config),
      this.rows,
      asked,
      this.decoding,
      report,
    );
  }

  destroy(): void {
    this.generator.destroy();
    this.extractor.destroy();
    this.workspace.destroy();
  }

  /** Computes the features of the images that are new. */
  private async look(examples: readonly BenchExample[], breathe: () => Promise<void>): Promise<void> {
    const wanted = new Map(examples.map(({ image }) => [imageKey({ image }), image]));
    const open = [...wanted].filter(([key]) => !this.features.has(key));
    for (let at = 0; at < open.length; at += IMAGES_AT_ONCE) {
      const part = open.slice(at, at + IMAGES_AT_ONCE);
      const planes = await Promise.all(part.map(([, image]) => this.images.planes(image)));
      const features = await this.extractor.run(planes);
      part.forEach(([key], i) => this.features.set(key, features[i] as Float32Array));
      await breathe();
    }
  }
}

function questionsOf({ rounds }: BenchExample): { questions: string[] } {
  return { questions: rounds.map(({ question }) => question) };
}
