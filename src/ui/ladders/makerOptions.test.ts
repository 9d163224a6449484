import { expect, test } from 'vitest';
import { decodingOf } from '../../protocol/decoding.ts';
import type { LadderJobOptions, ModelInfo } from '../../protocol/ladderJob.ts';
import {
  defaultOptions,
  families,
  formatParameters,
  jobName,
  ladderCount,
  levelCount,
  obstacles,
  presetOf,
  withPreset,
} from './makerOptions.ts';

const model = (id: string, family: string, parameters: number): ModelInfo => ({
  id,
  name: id,
  family,
  parameters,
  about: '',
});
const MODELS = [
  model('tiny-1', 'tiny', 800_000),
  model('tiny-2', 'tiny', 800_000),
  model('S', 'experts', 600_000),
  model('L', 'experts', 4_000_000),
  model('M', 'experts', 2_000_000),
];

test('a family has more than one size, the largest first', () => {
  expect(families(MODELS).map(({ name, models }) => [name, models.map(({ id }) => id)])).toEqual([
    ['experts', ['L', 'M', 'S']],
  ]);
});

test('one click makes 48 ladders with every expert, re-ranked', () => {
  const options = defaultOptions(MODELS);
  expect(options).toMatchObject({ method: 'meg', experts: ['L', 'M', 'S'], base: 'S', autoCheck: true });
  expect(levelCount(options)).toBe(4);
  expect(ladderCount(options)).toBe(48);
  expect(jobName(options)).toBe('MEG, scenes, seed 1');
  expect(obstacles(options, MODELS, 48)).toEqual([]);
  expect(presetOf(options.decoding)).toBe('paper-meg');
});

test('without a family of several sizes there is incremental generation', () => {
  expect(defaultOptions([model('a', 'a', 5)])).toMatchObject({ method: 'ig', base: 'a', experts: [] });
  expect(obstacles(defaultOptions([]), [], 48)).toEqual(['Choose the model that is fine-tuned.']);
});

test('what stands in the way is said with its remedy', () => {
  const options = defaultOptions(MODELS);
  const faults = (change: Partial<LadderJobOptions>, ladders = 1): string[] =>
    obstacles({ ...options, ...change }, MODELS, ladders);
  expect(faults({ experts: [] })).toEqual(['Choose an expert: somebody has to answer.']);
  expect(faults({ method: 'ig', fineTuning: { kind: 'scenes', count: 1, priorShare: 0 } })).toEqual([
    '4 levels need 2 fine-tuning dialogues or more.',
  ]);
  expect(faults({ questions: { kind: 'dataset', id: '' } })).toEqual(['Choose the dataset to ask about.']);
  expect(faults({ questions: { kind: 'dialogues', dialogues: [] } }, 0)).toEqual([
    'Add an image to ask about.',
  ]);
  expect(faults({ decoding: { ...options.decoding, beams: 0 } })[0]).toContain('beams is 0');
  const image = { kind: 'file', sha256: '', name: '' } as const;
  const dialogues = [
    { id: 'a', image, rounds: [{ question: 'What?', answer: '', type: 'description' as const }] },
  ];
  expect(faults({ questions: { kind: 'dialogues', dialogues } })).toEqual([
    'Type the missing standard answers, or let a model give them.',
  ]);
  expect(faults({ questions: { kind: 'dialogues', dialogues, standard: 'L' } })).toEqual([]);
});

test('a preset stays itself with other lengths and seeds, until a number is changed', () => {
  const greedy = withPreset(decodingOf('paper-meg', { maxNew: 9, seed: 4 }), 'greedy');
  expect(greedy).toMatchObject({ beams: 1, maxNew: 9, seed: 4 });
  expect(presetOf(greedy)).toBe('greedy');
  expect(presetOf({ ...greedy, topK: 3 })).toBeUndefined();
});

test('parameters in words', () => {
  expect([870_400, 999_600, 4_432_000, 2e9].map(formatParameters)).toEqual([
    '870 k',
    '1.0 M',
    '4.4 M',
    '2.0 B',
  ]);
});
