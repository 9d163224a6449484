// What is said of a bundled model: how it was made, and how right its answers are on held-out scenes, on the held-out
// art style, and on colours that defy the prior.
import { accuracyOf, type Accuracy } from '../bench/accuracy.ts';
import { judgedExactly } from '../bench/judges/exact.ts';
import { mrhal, mrhalScenes } from '../bench/tasks/mrhal.ts';
import { sizeOf } from '../base/shape.ts';
import type { SceneOptions } from '../data/scenes/scene.ts';
import type { Gpu } from '../gpu/device.ts';
import type { ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import type { Weights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { TinyModel } from '../worker/bundle.ts';
import { Images, noFiles } from '../worker/images.ts';
import { sceneDecoding, SceneModel } from '../worker/sceneModel.ts';
import { fileAssets } from './assets.ts';
import type { Recipe, RecipeName } from './recipes.ts';

const CONDITIONS = {
  heldOut: {},
  heldOutStyle: { style: 'fluent' },
  priorDefyingColours: { priorDefying: true },
} as const satisfies Record<string, SceneOptions>;

export type SceneScores = Record<keyof typeof CONDITIONS, Accuracy>;

const ROWS = 48;

/** Accuracies of greedy answers under every condition. @param n dialogues under each */
export async function scoreOnScenes(
  gpu: Gpu,
  bundled: TinyModel,
  weights: Weights,
  n: number,
): Promise<SceneScores> {
  const scores: Partial<SceneScores> = {};
  for (const [name, options] of Object.entries<SceneOptions>(CONDITIONS)) {
    const model = await SceneModel.create(gpu, bundled, weights, new Images(fileAssets, noFiles));
    const dialogues = mrhalScenes(n, options);
    const answers = await model.answer(dialogues, await model.features(dialogues), ROWS, sceneDecoding(), {
      done: () => Promise.resolve(),
    });
    model.destroy();
    const accuracy = accuracyOf(judgedExactly(mrhal, dialogues, answers), 0);
    scores[name as keyof SceneScores] = accuracy;
    console.log(`${name}: ${summary(accuracy)}`);
  }
  return scores as SceneScores;
}

function summary({ n, truthful, existence, exact }: Accuracy): string {
  const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
  const types = Object.entries(exact).map(([type, { value }]) => `${type} ${percent(value)}`);
  return (
    `truthful ${percent(truthful.value)} [${percent(truthful.low)}, ${percent(truthful.high)}] of ${n} answers, ` +
    `existence yes/no ${percent(existence.value)}; exact: ${types.join(', ')}`
  );
}

interface CardFacts {
  readonly name: RecipeName;
  readonly recipe: Recipe;
  readonly config: ModelConfig;
  readonly train: TrainConfig;
  readonly adapter: string;
  readonly seconds: number;
  readonly base: string;
  readonly scores: readonly ({ readonly file: string } & SceneScores)[];
}

/** The card as it lies beside the weights. */
export function modelCard({ name, recipe, config, train, adapter, seconds, scores }: CardFacts): object {
  const parameters = parametersOf(config).reduce((n, { shape }) => n + sizeOf(shape), 0);
  const { steps, batch, learningRate } = train;
  return {
    name,
    parameters,
    licence: 'MIT',
    pretraining: 'PyTorch, e2e/pretrain/README.md',
    fineTuning: {
      engine: 'AMP Lab',
      version: __VERSION__,
      data: `scenes of split sft from ${recipe.first}, ${recipe.rounds} rounds each, noto art`,
      priorShare: recipe.priorShare,
      examples: steps * batch,
      steps,
      batch,
      learningRate,
      seconds,
      adapter,
    },
    scores,
  };
}
