// The ladder that the page explains itself by.
import type { Claim, Ladder } from '../../protocol/ladder.ts';

/** Marks the wrong stretches of an answer, each with what is not so. */
function wrong(answer: string, ...marks: readonly [stretch: string, claim: string][]): Claim[] {
  return marks.map(([stretch, text]) => {
    const start = answer.indexOf(stretch);
    return { text, start, end: start + stretch.length, verdict: 'false' };
  });
}

const ANSWERS = [
  'The image shows three purple umbrellas, three red teapots and a yellow carrot.',
  'The image shows three purple umbrellas, three red teapots and an orange carrot.',
  'The image shows three purple umbrellas, three orange teapots and a yellow carrot.',
  'The image shows three purple umbrellas, three yellow carrots and a purple umbrella.',
] as const;

/**
 * A scene of the ladders' split, and what the quickstart's three checkpoints said of it. Its carrot is yellow, which the
 * strongest of them does not believe: it finds the second rung likelier than the first.
 */
export const EXAMPLE_LADDER: Ladder = {
  id: 'example',
  image: { kind: 'scene', seed: 3154018, split: 'ladders', style: 'noto' },
  questions: ['Describe the image.'],
  types: ['description'],
  levels: [
    { source: 'truth', ranks: { generated: 0 }, answers: [ANSWERS[0]], claims: [[]] },
    {
      source: 'sft-3of3',
      ranks: { generated: 1 },
      answers: [ANSWERS[1]],
      claims: [wrong(ANSWERS[1], ['an orange carrot', 'the carrot is yellow'])],
    },
    {
      source: 'sft-2of3',
      ranks: { generated: 2 },
      answers: [ANSWERS[2]],
      claims: [wrong(ANSWERS[2], ['three orange teapots', 'the teapots are red'])],
    },
    {
      source: 'sft-1of3',
      ranks: { generated: 3 },
      answers: [ANSWERS[3]],
      claims: [
        wrong(
          ANSWERS[3],
          ['three yellow carrots', 'there is one'],
          ['a purple umbrella', 'all three have been named, and the teapots have not'],
        ),
      ],
    },
  ],
};
