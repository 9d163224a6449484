// The lesson that the page opens with: the bundled model reads one ladder and learns from it alone, for a few steps of
// MDPO, read again after every step. Nothing is kept.
import { batchSize } from '../data/batch.ts';
import { ladderRow } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { normalisePixels } from '../model/features.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LessonStep } from '../protocol/lesson.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { quickstartConfig } from '../train/presets.ts';
import { Scorer } from '../train/scorer.ts';
import { Trainer, type Sample } from '../train/trainer.ts';
import type { Assets } from './assets.ts';
import { loadCheckpoint, loadTiny, SFT_CHECKPOINTS } from './bundle.ts';
import type { Images } from './images.ts';
import { contextOf } from './trainData.ts';
import { imageKey, trainImages } from './trainImages.ts';

/** The quickstart's MDPO on one ladder, gentle enough for every step to be seen. */
const LESSON: TrainConfig = { ...quickstartConfig, steps: 12, batch: 1, learningRate: 5e-5 };

export interface LessonDeps {
  readonly assets: Assets;
  readonly images: Pick<Images, 'planes'>;
  /** Whether it should end early: somebody else waits for the GPU. */
  readonly hurried: () => boolean;
}

/** @throws OutOfMemoryError, DeviceLostError; FormatError when a bundled file is broken */
export async function teachLadder(
  { assets, images, hurried }: LessonDeps,
  gpu: Gpu,
  { image, questions, levels }: Ladder,
  onStep: (step: LessonStep) => void,
): Promise<void> {
  const tiny = await loadTiny(assets);
  const { config } = tiny;
  const weights = await loadCheckpoint(assets, config, SFT_CHECKPOINTS[0]);
  const answers = levels.map((level) => level.answers);
  const row = ladderRow(contextOf(tiny), questions, answers);
  const see = (step: number, logps: readonly number[]): void => onStep({ step, steps: LESSON.steps, logps });

  // Reading needs the forward pass alone, which is sooner there than a step.
  const planes = await images.planes(image);
  const pixels = new Float32Array(planes.length);
  normalisePixels(planes, pixels, 0);
  const scorer = await Scorer.create(gpu, config, [row], 1);
  scorer.use(weights);
  const [tokens = []] = await scorer.score([{ row, pixels }]).finally(() => scorer.destroy());
  const reference = tokens.map((of) => of.reduce((sum, logp) => sum + logp, 0));
  see(0, reference);

  const trainer = await Trainer.create(gpu, config, weights, LESSON, batchSize([row], 1, levels.length));
  try {
    const seen = await trainImages(gpu, { config, weights }, images, [{ image }], trainer.image, () =>
      Promise.resolve(),
    );
    const sample: Sample = { row, ...seen.get(imageKey({ image })) };
    for (let step = 1; step <= LESSON.steps && !hurried(); step++) {
      await trainer.step([sample], LESSON.learningRate, step, Float32Array.from(reference));
      see(step, [...(await trainer.logps([sample]))]);
    }
  } finally {
    trainer.destroy();
  }
}
