// States of src/ui/train: experiments, and what they share with runs.
import '../../src/ui/train/amp-experiments.ts';
import type { ExperimentEvent } from '../../src/protocol/experiment.ts';
import { FAKE_SPEC } from '../fixtures/fakeExperiment.ts';
import { long, LOST } from './records.ts';
import {
  give,
  lab,
  labWith,
  moment,
  never,
  newLab,
  press,
  show,
  still,
  type Entries,
  makeLab,
} from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch } from './texts.ts';
import { experiments, LONG_SPEC, BAR, LONG_BAR } from './trainRecords.ts';

export const trainExperiments: Entries = {
  'amp-experiment-list': {
    empty: show('amp-experiment-list'),
    full: show('amp-experiment-list', async () => ({ experiments: await experiments(), shown: 'levels' })),
    'full-blocked': show('amp-experiment-list', async () => ({
      experiments: await experiments(),
      running: 'levels',
      blocked: 'An experiment is under way.',
    })),
    error: show('amp-experiment-list', async () => ({
      experiments: (await experiments()).map((one) => ({
        ...one,
        status: 'failed' as const,
        error: LOST.message,
      })),
    })),
    long: show('amp-experiment-list', async () => ({
      experiments: stretch(long(await experiments()), { total: HUGE }).map((one) => ({
        ...one,
        status: 'failed' as const,
        error: PROSE,
      })),
      blocked: SENTENCE,
    })),
  },
  'amp-experiment-plan': {
    empty: show('amp-experiment-plan'),
    full: show('amp-experiment-plan', { spec: FAKE_SPEC }, { slot: '<button>Start the experiment</button>' }),
    long: show('amp-experiment-plan', { spec: LONG_SPEC }, { slot: `<button>${SENTENCE}</button>` }),
  },
  'amp-experiment-table': {
    empty: show('amp-experiment-table'),
    loading: show('amp-experiment-table', async () => ({ experiment: (await experiments())[1] })),
    full: show('amp-experiment-table', async () => ({ experiment: (await experiments())[0] })),
    long: show('amp-experiment-table', async () => {
      const [first] = await experiments();
      return {
        experiment: first && {
          ...stretch(first, { arm: NAME, text: PROSE, source: NAME, name: NAME }),
          spec: LONG_SPEC,
        },
      };
    }),
  },
  'amp-experiments': {
    empty: show('amp-experiments', { client: newLab }),
    'empty-idle': show('amp-experiments', { client: newLab, idle: 'Models need the GPU.' }),
    loading: show('amp-experiments', { client: labWith({ listExperiments: never }) }),
    'loading-run': show(
      'amp-experiments',
      {
        client: labWith({
          runExperiment: (spec, onEvent) =>
            still<ExperimentEvent>((to) => makeLab().runExperiment(spec, to), 12)(onEvent),
        }),
      },
      {
        then: async (place) => {
          give(place, 'levels.json', '{"name":"Levels"}');
          await moment(60);
          press(place, 'Start the experiment');
        },
      },
    ),
    error: show(
      'amp-experiments',
      { client: lab },
      { then: (place) => give(place, 'notes.json', 'no JSON') },
    ),
    full: show('amp-experiments', { client: lab }),
    'full-plan': show('amp-experiments', { client: lab }, { then: (place) => give(place, 'plan.json') }),
    long: show(
      'amp-experiments',
      {
        client: labWith({
          listExperiments: async () => long(await experiments()),
          readExperiment: async () => LONG_SPEC,
        }),
        blocked: SENTENCE,
      },
      { then: (place) => give(place, 'plan.json') },
    ),
  },
  'amp-interval': {
    empty: show('amp-interval'),
    full: show('amp-interval', { estimate: { value: -0.08, low: -0.11, high: -0.05 }, axis: [-0.2, 0.1] }),
    long: show('amp-interval', { estimate: { value: HUGE, low: -HUGE, high: HUGE }, axis: [-1, 1] }),
  },
  'amp-job-bar': {
    empty: show('amp-job-bar'),
    loading: show('amp-job-bar', { job: BAR, label: 'Progress' }),
    'loading-paused': show('amp-job-bar', {
      job: { ...BAR, state: 'paused', headline: 'Paused.' },
      label: 'Progress',
    }),
    'loading-stopping': show('amp-job-bar', { job: { ...BAR, state: 'stopping' }, label: 'Progress' }),
    error: show('amp-job-bar', {
      job: { ...BAR, state: 'failed', headline: 'Failed after 31 steps.', timeLeft: '' },
      label: 'Progress',
    }),
    full: show('amp-job-bar', {
      job: {
        ...BAR,
        state: 'finished',
        headline: 'Finished.',
        done: 120,
        timeLeft: '',
        warnings: ['The loss was not a number at step 7.'],
      },
      label: 'Progress',
    }),
    long: show('amp-job-bar', { job: LONG_BAR, label: SENTENCE }),
  },
};
