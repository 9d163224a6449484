// What a ladder job asks about, and who answers: questions with their standard answers, and generators best first.
import { incrementalParts } from '../amp/ig.ts';
import { expertOrder } from '../amp/meg.ts';
import { deriveSeed } from '../base/random.ts';
import { ConfigError } from '../base/errors.ts';
import type { Exchange } from '../data/rows.ts';
import { ladderSceneDialogues } from '../data/scenes/ladderSet.ts';
import { sceneRef, type Style } from '../data/scenes/scene.ts';
import { sftExample } from '../data/scenes/sftSet.ts';
import type { Dialogue, ImageRef } from '../protocol/dialogue.ts';
import type { LadderJobOptions } from '../protocol/ladderJob.ts';
import type { DatasetStore } from '../store/datasets.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';
import { loadModel, type LoadedModel } from './models.ts';

/** Ladders read from the store at a time. */
const PAGE = 256;

/** A dialogue of a fine-tuning set. */
export interface TuningExample {
  readonly image: ImageRef;
  readonly rounds: readonly Exchange[];
}

/** A model that answers, or one that is still to be fine-tuned for it. */
export interface LadderGenerator {
  /** Name in the ladders, such as `expert-M` or `ig-2of2`. */
  readonly source: string;
  readonly model: LoadedModel;
  /** IG: the union that the model is fine-tuned on first. */
  readonly tuning?: readonly TuningExample[];
}

/** @throws ConfigError when there is nothing to ask about */
export async function ladderDialogues(
  { questions, seed }: Pick<LadderJobOptions, 'questions' | 'seed'>,
  datasets: DatasetStore,
): Promise<readonly Dialogue[]> {
  switch (questions.kind) {
    case 'scenes': {
      const { count, rounds, style, priorDefying } = questions;
      return ladderSceneDialogues(count, seed, { rounds, style: style as Style, priorDefying });
    }
    case 'dialogues':
      if (questions.dialogues.length === 0) {
        throw new ConfigError('There are no images to ask about.', 'Add some, each with a question.');
      }
      return questions.dialogues;
    case 'dataset': {
      const dialogues: Dialogue[] = [];
      for await (const { id, image, ...rest } of standardAnswers(datasets, questions.id)) {
        const rounds = rest.rounds.map((r, i) => ({ ...r, type: rest.types[i] ?? ('unknown' as const) }));
        dialogues.push({ id, image, rounds });
      }
      return dialogues;
    }
  }
}

/** The generators, best first. @throws ConfigError */
export async function ladderGenerators(
  options: LadderJobOptions,
  assets: Assets,
  store: LabStore,
): Promise<LadderGenerator[]> {
  if (options.method === 'meg') {
    const family = await Promise.all(options.experts.map((id) => loadModel(assets, id, store)));
    const sized = family.map((model) => ({
      name: model.info.name,
      parameters: model.info.parameters,
      model,
    }));
    return expertOrder(sized).map(({ model }) => ({ source: model.info.id, model }));
  }
  const base = await loadModel(assets, options.base, store);
  const set = await tuningSet(options, store.datasets);
  const unions = incrementalParts(set.length, options.levels, options.seed);
  const tuned = unions.map((indices, p): LadderGenerator => ({
    source: `ig-${p + 1}of${unions.length}`,
    model: base,
    tuning: indices.map((i) => set[i] as TuningExample),
  }));
  return [...tuned.reverse(), { source: options.base, model: base }];
}

async function tuningSet(
  { fineTuning, seed }: LadderJobOptions,
  datasets: DatasetStore,
): Promise<TuningExample[]> {
  if (fineTuning.kind === 'scenes') {
    const first = (deriveSeed(seed, 'tuning scenes') % 4096) * 1024;
    return Array.from({ length: fineTuning.count }, (_, i) => {
      const { scene, rounds } = sftExample(first + i, 3, fineTuning.priorShare);
      return { image: sceneRef(scene), rounds };
    });
  }
  const set: TuningExample[] = [];
  for await (const example of standardAnswers(datasets, fineTuning.id)) set.push(example);
  return set;
}

/** The level-0 conversations of a dataset, in order. */
async function* standardAnswers(
  datasets: DatasetStore,
  id: string,
): AsyncGenerator<TuningExample & { id: string; types: readonly Dialogue['rounds'][number]['type'][] }> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await datasets.pageLadders(id, offset, PAGE);
    for (const ladder of page.ladders) {
      const rounds = ladder.questions.map((question, r) => ({
        question,
        answer: ladder.levels[0]?.answers[r] ?? '',
      }));
      yield { id: ladder.id, image: ladder.image, rounds, types: ladder.types };
    }
    if (offset + PAGE >= page.total) return;
  }
}
