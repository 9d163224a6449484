import { expect, test } from 'vitest';
import type { Reader } from '../../protocol/inspect.ts';
import { firstReading, linkPath, readLink, sameReading, settleReading } from './readingView.ts';

const model = (id: string, reference?: string): Reader => ({
  id,
  name: id,
  kind: 'model',
  beta: 0.1,
  checkpoints: [],
  ...(reference !== undefined && { reference: { id: reference } }),
});
const run = (id: string, dataset: string): Reader => ({
  ...model(id),
  kind: 'run',
  dataset,
  reference: { id, step: 0 },
  checkpoints: [
    { step: 0, what: ['start'] },
    { step: 9, what: ['last'] },
  ],
});
const READERS = [run('new', 'other'), run('own', 'data'), model('xs'), model('sft', 'weak'), model('weak')];

test('the run on these ladders is read first, then the newest run, then a model that has a rival', () => {
  const own = { policy: { id: 'own', step: 9 }, reference: { id: 'own', step: 0 } };
  expect(firstReading(READERS, 'data')).toEqual(own);
  expect(firstReading(READERS, 'elsewhere')?.policy).toEqual({ id: 'new', step: 9 });
  expect(firstReading(READERS.slice(2), 'data')).toEqual({
    policy: { id: 'sft' },
    reference: { id: 'weak' },
  });
  expect(firstReading([], 'data')).toBeUndefined();
});

test('what was chosen stays as long as it exists', () => {
  const chosen = { policy: { id: 'sft' }, reference: { id: 'own', step: 9 } };
  expect(settleReading(chosen, READERS, 'data')).toBe(chosen);
  expect(settleReading(chosen, READERS.slice(2), 'data')).toEqual({ policy: { id: 'sft' } });
  expect(settleReading({ policy: { id: 'own', step: 5 } }, READERS, 'data')?.policy.step).toBe(9);
  expect(sameReading(chosen, structuredClone(chosen))).toBe(true);
  expect(sameReading(chosen, { policy: { id: 'sft' } })).toBe(false);
});

test('a link says exactly what is seen, and is read back', () => {
  const links = [
    { dataset: 'a b', index: 7 },
    { dataset: 'd', index: 0, reading: { policy: { id: 'run-1', step: 38 }, reference: { id: 'sft-3of3' } } },
    { dataset: 'd', index: 12, reading: { policy: { id: 'me@home' } } },
  ];
  expect(linkPath(links[1] as (typeof links)[1])).toEqual(['d', '0', 'run-1@38', 'sft-3of3']);
  for (const link of links) expect(readLink(linkPath(link))).toEqual(link);
  for (const path of [[], ['d'], ['d', '-1'], ['d', 'x']]) expect(readLink(path)).toBeUndefined();
});
