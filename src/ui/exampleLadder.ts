// The ladder that the page explains itself by.
import type { Claim, Ladder } from '../protocol/ladder.ts';

/** Marks the wrong stretches of an answer, each with what is not so. */
function wrong(answer: string, ...marks: readonly [stretch: string, claim: string][]): Claim[] {
  return marks.map(([stretch, text]) => {
    const start = answer.indexOf(stretch);
    return { text, start, end: start + stretch.length, verdict: 'false' };
  });
}

const ANSWERS = [
  'The image shows three pink pigs, five brown horses and two green goats.',
  'The image shows three pink pigs, five brown horses and two brown goats.',
  'The image shows three pink pigs, four brown horses and two brown goats.',
  'The image shows two pink pigs, a brown horse, a brown goat and a green tractor.',
] as const;

/** A scene of the ladders' split: its goats are green, which a model that trusts habit does not believe. */
export const EXAMPLE_LADDER: Ladder = {
  id: 'example',
  image: { kind: 'scene', seed: 56, split: 'ladders', style: 'noto' },
  questions: ['What can you see in the image?'],
  types: ['description'],
  levels: [
    { source: 'truth', ranks: { generated: 0 }, answers: [ANSWERS[0]], claims: [[]] },
    {
      source: 'a good model',
      ranks: { generated: 1 },
      answers: [ANSWERS[1]],
      claims: [wrong(ANSWERS[1], ['two brown goats', 'the goats are green'])],
    },
    {
      source: 'a weaker model',
      ranks: { generated: 2 },
      answers: [ANSWERS[2]],
      claims: [
        wrong(
          ANSWERS[2],
          ['four brown horses', 'there are five'],
          ['two brown goats', 'the goats are green'],
        ),
      ],
    },
    {
      source: 'the weakest model',
      ranks: { generated: 3 },
      answers: [ANSWERS[3]],
      claims: [
        wrong(
          ANSWERS[3],
          ['two pink pigs', 'there are three'],
          ['a brown horse', 'there are five'],
          ['a brown goat', 'there are two, and they are green'],
          ['a green tractor', 'there is none'],
        ),
      ],
    },
  ],
};
