import { expect, test } from 'vitest';
import { fileAssets } from '../host/assets.ts';
import { modelCard } from './modelCards.ts';
import { listModels } from './models.ts';

test('every bundled model has a card with scores under three conditions', async () => {
  for (const { id } of await listModels(fileAssets)) {
    const card = await modelCard(fileAssets, id);
    expect(card?.licence, id).toBe('MIT');
    expect(card?.scores.map(({ condition }) => condition)).toEqual([
      'held-out scenes',
      'held-out art style',
      'colours against the prior',
    ]);
    for (const { n, truthful } of card?.scores ?? []) {
      expect(n).toBeGreaterThan(0);
      expect(truthful.value).toBeGreaterThan(truthful.low);
    }
  }
});

test('the checkpoints of one model have scores of their own', async () => {
  const truthful = async (id: string) => (await modelCard(fileAssets, id))?.scores[0]?.truthful.value;
  expect(await truthful('sft-3of3')).not.toBe(await truthful('sft-1of3'));
});

test('a trained model has none', async () => {
  expect(await modelCard(fileAssets, 'run-1')).toBeUndefined();
});
