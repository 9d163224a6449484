// States of src/ui/train: what starts a run.
import '../../src/ui/train/amp-train.ts';
import { FAKE_PRESETS } from '../fixtures/fakeTraining.ts';
import { LONG_MODELS, MODELS, OPTIONS } from './records.ts';
import { give, lab, labWith, never, newLab, show, type Entries } from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch, UNBROKEN } from './texts.ts';
import { config, datasets, longDatasets, runs, longRuns, LONG_FIT, planned, formed } from './trainRecords.ts';

export const trainForm: Entries = {
  'amp-fit': {
    empty: show('amp-fit', { waiting: 'Choose a model and data.' }),
    loading: show('amp-fit', { client: labWith({ fitTraining: never }), options: OPTIONS }),
    error: show(
      'amp-fit',
      { client: lab, options: { ...OPTIONS, config: { ...config, labelSmoothing: 1 } } },
      { then: planned },
    ),
    full: show('amp-fit', { client: lab, options: OPTIONS }, { then: planned }),
    'full-too-large': show(
      'amp-fit',
      { client: lab, options: { ...OPTIONS, config: { ...config, batch: 512, trainVision: true } } },
      { then: planned },
    ),
    long: show('amp-fit', { client: LONG_FIT, options: OPTIONS }, { then: planned }),
  },
  'amp-options': {
    empty: show('amp-options'),
    full: show('amp-options', { group: 'objective', heading: 'Objective', config, preset: config }),
    'full-changed': show('amp-options', {
      group: 'objective',
      heading: 'Objective',
      config: { ...config, beta: 0.3, penalty: 'dpop' },
      preset: config,
    }),
    'full-loop': show('amp-options', { group: 'loop', heading: 'Loop', config, preset: config }),
    'full-parts': show('amp-options', {
      group: 'parts',
      heading: 'Parts',
      config: { ...config, adapter: 'lora' },
      preset: config,
    }),
    error: show('amp-options', {
      group: 'objective',
      heading: 'Objective',
      config: { ...config, beta: -1 },
      preset: config,
      faults: { beta: 'A number above 0.' },
    }),
    long: show(
      'amp-options',
      {
        group: 'parts',
        heading: SENTENCE,
        config: { ...config, adapter: 'lora', loraTargets: UNBROKEN, loraRank: HUGE, levels: [0, 1, 2] },
        preset: config,
        faults: { loraTargets: PROSE, loraRank: SENTENCE },
        levels: 9,
      },
      { slot: SENTENCE },
    ),
  },
  'amp-run-data': {
    empty: show('amp-run-data', { source: { model: '', data: { kind: 'dataset', id: '' } } }),
    full: show('amp-run-data', async () => ({
      source: OPTIONS.source,
      models: MODELS,
      datasets: await datasets(),
    })),
    'full-scenes': show('amp-run-data', async () => ({
      source: {
        model: 'expert-M',
        data: { kind: 'scenes' as const, count: 240, rounds: 2, priorShare: 0.2 },
      },
      models: MODELS,
      datasets: await datasets(),
      sft: true,
    })),
    long: show('amp-run-data', async () => ({
      source: OPTIONS.source,
      models: LONG_MODELS,
      datasets: await longDatasets(),
      sft: true,
    })),
  },
  'amp-run-form': {
    empty: show('amp-run-form', { client: newLab }),
    'empty-data': show('amp-run-form', { client: newLab, models: MODELS, presets: FAKE_PRESETS }),
    loading: show('amp-run-form', async () => ({
      ...(await formed()),
      client: labWith({ fitTraining: never }),
      models: MODELS,
      presets: FAKE_PRESETS,
    })),
    error: show(
      'amp-run-form',
      async () => ({
        ...(await formed()),
        models: MODELS,
        presets: [{ name: 'smoothed', about: 'Out of range.', config: { ...config, labelSmoothing: 1 } }],
      }),
      { then: planned },
    ),
    full: show('amp-run-form', async () => ({ ...(await formed()), models: MODELS, presets: FAKE_PRESETS }), {
      then: planned,
    }),
    'full-blocked': show('amp-run-form', async () => ({
      ...(await formed()),
      models: MODELS,
      presets: FAKE_PRESETS,
      blocked: 'A run is under way.',
    })),
    long: show(
      'amp-run-form',
      async () => ({
        client: LONG_FIT,
        models: LONG_MODELS,
        datasets: await longDatasets(),
        presets: stretch(FAKE_PRESETS, { name: NAME, about: PROSE }),
        blocked: SENTENCE,
      }),
      { then: planned },
    ),
  },
  'amp-run-import': {
    empty: show('amp-run-import', { client: lab }),
    'empty-blocked': show('amp-run-import', { client: lab, blocked: 'A run is under way.' }),
    loading: show(
      'amp-run-import',
      { client: labWith({ importRun: never }) },
      { then: (element) => give(element, 'run.zip') },
    ),
    error: show('amp-run-import', { client: lab }, { then: (element) => give(element, 'notes.json') }),
    full: show(
      'amp-run-import',
      { client: labWith({ importRun: async () => ({ model: 'a', run: (await runs())[0] }) }) },
      { then: (element) => give(element, 'run.zip') },
    ),
    long: show(
      'amp-run-import',
      { client: labWith({ importRun: async () => ({ model: UNBROKEN, run: (await longRuns())[0] }) }) },
      { then: (element) => give(element, 'run.zip') },
    ),
  },
  'amp-schedule': {
    empty: show('amp-schedule'),
    full: show('amp-schedule', { config, steps: 300 }),
    long: show('amp-schedule', { config: { ...config, learningRate: 1.23456789e-21 }, steps: HUGE }),
  },
};
