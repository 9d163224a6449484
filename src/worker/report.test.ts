import { expect, test } from 'vitest';
import type { Ladder } from '../protocol/ladder.ts';
import { ladderInWords } from './report.ts';

test('false claims are marked once, also where two of them share words', () => {
  const answer = 'Yes, the pears can be eaten.';
  const claim = (start: number, end: number) => ({ text: '', start, end, verdict: 'false' as const });
  const ladder: Ladder = {
    id: 'l',
    image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' },
    questions: ['Is there a food in the image?'],
    types: ['reasoning'],
    levels: [
      { answers: ['No.'], source: 'truth', ranks: { generated: 0 } },
      {
        answers: [answer],
        source: 'sft',
        ranks: { generated: 1 },
        claims: [[claim(5, 27), claim(0, 3), claim(9, 27)]],
      },
    ],
  };
  expect(ladderInWords(ladder)).toBe(
    'Is there a food in the image?\n  truth    No.\n  sft      *Yes*, *the pears can be eaten*.',
  );
});
