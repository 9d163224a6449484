// MRHal-Bench (AMP, section 4): dialogues of 2-5 rounds whose history holds the model's own answers, every round rated
// 0-6. The published file comes in here; the same form on scenes is made here.
import { benchRounds, makeDialogue, sceneRandom } from '../../data/scenes/dialogue.ts';
import { makeScene, type SceneOptions } from '../../data/scenes/scene.ts';
import { HALLUCINATION_BELOW, type BenchRound, type Counts } from '../../protocol/bench.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import { exactRule } from '../judges/exact.ts';
import { lexicalRule } from '../judges/lexical.ts';
import { mrhalText } from '../judges/ratingPrompt.ts';
import { leadingYesNo } from '../metrics/pope.ts';
import { LENGTH, meanOf, shareOf, type Task } from '../task.ts';

type Plain = Omit<BenchRound, 'counts'>;

export const mrhal: Task = {
  id: 'mrhal',
  name: 'MRHal-Bench',
  version: 'mrhal/2',
  decoding: decodingOf('mrhal'),
  grouped: ['cumulativeHallucination', 'cumulativeScore', 'recall'],
  outcome: 'hallucinated',
  rules: { exact: () => exactRule, lexical: lexicalRule },
  text: mrhalText,
  countRound({ rating, truth, answer }): Counts {
    const said = leadingYesNo(answer);
    return {
      ...(leadingYesNo(truth) !== undefined &&
        said !== undefined && { saidYesNo: 1, saidYes: said === 'yes' ? 1 : 0 }),
      ...(rating !== undefined && { rounds: 1, rating, hallucinated: hallucinates(rating) }),
    };
  },
  countDialogue(rounds): Counts {
    const ratings = rounds.flatMap(({ rating }: Plain) => (rating === undefined ? [] : [rating]));
    if (ratings.length === 0) return {};
    const mean = ratings.reduce((n, x) => n + x, 0) / ratings.length;
    return { dialogues: 1, meanRating: mean, meanHallucinated: hallucinates(mean) };
  },
  figures: [
    shareOf(
      {
        key: 'cumulativeHallucination',
        title: 'Hallucination rate',
        explanation: 'share of answers that say something false (rated below 3)',
        better: 'lower',
      },
      'hallucinated',
      'rounds',
    ),
    shareOf(
      {
        key: 'meanHallucination',
        title: 'Hallucination rate, dialogues',
        explanation: 'share of dialogues whose mean rating is below 3',
        better: 'lower',
      },
      'meanHallucinated',
      'dialogues',
    ),
    meanOf(
      {
        key: 'cumulativeScore',
        title: 'Score',
        explanation: 'mean rating of all answers, 0 to 6',
        unit: 'rating',
        better: 'higher',
        max: 6,
      },
      'rating',
      'rounds',
    ),
    meanOf(
      {
        key: 'meanScore',
        title: 'Score, dialogues',
        explanation: 'mean of the dialogues’ mean ratings',
        unit: 'rating',
        better: 'higher',
        max: 6,
      },
      'meanRating',
      'dialogues',
    ),
    shareOf(
      {
        key: 'recall',
        title: 'Informativeness',
        explanation: 'share of the facts asked for that true statements give, mean over answers',
        better: 'higher',
      },
      'recall',
      'recallOf',
    ),
    shareOf(
      {
        key: 'yesRatio',
        title: 'Yes ratio',
        explanation: 'share of yes among the answers to yes/no questions',
        better: 'neither',
      },
      'saidYes',
      'saidYesNo',
    ),
    LENGTH,
  ],
};

/**
 * n dialogues about held-out scenes; the first 105 of them have 314 rounds, as MRHal-Bench has.
 * @param first another one gives scenes that no choice of settings has seen
 */
export function mrhalScenes(n: number, options: SceneOptions = {}, first = 0): BenchExample[] {
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('bench', first + i, options);
    return makeDialogue(scene, sceneRandom(scene, 'bench'), { rounds: benchRounds(i) });
  });
}

function hallucinates(rating: number): number {
  return rating < HALLUCINATION_BELOW ? 1 : 0;
}
