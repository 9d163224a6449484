// What a text judge is told, that its worked examples keep to their own form, and which replies are refused.
import { describe, expect, test } from 'vitest';
import { makeScene } from '../../data/scenes/scene.ts';
import { noun } from '../../data/scenes/nouns.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import type { TextProtocol } from '../task.ts';
import { mrhalScenes } from '../tasks/mrhal.ts';
import { costOf, estimateQuestion, estimateReply, estimateTokens } from './judgeCost.ts';
import { llavaBenchText } from './pairPrompt.ts';
import { RATED_EXAMPLES } from './ratedExamples.ts';
import { mmhalText, mrhalText } from './ratingPrompt.ts';
import { withoutThoughts } from './thoughts.ts';

const example: BenchExample = {
  id: 'a',
  image: { kind: 'file', sha256: 'ab' } as BenchExample['image'],
  contents: ['Pear', 'Bowl'],
  context: 'A pear in a bowl.\n\npear: [0.1, 0.2, 0.3, 0.4]',
  rounds: [
    { question: 'How many pears are there?', answer: 'One pear.', type: 'counting' },
    { question: 'Is there a plum?', answer: 'No plum.', type: 'existence' },
  ],
};
const one: BenchExample = { ...example, rounds: example.rounds.slice(0, 1) };

function asked(protocol: TextProtocol, about: BenchExample, answers: readonly string[]): string {
  const messages = protocol.messages(about, answers);
  expect(messages.map(({ role }) => role)).toEqual(['user']);
  return messages[0]?.content ?? '';
}

describe('MRHal-Bench', () => {
  test('a question has contents, number of rounds, and of each round question, standard and model’s answer', () => {
    const text = asked(mrhalText, example, ['Two pears.', '  ']);
    const sample = text.slice(text.indexOf('### The conversation to judge'));
    expect(sample).toMatch(
      /^### The conversation to judge\n\nImage contents: Pear, Bowl\nRounds: 2\n\nRound 1\nQuestion: How many pears are there\?\nStandard answer: One pear\.\nModel's answer: Two pears\.\n\nRound 2\nQuestion: Is there a plum\?\nStandard answer: No plum\.\nModel's answer: \(it said nothing\)\n/,
    );
  });

  test('every worked example ends in ratings that can be read, and all of the scale is explained', () => {
    const text = asked(mrhalText, example, ['Two pears.', 'No.']);
    const lists = [...text.matchAll(/^Ratings: .*$/gm)].map(([line]) => line);
    expect(lists.map((line, i) => mrhalText.parse(line, RATED_EXAMPLES[i]?.rounds.length ?? 0))).toEqual(
      RATED_EXAMPLES.map(({ rounds }) => rounds.map(({ rating }) => ({ rating }))),
    );
    for (let rating = 0; rating <= 6; rating++) expect(text).toMatch(new RegExp(`^${rating} = `, 'm'));
  });

  test('of a scene the judge hears the names alone', () => {
    const [scene] = mrhalScenes(1) as [BenchExample];
    const names = makeScene('bench', 0).kinds.map((kind) => noun(kind.noun).word);
    expect(asked(mrhalText, scene, [])).toContain(`\nImage contents: ${names.join(', ')}\n`);
  });

  test('a verdict for every round, or none', () => {
    expect(mrhalText.parse('Well.\nRatings: [5, 0]', 2)).toEqual([{ rating: 5 }, { rating: 0 }]);
    expect(mrhalText.parse('Well.\nRatings: [5, 0]', 3)).toBeUndefined();
    expect(mrhalText.parse('<think>[a] or [b]?</think>\nRatings: [5, 0]', 2)).toHaveLength(2);
  });
});

describe('MMHal-Bench', () => {
  test('a question has contents, question, standard and model’s answer', () => {
    expect(asked(mmhalText, one, ['Two pears.'])).toContain(
      "### The answer to judge\n\nImage contents: Pear, Bowl\nQuestion: How many pears are there?\nStandard answer: One pear.\nModel's answer: Two pears.\n",
    );
  });

  test('every worked example ends in a rating that can be read', () => {
    const lines = [...asked(mmhalText, one, ['']).matchAll(/^Rating: .*$/gm)].map(([line]) => line);
    const ratings = RATED_EXAMPLES.flatMap(({ rounds }) => rounds.map(({ rating }) => rating));
    expect(lines.map((line) => mmhalText.parse(line, 1))).toEqual(ratings.map((rating) => [{ rating }]));
  });

  test('exactly one rating, and a whole one', () => {
    expect(mmhalText.parse('Right.\nRating: 4', 1)).toEqual([{ rating: 4 }]);
    for (const reply of ['Rating: 4 or rating: 5', 'Rating: 4.5', 'Rating: 10', 'Four.', 'Rating: 7']) {
      expect(mmhalText.parse(reply, 1)).toBeUndefined();
    }
  });
});

describe('LLaVA-Bench', () => {
  test('a question has context, question, and the reference before the model’s answer', () => {
    expect(asked(llavaBenchText, one, ['Two pears.'])).toContain(
      '[Context]\nA pear in a bowl.\n\npear: [0.1, 0.2, 0.3, 0.4]\n[End of context]\n\n[Question]\nHow many pears are there?\n[End of question]\n\n[Assistant 1]\nOne pear.\n[End of Assistant 1]\n\n[Assistant 2]\nTwo pears.\n[End of Assistant 2]',
    );
  });

  test('two numbers in the first line, each from 1 to 10', () => {
    expect(llavaBenchText.parse('8 6.5\nBoth good.', 1)).toEqual([
      { counts: { pairs: 1, reference: 8, model: 6.5 } },
    ]);
    for (const reply of ['8, 9', 'Scores: 8 9', '0 9', '8 11', '80 90', '-1 -1']) {
      expect(llavaBenchText.parse(reply, 1)).toBeUndefined();
    }
  });
});

test('thoughts are no part of a reply', () => {
  expect(withoutThoughts('<think>\n7 8\n</think>\n\n8 9')).toBe('8 9');
  expect(withoutThoughts('7 8, I think.</think>8 9')).toBe('8 9'); // its first mark stood in the template
  expect(withoutThoughts('<think> and never ended: 8 9')).toBe('');
  expect(withoutThoughts('8 9')).toBe('8 9');
});

test('cost: four characters a token, millions of tokens a price', () => {
  expect(estimateTokens('')).toBe(0);
  expect(estimateTokens('12345')).toBe(2);
  expect(estimateQuestion([{ role: 'user', content: '12345678' }])).toBe(6); // 2 and 4 for the frame
  expect(estimateReply({ maxTokens: 2048 }, 3)).toBe(260);
  expect(estimateReply({ maxTokens: 200 }, 5)).toBe(200);
  expect(costOf({ priceIn: 2, priceOut: 8 }, 500_000, 250_000)).toBe(3);
});
