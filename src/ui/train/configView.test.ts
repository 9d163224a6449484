import { expect, test } from 'vitest';
import type { TrainConfig } from '../../protocol/run.ts';
import {
  differences,
  faultyOption,
  rangeFaults,
  runName,
  schedulePoints,
  shownOptions,
  valueInWords,
  withChange,
} from './configView.ts';
import { OPTIONS } from './options.ts';

const config: TrainConfig = {
  objective: 'mdpo',
  preset: 'published-code',
  levels: [],
  beta: 0.1,
  pairs: 'all',
  penalty: 'paper',
  penaltyWeight: 1,
  reduction: 'mean',
  labelSmoothing: 0,
  smoothing: 'published-code',
  roundWeight: 0,
  lengthNormalisation: false,
  rankTemperatures: false,
  sftWeight: 0,
  imageWeight: 0,
  trainVision: false,
  trainProjector: false,
  trainDecoder: true,
  adapter: 'none',
  loraRank: 8,
  loraAlpha: 8,
  loraTargets: 'q_proj,v_proj',
  baseStorage: 'f32',
  epochs: 0,
  steps: 100,
  tokenAverage: false,
  batch: 8,
  accumulation: 1,
  buckets: 1,
  learningRate: 1e-4,
  schedule: 'cosine',
  warmupSteps: 10,
  weightDecay: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  maxGradNorm: 1,
  evalShare: 0,
  evalEvery: 20,
  patience: 0,
  saveEvery: 20,
  snapshots: 8,
  seed: 0,
};

const names = (of: TrainConfig): string[] => shownOptions(of).map(({ name }) => name);

test('every option but the preset’s name has a place in the form, once', () => {
  const inForm = OPTIONS.map(({ name }) => name).sort();
  const inRecord = Object.keys(config)
    .filter((name) => name !== 'preset')
    .sort();
  expect(inForm).toEqual(inRecord);
});

test('only what counts is shown', () => {
  expect(names(config)).not.toContain('loraRank');
  expect(names({ ...config, adapter: 'lora' })).toContain('loraRank');
  expect(names({ ...config, objective: 'sft' })).not.toContain('beta');
  expect(names({ ...config, epochs: 2 })).not.toContain('steps');
  expect(names(config)).not.toContain('patience');
});

test('an objective leaves nothing set that it has no use for', () => {
  const changed = withChange({ ...config, labelSmoothing: 0.1 }, { objective: 'plackett-luce' });
  expect(changed).toMatchObject({ pairs: 'all', penalty: 'none', labelSmoothing: 0 });
  const sft = withChange({ ...config, sftWeight: 0.1, imageWeight: 1 }, { objective: 'sft' });
  expect(sft).toMatchObject({ sftWeight: 0, imageWeight: 0 });
  expect(withChange({ ...config, evalShare: 0.1, patience: 3 }, { evalShare: 0 }).patience).toBe(0);
  const packed: TrainConfig = { ...config, adapter: 'lora', baseStorage: 'int4' };
  expect(withChange(packed, { batch: 2 }).baseStorage).toBe('int4');
  expect(withChange(packed, { adapter: 'none' }).baseStorage).toBe('f32');
});

test('only what differs is listed, with what it was', () => {
  expect(differences(config, config)).toEqual([]);
  const changed = { ...config, batch: 4, levels: [0, 3], loraRank: 99 };
  expect(differences(changed, config).map(({ name, value, before }) => [name, value, before])).toEqual([
    ['levels', '0, 3', 'all'],
    ['batch', '4', '8'],
  ]);
});

test('what is out of range says what is in range, where it counts', () => {
  expect(rangeFaults(config)).toEqual({});
  const faults = rangeFaults({ ...config, beta: 0, batch: 1.5, evalShare: NaN, loraRank: 0 });
  expect(faults).toEqual({
    beta: 'A number above 0.',
    batch: 'A whole number from 1.',
    evalShare: 'A number from 0 to 0.9.',
  });
  expect(rangeFaults({ ...config, trainDecoder: false })).toHaveProperty('trainDecoder');
  expect(rangeFaults({ ...config, levels: [0] })).toHaveProperty('levels');
  expect(rangeFaults({ ...config, adapter: 'lora', loraTargets: ' ' })).toHaveProperty('loraTargets');
});

test('the worker’s messages find their option', () => {
  expect(faultyOption('beta is 0; it must be above 0. The paper’s code uses 0.1.')).toBe('beta');
  expect(faultyOption('levels is [0, 0]. Name two rungs or more.')).toBe('levels');
  expect(faultyOption('LoRA\'s target "x" is no linear layer of this model.')).toBe('loraTargets');
  expect(faultyOption('Nothing is trained: all parts are frozen.')).toBe('trainDecoder');
  expect(
    faultyOption('There is nothing to train on. Choose another dataset or other levels.'),
  ).toBeUndefined();
});

test('values in words', () => {
  expect(valueInWords('learningRate', 0.00015)).toBe('1.5e−4');
  expect(valueInWords('lengthNormalisation', true)).toBe('yes');
  expect(valueInWords('loraRank', undefined)).toBe('–');
});

test('the schedule’s picture warms up, peaks and decays', () => {
  const points = schedulePoints(config, 100, 99);
  expect(points).toHaveLength(100);
  expect(points[0]).toEqual([0, 0.9]); // a tenth of the peak in the first of ten warm-up steps
  expect(points[9]?.[1]).toBe(0);
  expect(points.at(-1)?.[0]).toBe(1);
  expect(points.at(-1)?.[1]).toBeGreaterThan(0.99);
  expect(schedulePoints({ schedule: 'constant', warmupSteps: 0 }, 1)).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test('a run’s name says what it was', () => {
  expect(runName(' Mine ', config, 'Tiny')).toBe('Mine');
  expect(runName('', { ...config, adapter: 'lora' }, 'Tiny')).toBe('MDPO with LoRA, Tiny, seed 0');
});
