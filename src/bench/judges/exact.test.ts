import { expect, it } from 'vitest';
import { ratingOf, judgeAnswer } from './exact.ts';

// One blue apple (17) at the top left, two brown horses (1).
const truth = {
  kinds: [
    { noun: 17, colour: 'blue' as const, cells: [0] },
    { noun: 1, colour: 'brown' as const, cells: [14, 15] },
  ],
};

it.each([
  ['Describe the image.', 'The image shows a blue apple and two brown horses.', 6],
  ['What color is the apple?', 'The apple is blue.', 5],
  ['Describe the image.', 'The image shows a blue apple.', 4],
  ['Describe the image.', 'The image shows an apple.', 3],
  ['Describe the image.', '', 3],
  ['Describe the image.', 'the image image', 3],
  ['Describe the image.', 'The image shows a blue apple, two brown horses and a pig.', 2],
  ['Describe the image.', 'The image shows a blue apple and a pig.', 1],
  ['Describe the image.', 'The image shows a red pig.', 0],
  ['Is there a pig in the image?', 'Yes.', 0],
  ['Is there a pig in the image?', 'No, there is no pig in the image.', 5],
])('%s %s -> %i', (question, answer, rating) => {
  const judged = judgeAnswer(truth, question, answer);
  expect(judged.rating).toBe(rating);
  expect(ratingOf(judged.check)).toBe(rating);
  expect(judged.claims.some((c) => c.verdict === 'false')).toBe(rating < 3);
});
