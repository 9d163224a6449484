// States of src/ui/bench: what starts and follows a benchmark.
import '../../src/ui/bench/amp-bench.ts';
import type { BenchEvent } from '../../src/protocol/benchmark.ts';
import { emptyForm } from '../../src/ui/bench/formView.ts';
import { benching, long, LONG_ERROR, LONG_JOB, LONG_MODELS, LOST, MODELS } from './records.ts';
import {
  give,
  lab,
  labWith,
  moment,
  never,
  newLab,
  press,
  refuse,
  show,
  still,
  type Entries,
  makeLab,
} from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch, UNBROKEN } from './texts.ts';
import {
  benchmarks,
  results,
  scenes,
  lengthen,
  longInfo,
  form,
  TEXT,
  LONG_TEXT,
  imported,
  importing,
  estimated,
} from './benchRecords.ts';

export const benchStart: Entries = {
  'amp-bench-decoding': {
    empty: show('amp-bench-decoding'),
    full: show('amp-bench-decoding', async () => ({ own: (await scenes())?.decoding })),
    'full-changed': show('amp-bench-decoding', async () => ({
      own: (await scenes())?.decoding,
      changes: { beams: 2, temperature: 0.7 },
    })),
    error: show('amp-bench-decoding', async () => ({
      own: (await scenes())?.decoding,
      changes: { beams: 0 },
      fault: 'Decoding: beams is 0. Use a whole number from 1.',
    })),
    long: show('amp-bench-decoding', async () => ({
      own: (await scenes())?.decoding,
      changes: { maxNew: HUGE, seed: HUGE },
      fault: SENTENCE,
    })),
  },
  'amp-bench-estimate': {
    empty: show('amp-bench-estimate', { client: lab }),
    loading: show('amp-bench-estimate', async () => ({
      client: labWith({ estimateBenchmark: never }),
      form: await form(),
    })),
    error: show(
      'amp-bench-estimate',
      async () => ({
        client: labWith({ estimateBenchmark: refuse('There is no benchmark x.', 'ConfigError') }),
        form: await form(),
      }),
      { then: estimated },
    ),
    full: show(
      'amp-bench-estimate',
      async () => ({ client: lab, form: await form({ judge: 'text', text: TEXT }) }),
      {
        then: estimated,
      },
    ),
    long: show(
      'amp-bench-estimate',
      async () => ({
        client: labWith({
          estimateBenchmark: async () => ({
            examples: HUGE,
            rounds: HUGE,
            answered: HUGE / 2,
            calls: HUGE,
            tokensIn: HUGE,
            tokensOut: HUGE,
            cost: HUGE,
          }),
        }),
        form: await form({ judge: 'text', text: LONG_TEXT }),
      }),
      { then: estimated },
    ),
  },
  'amp-bench-form': {
    empty: show('amp-bench-form', { client: newLab, form: emptyForm }),
    loading: show('amp-bench-form', async () => ({
      client: labWith({ estimateBenchmark: never }),
      form: await form(),
      benchmarks: await benchmarks(),
      models: MODELS,
    })),
    error: show('amp-bench-form', async () => ({
      client: lab,
      form: await form({ limit: -1, judge: 'text', text: { ...TEXT, endpoint: 'nowhere', model: '' } }),
      benchmarks: await benchmarks(),
      models: MODELS,
    })),
    full: show(
      'amp-bench-form',
      async () => ({ client: lab, form: await form(), benchmarks: await benchmarks(), models: MODELS }),
      { then: estimated },
    ),
    'full-text': show(
      'amp-bench-form',
      async () => ({
        client: lab,
        form: await form({ judge: 'text', text: TEXT, limit: 40 }),
        benchmarks: await benchmarks(),
        models: MODELS,
        blocked: 'A benchmark is under way.',
      }),
      { then: estimated },
    ),
    long: show('amp-bench-form', async () => ({
      client: lab,
      form: await form({ judge: 'text', text: LONG_TEXT, limit: HUGE }),
      benchmarks: await longInfo(),
      models: LONG_MODELS,
      blocked: SENTENCE,
      key: UNBROKEN,
    })),
  },
  'amp-bench-import': {
    empty: show('amp-bench-import', { client: lab }),
    'empty-blocked': show('amp-bench-import', { client: lab, blocked: 'A benchmark is under way.' }),
    loading: show(
      'amp-bench-import',
      { client: labWith({ importBenchmark: never }) },
      { then: (element) => give(element, 'pope.json') },
    ),
    error: show(
      'amp-bench-import',
      { client: labWith({ importBenchmark: refuse('The store is full.', 'StoreError') }) },
      { then: (element) => give(element, 'pope.json') },
    ),
    'error-nothing': show(
      'amp-bench-import',
      { client: importing },
      { then: (element) => give(element, 'notes.txt') },
    ),
    full: show('amp-bench-import', async () => ({ client: importing, benchmarks: await imported() }), {
      then: (element) => give(element, 'pope.json'),
    }),
    long: show(
      'amp-bench-import',
      async () => ({
        client: labWith({
          importBenchmark: async () => ({
            benchmark: (await longInfo())[0],
            problems: [SENTENCE, PROSE, UNBROKEN],
            problemCount: HUGE,
          }),
        }),
        benchmarks: long(await imported()),
        blocked: SENTENCE,
      }),
      { then: (element) => give(element, 'pope.json') },
    ),
  },
  'amp-bench-job': {
    empty: show('amp-bench-job'),
    loading: show('amp-bench-job', async () => ({ view: await benching(0.5) })),
    'loading-paused': show('amp-bench-job', async () => ({
      view: { ...(await benching(0.5)), state: 'paused' as const },
    })),
    error: show('amp-bench-job', async () => ({
      view: { ...(await benching(0.5)), state: 'failed' as const, error: LOST },
    })),
    full: show('amp-bench-job', async () => ({
      view: { ...(await benching(1)), state: 'finished' as const },
    })),
    long: show('amp-bench-job', async () => ({
      view: { ...(await benching(0.5)), name: NAME, ...LONG_JOB },
      blocked: SENTENCE,
    })),
    'long-error': show('amp-bench-job', async () => ({
      view: {
        ...(await benching(0.5)),
        name: NAME,
        ...LONG_JOB,
        state: 'failed' as const,
        error: LONG_ERROR,
      },
      blocked: SENTENCE,
    })),
  },
  'amp-bench-jobs': {
    empty: show('amp-bench-jobs'),
    full: show('amp-bench-jobs', async () => {
      const jobs = await lab.listBenchJobs();
      return {
        jobs: jobs.flatMap((job) => [
          job,
          { ...job, id: 'stopped', status: 'stopped' as const },
          { ...job, id: 'failed', status: 'failed' as const, error: LOST.message },
        ]),
        nameOf: () => 'MRHal-Bench on scenes, drawn otherwise, Expert M',
      };
    }),
    long: show('amp-bench-jobs', async () => ({
      jobs: stretch(await lab.listBenchJobs(), { answered: HUGE, judged: HUGE, total: HUGE }).map((job) => ({
        ...job,
        status: 'failed' as const,
        error: PROSE,
      })),
      nameOf: () => NAME,
      blocked: SENTENCE,
    })),
  },
  'amp-bench': {
    empty: show('amp-bench', { client: newLab }),
    'empty-idle': show('amp-bench', { client: newLab, idle: 'Models need the GPU.' }),
    loading: show('amp-bench', { client: labWith({ listResults: never }) }),
    'loading-run': show(
      'amp-bench',
      {
        client: labWith({
          runBenchmark: (options, key, onEvent) =>
            still<BenchEvent>((to) => makeLab().runBenchmark(options, key, to), 14)(onEvent),
        }),
      },
      {
        then: async (place) => {
          await moment();
          press(place, 'Run the benchmark');
        },
      },
    ),
    error: show('amp-bench', {
      client: labWith({ listResults: refuse('The store cannot be opened.', 'StoreError') }),
    }),
    full: show('amp-bench', { client: lab }, { then: estimated }),
    long: show(
      'amp-bench',
      {
        client: labWith({
          listResults: async () => (await results()).map(lengthen),
          listBenchmarks: longInfo,
          listModels: async () => [...LONG_MODELS],
        }),
        blocked: SENTENCE,
      },
      { then: estimated },
    ),
  },
  'amp-text-judge': {
    empty: show('amp-text-judge'),
    full: show('amp-text-judge', { text: TEXT, key: 'sk-1234', keep: true }),
    error: show('amp-text-judge', {
      text: { ...TEXT, endpoint: 'nowhere', model: '' },
      faults: {
        endpoint: 'An address such as http://localhost:11434/v1.',
        model: 'The name by which the server knows the model.',
      },
    }),
    long: show('amp-text-judge', {
      text: LONG_TEXT,
      key: UNBROKEN,
      faults: { endpoint: SENTENCE, model: PROSE, timeout: SENTENCE, prices: SENTENCE },
    }),
  },
};
