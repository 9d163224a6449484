// The tiny model on the GPU: weights that can be swapped, its vision tower, and whole dialogues answered and judged.
import { EXACT_JUDGE, judgedExactly } from '../bench/judges/exact.ts';
import { scoredResult } from '../bench/result.ts';
import { examplesHash } from '../bench/task.ts';
import { mrhal } from '../bench/tasks/mrhal.ts';
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { answerDialogues, answerSize } from '../model/answer.ts';
import { imageTokens } from '../model/config.ts';
import { FeatureExtractor } from '../model/features.ts';
import { Generator } from '../model/generate.ts';
import { parametersOf } from '../model/parameters.ts';
import { hashWeights, layoutWeights, writeWeights, type Weights } from '../model/weights.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import { decodingOf, type Decoding } from '../protocol/decoding.ts';
import type { TinyModel } from './bundle.ts';
import type { Images } from './images.ts';
import type { Progress } from './progress.ts';

/** Longest answer about a scene, in tokens. */
const LONGEST_ANSWER = 40;
/** Scenes that the vision tower takes at once. */
const IMAGES_AT_ONCE = 16;

/** What is asked about an image; the standard answers play no part. */
type Asking = Pick<BenchExample, 'id' | 'image'> & {
  readonly rounds: readonly { readonly question: string }[];
};

/** How answers about scenes are decoded: greedily, unless changed. */
export function sceneDecoding(changes: Partial<Decoding> = {}): Decoding {
  return decodingOf('greedy', { maxNew: LONGEST_ANSWER, ...changes });
}

/** A bundled model on the GPU: weights that can be swapped, its vision tower, its generator. */
export class SceneModel {
  private constructor(
    private readonly gpu: Gpu,
    private readonly tiny: TinyModel,
    private readonly workspace: Workspace,
    private readonly extractor: FeatureExtractor,
    private readonly images: Pick<Images, 'planes'>,
  ) {}

  static async create(
    gpu: Gpu,
    tiny: TinyModel,
    weights: Weights,
    images: Pick<Images, 'planes'>,
  ): Promise<SceneModel> {
    const workspace = new Workspace(gpu, layoutWeights(parametersOf(tiny.config)), []);
    writeWeights(workspace, weights);
    const extractor = await FeatureExtractor.create(gpu, tiny.config, workspace, IMAGES_AT_ONCE);
    return new SceneModel(gpu, tiny, workspace, extractor, images);
  }

  use(weights: Weights): void {
    writeWeights(this.workspace, weights);
  }

  /** Features of images, RGB planes [3 * S * S] each. */
  imageFeatures(images: readonly Uint8Array[]): Promise<Float32Array[]> {
    return this.extractor.run(images);
  }

  /** @throws StorageError when an image is gone or cannot be decoded */
  async features(dialogues: readonly Asking[]): Promise<Float32Array[]> {
    return this.imageFeatures(await Promise.all(dialogues.map(({ image }) => this.images.planes(image))));
  }

  /** Answers [dialogues][rounds]; reports as part `part` of `parts` equal parts of the stage. */
  async answer(
    dialogues: readonly Asking[],
    features: readonly Float32Array[],
    rows: number,
    decoding: Decoding,
    progress: Pick<Progress, 'done'>,
    part = 0,
    parts = 1,
  ): Promise<string[][]> {
    const n = imageTokens(this.tiny.config);
    const asked = dialogues.map((d, i) => ({
      key: d.id,
      questions: d.rounds.map((r) => r.question),
      features: features[i] as Float32Array,
    }));
    const size = answerSize(this.tiny.tokenizer, n, decoding, rows, asked);
    const generator = await Generator.create(this.gpu, this.tiny.config, this.workspace, size);
    const total = asked.reduce((sum, d) => sum + d.questions.length, 0);
    try {
      return await answerDialogues(generator, this.tiny.tokenizer, n, rows, asked, decoding, (done) =>
        progress.done(part * total + done, parts * total),
      );
    } finally {
      generator.destroy();
    }
  }

  /** The bundled benchmark on these examples, judged exactly. */
  async bench(
    examples: readonly BenchExample[],
    features: readonly Float32Array[],
    rows: number,
    decoding: Decoding,
    weights: Weights,
    model: string,
    progress: Progress,
  ): Promise<BenchResult> {
    this.use(weights);
    const answers = await this.answer(examples, features, rows, decoding, progress);
    const dialogues = judgedExactly(mrhal, examples, answers);
    const weightsHash = await hashWeights(weights);
    return scoredResult(
      mrhal,
      {
        id: `mrhal-scenes-${weightsHash.slice(0, 12)}-${Date.now().toString(36)}`,
        benchmark: 'mrhal-scenes',
        name: 'MRHal-Bench on scenes',
        examplesHash: await examplesHash(examples),
        model,
        modelName: model,
        weightsHash,
        decoding,
        judge: EXACT_JUDGE,
        createdAt: new Date().toISOString(),
      },
      dialogues,
    );
  }

  destroy(): void {
    this.extractor.destroy();
    this.workspace.destroy();
  }
}
