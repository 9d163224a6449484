// States of src/ui/train: runs.
import '../../src/ui/train/amp-train.ts';
import type { Run } from '../../src/protocol/run.ts';
import type { TrainEvent } from '../../src/protocol/training.ts';
import { defaultConfig } from '../../src/train/presets.ts';
import { FAKE_PRESETS } from '../fixtures/fakeTraining.ts';
import { LONG_ERROR, LONG_JOB, LONG_MODELS, LOST, MODELS, training } from './records.ts';
import { lab, labWith, never, newLab, press, refuse, show, still, type Entries, makeLab } from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch } from './texts.ts';
import {
  datasets,
  longDatasets,
  runs,
  DIAGNOSES,
  LONG_DIAGNOSES,
  allRuns,
  longRuns,
  curvesOf,
  planned,
} from './trainRecords.ts';

export const trainRuns: Entries = {
  'amp-diagnoses': {
    empty: show('amp-diagnoses'),
    full: show('amp-diagnoses', { diagnoses: DIAGNOSES }),
    long: show('amp-diagnoses', { diagnoses: LONG_DIAGNOSES }),
  },
  'amp-live-run': {
    empty: show('amp-live-run'),
    loading: show('amp-live-run', async () => ({ view: await training(0.5), draw: lab.drawImage })),
    'loading-start': show('amp-live-run', async () => ({ view: await training(0.01), draw: lab.drawImage })),
    error: show('amp-live-run', async () => ({
      view: { ...(await training(0.5)), state: 'failed' as const, error: LOST },
      draw: lab.drawImage,
    })),
    full: show('amp-live-run', async () => ({
      view: { ...(await training(1)), state: 'finished' as const },
      draw: lab.drawImage,
    })),
    long: show('amp-live-run', async () => ({
      view: {
        ...(await training(0.5)),
        ...LONG_JOB,
        name: NAME,
        diagnoses: LONG_DIAGNOSES,
        state: 'failed' as const,
        error: LONG_ERROR,
      },
      draw: lab.drawImage,
    })),
  },
  'amp-run-curves': {
    empty: show('amp-run-curves'),
    full: show('amp-run-curves', async () => ({ runs: await curvesOf(['a']) })),
    'full-several': show('amp-run-curves', async () => ({ runs: await curvesOf(['a', 'b']) })),
    long: show('amp-run-curves', async () => ({ runs: await curvesOf(['a', 'b', 'cut'], NAME) })),
  },
  'amp-run-details': {
    empty: show('amp-run-details', { client: lab }),
    loading: show('amp-run-details', async () => ({
      client: labWith({ diagnoseRun: never }),
      runs: (await runs()).slice(1, 2),
    })),
    error: show('amp-run-details', async () => ({
      client: labWith({ diagnoseRun: refuse('The run is gone from this browser.', 'StoreError') }),
      runs: (await runs()).slice(1, 2),
      curves: await curvesOf(['b']),
    })),
    full: show('amp-run-details', async () => ({
      client: lab,
      runs: (await runs()).slice(1, 2),
      curves: await curvesOf(['b']),
    })),
    'full-several': show('amp-run-details', async () => ({
      client: lab,
      runs: (await runs()).slice(1, 3),
      curves: await curvesOf(['b', 'a']),
    })),
    long: show('amp-run-details', async () => ({
      client: labWith({ diagnoseRun: async () => [...LONG_DIAGNOSES] }),
      runs: (await longRuns()).slice(1, 2),
      curves: await curvesOf(['b'], NAME),
    })),
  },
  'amp-runs': {
    empty: show('amp-runs', { client: newLab }),
    loading: show('amp-runs', async () => ({
      client: labWith({ listRunEvents: never }),
      runs: await runs(),
      running: 'cut',
    })),
    error: show('amp-runs', async () => ({
      client: labWith({ listRunEvents: refuse('The run is gone from this browser.', 'StoreError') }),
      runs: await allRuns(),
    })),
    full: show('amp-runs', async () => ({
      client: lab,
      runs: await allRuns(),
      models: MODELS,
      datasets: await datasets(),
      chosen: ['a'],
    })),
    long: show('amp-runs', async () => ({
      client: lab,
      runs: await longRuns(),
      models: LONG_MODELS,
      datasets: await longDatasets(),
    })),
  },
  'amp-train': {
    empty: show('amp-train', { client: newLab }),
    'empty-idle': show('amp-train', { client: newLab, idle: 'Models need the GPU.' }),
    loading: show('amp-train', { client: labWith({ listRuns: never, listTrainPresets: never }) }),
    'loading-run': show(
      'amp-train',
      async () => ({
        client: labWith({
          train: (options, onEvent) => still<TrainEvent>((to) => makeLab().train(options, to), 90)(onEvent),
        }),
        datasets: await datasets(),
      }),
      {
        then: async (place) => {
          await planned();
          press(place, 'Start training');
        },
      },
    ),
    error: show('amp-train', {
      client: labWith({ listRuns: refuse('The store cannot be opened.', 'StoreError') }),
    }),
    full: show('amp-train', async () => ({ client: lab, datasets: await datasets(), path: ['a', 'b'] }), {
      then: planned,
    }),
    long: show(
      'amp-train',
      async () => ({
        client: labWith({
          listRuns: longRuns,
          listModels: async () => [...LONG_MODELS],
          listTrainPresets: async () => stretch([...FAKE_PRESETS], { name: NAME, about: PROSE }),
          fitTraining: refuse(LONG_ERROR.message, LONG_ERROR.name),
        }),
        datasets: await longDatasets(),
        blocked: SENTENCE,
      }),
      { then: planned },
    ),
  },
  'amp-unfinished-runs': {
    empty: show('amp-unfinished-runs'),
    full: show('amp-unfinished-runs', async () => ({ runs: (await allRuns()).slice(0, 3) })),
    'full-blocked': show('amp-unfinished-runs', async () => ({
      runs: [{ ...((await runs())[3] as Run), config: defaultConfig }],
      blocked: 'A run is under way.',
    })),
    long: show('amp-unfinished-runs', async () => ({
      runs: stretch(await longRuns(), { stepsDone: HUGE }),
      blocked: SENTENCE,
    })),
  },
};
