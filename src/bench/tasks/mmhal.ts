// MMHal-Bench (LLaVA-RLHF, arXiv 2309.14525): 96 questions of 8 types, each rated 0-6 as MRHal-Bench's rounds are. It
// has no edition on scenes: MRHal-Bench's asks the same and more.
import { HALLUCINATION_BELOW, type Counts } from '../../protocol/bench.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import { lexicalRule } from '../judges/lexical.ts';
import { mmhalText } from '../judges/ratingPrompt.ts';
import { LENGTH, meanOf, shareOf, type Task } from '../task.ts';

export const mmhal: Task = {
  id: 'mmhal',
  name: 'MMHal-Bench',
  version: 'mmhal/1',
  // As the published code answers it (takomc/amp, eval/gen/eval_mmhal.py).
  decoding: decodingOf('mrhal'),
  grouped: ['score', 'hallucination'],
  outcome: 'hallucinated',
  rules: { lexical: lexicalRule },
  text: mmhalText,
  countRound({ rating }): Counts {
    if (rating === undefined) return {};
    return { rated: 1, rating, hallucinated: rating < HALLUCINATION_BELOW ? 1 : 0 };
  },
  figures: [
    meanOf(
      {
        key: 'score',
        title: 'Score',
        explanation: 'mean rating, 0 to 6',
        unit: 'rating',
        better: 'higher',
        max: 6,
      },
      'rating',
      'rated',
    ),
    shareOf(
      {
        key: 'hallucination',
        title: 'Hallucination rate',
        explanation: 'share of answers that say something false (rated below 3)',
        better: 'lower',
      },
      'hallucinated',
      'rated',
    ),
    LENGTH,
  ],
};
