import { expect, test } from 'vitest';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import { levelsOf, SCENES, settleSource, usableDatasets } from './sourceView.ts';

const MODELS = [
  { id: 'big', parameters: 9 },
  { id: 'small', parameters: 1 },
] as ModelInfo[];

const dataset = (id: string, levels: Record<string, number>): Dataset =>
  ({ id, counts: { ladders: 3, levels } }) as unknown as Dataset;

const DATA = [dataset('answers', { 1: 3 }), dataset('ladders', { 4: 2, 5: 1 })];

test('an order is learned from ladders of two levels or more, SFT from anything', () => {
  expect(usableDatasets(DATA, { objective: 'mdpo' }).map(({ id }) => id)).toEqual(['ladders']);
  expect(usableDatasets(DATA, { objective: 'sft' })).toHaveLength(2);
});

test('it starts with the smallest model and the first ladders, and keeps what is chosen', () => {
  const first = settleSource(undefined, MODELS, DATA, { objective: 'mdpo' });
  expect(first).toEqual({ model: 'small', data: { kind: 'dataset', id: 'ladders' } });
  const chosen = { model: 'big', data: { kind: 'dataset', id: 'ladders' } } as const;
  expect(settleSource(chosen, MODELS, DATA, { objective: 'mdpo' })).toEqual(chosen);
});

test('what no longer goes is replaced', () => {
  const scenes = { model: 'big', data: SCENES };
  expect(settleSource(scenes, MODELS, DATA, { objective: 'sft' })).toEqual(scenes);
  expect(settleSource(scenes, MODELS, DATA, { objective: 'mdpo' })?.data).toEqual({
    kind: 'dataset',
    id: 'ladders',
  });
  expect(settleSource(undefined, MODELS, [], { objective: 'mdpo' })?.data).toEqual({
    kind: 'dataset',
    id: '',
  });
  expect(settleSource(undefined, [], DATA, { objective: 'mdpo' })).toBeUndefined();
});

test('K is that of most ladders', () => {
  expect(levelsOf({ model: 'm', data: { kind: 'dataset', id: 'ladders' } }, DATA)).toBe(4);
  expect(levelsOf(undefined, DATA)).toBe(4);
});
