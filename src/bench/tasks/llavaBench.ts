// LLaVA-Bench (COCO) (LLaVA, arXiv 2304.08485): 90 questions (conv, detail, complex) about 30 images. A judge that reads
// captions and boxes scores a reference answer and the model's side by side, 1 to 10 each.
import type { Counts } from '../../protocol/bench.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import { llavaBenchText } from '../judges/pairPrompt.ts';
import { LENGTH, meanOf, type Figure, type Task } from '../task.ts';

const relative: Figure = {
  key: 'score',
  title: 'Score',
  explanation: 'the answers’ mean score as a percentage of the reference answers’',
  unit: 'percent',
  better: 'higher',
  max: 100,
  n: 'pairs',
  of: (sums) => (100 * (sums.model ?? 0)) / (sums.reference ?? 0),
};

export const llavaBench: Task = {
  id: 'llava-bench',
  name: 'LLaVA-Bench (COCO)',
  version: 'llava-bench/1',
  // As the published code answers it (takomc/amp, eval/gen/eval_llava.py).
  decoding: decodingOf('mrhal'),
  grouped: ['score'],
  rules: {},
  text: llavaBenchText,
  // Both scores come from the judge, as counts: they are on another scale than ratings 0-6.
  countRound: (): Counts => ({}),
  figures: [
    relative,
    meanOf(
      {
        key: 'answerScore',
        title: 'Answers',
        explanation: 'mean score of the answers, 1 to 10',
        unit: 'rating',
        better: 'higher',
        max: 10,
      },
      'model',
      'pairs',
    ),
    meanOf(
      {
        key: 'referenceScore',
        title: 'Reference',
        explanation: 'mean score of the reference answers beside them, 1 to 10',
        unit: 'rating',
        better: 'neither',
        max: 10,
      },
      'reference',
      'pairs',
    ),
    LENGTH,
  ],
};
