// The learned encoder learns, on whatever adapter Node has.
import { expect, test } from 'vitest';
import { dot, type SentenceEncoder } from '../amp/autoCheck/encoder.ts';
import { loadTagger } from '../amp/autoCheck/english.ts';
import { Random } from '../base/random.ts';
import { drawPairs } from './autocheckPairs.ts';
import { trainWordPairs } from './autocheckTraining.ts';
import { openDawn } from './dawn.ts';

const tag = await loadTagger();

test('pairs: a text is wholly like itself, likeness is symmetric, and the weights sum to 1', () => {
  const { texts, targets, weights } = drawPairs(3, new Random(1), tag);
  const B = texts.length;
  expect(B).toBe(24);
  for (let i = 0; i < B; i++) {
    expect(targets[i * B + i]).toBeCloseTo(1, 6);
    for (let j = 0; j < B; j++) expect(targets[i * B + j]).toBe(targets[j * B + i]);
  }
  expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 5);
  expect(drawPairs(3, new Random(1), tag)).toEqual({ texts, targets, weights });
});

test('training brings cosines nearer to likeness, on pairs that it has not seen', async () => {
  const gpu = await openDawn();
  const settings = { steps: 40, groups: 4, learningRate: 0.02, seed: 2 };
  const trained = await trainWordPairs(gpu, tag, settings, () => {});
  const untrained = await trainWordPairs(gpu, tag, { ...settings, steps: 1, learningRate: 0 }, () => {});
  gpu.close();
  const unseen = drawPairs(8, new Random(99), tag);
  const miss = async (encoder: SentenceEncoder): Promise<number> => {
    const vectors = await encoder.encode(unseen.texts);
    const misses = vectors.flatMap((a, i) =>
      vectors.map((b, j) => {
        const at = i * vectors.length + j;
        return (unseen.weights[at] as number) * (dot(a, b) - (unseen.targets[at] as number)) ** 2;
      }),
    );
    return misses.reduce((sum, x) => sum + x, 0);
  };
  expect(await miss(trained)).toBeLessThan((await miss(untrained)) / 2);
});
