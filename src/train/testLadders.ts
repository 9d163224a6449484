// Random ladders for the small test model. Tests only.
import { Random } from '../base/random.ts';
import { dialogueRow, ladderRow } from '../data/rows.ts';
import { imageTokens, type ModelConfig } from '../model/config.ts';
import { featureWidth } from '../model/features.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from '../model/testModel.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { defaultConfig } from './presets.ts';
import type { ImageKind } from './trained.ts';
import type { Example } from './trainer.ts';

const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };

/** A configuration with small numbers. */
export function testConfig(change: Partial<TrainConfig>): TrainConfig {
  return { ...defaultConfig, objective: 'mdpo', steps: 6, batch: 2, warmupSteps: 1, seed: 5, ...change };
}

/** n ladders of K answers of 1 to `longest` words in one or two rounds, with an image of the kind. */
export function testLadders(
  n: number,
  K: number,
  {
    kind = 'features',
    longest = 6,
    cropped = false,
    seed = 1,
  }: {
    kind?: ImageKind;
    longest?: number;
    cropped?: boolean;
    seed?: number;
  } = {},
): Example[] {
  const random = new Random(seed);
  const words = (count: number): string =>
    Array.from({ length: count }, () => `w${6 + random.int(34)}`).join(' ');
  return Array.from({ length: n }, (_, i): Example => {
    const rounds = 1 + (i % 2);
    const questions = Array.from({ length: rounds }, () => words(2 + random.int(3)));
    const answers = Array.from({ length: K }, () => questions.map(() => words(1 + random.int(longest))));
    const row =
      K === 1
        ? dialogueRow(
            context,
            questions.map((question, r) => ({ question, answer: answers[0]?.[r] as string })),
          )
        : ladderRow(context, questions, answers);
    const other = ladderRow(context, questions, answers.slice(0, 1));
    return {
      row,
      ...testImage(TEST_CONFIG, kind, random),
      reference: Float32Array.from({ length: K }, () => -10 - 5 * random.next()),
      ...(cropped && {
        cropped: { row: other, ...testImage(TEST_CONFIG, kind, random) },
        croppedReference: -12 - 5 * random.next(),
      }),
    };
  });
}

function testImage(
  config: ModelConfig,
  kind: ImageKind,
  random: Random,
): Partial<Record<ImageKind, Float32Array>> {
  const length =
    kind === 'pixels' ? 3 * config.vision.imageSize ** 2 : imageTokens(config) * featureWidth(config, kind);
  return { [kind]: Float32Array.from({ length }, () => random.normal()) };
}
