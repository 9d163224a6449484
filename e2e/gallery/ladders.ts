// States of src/ui/ladders.
import '../../src/ui/ladders/amp-ladders.ts';
import type { LabClient } from '../../src/ui/client.ts';
import type { Dataset } from '../../src/protocol/dataset.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions } from '../../src/protocol/ladderJob.ts';
import { summarise, type LadderKnowledge } from '../../src/ui/ladders/ladderView.ts';
import { defaultOptions } from '../../src/ui/ladders/makerOptions.ts';
import { ownImage, type OwnImage } from '../../src/ui/ladders/ownImages.ts';
import { fakeLadder } from '../fixtures/fakeLadders.ts';
import {
  LADDER,
  long,
  LONG_ERROR,
  LONG_JOB,
  LONG_LADDER,
  LONG_MODELS,
  LOST,
  making,
  MODELS,
} from './records.ts';
import {
  give,
  lab,
  labWith,
  moment,
  never,
  newLab,
  once,
  press,
  refuse,
  show,
  still,
  type Entries,
} from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch, UNBROKEN } from './texts.ts';

const datasets = (): Promise<Dataset[]> => lab.listDatasets();
const longDatasets = async (): Promise<Dataset[]> => long(await datasets());

const MEG: LadderJobOptions = { ...defaultOptions(MODELS), name: 'MEG, scenes' };
const IG: LadderJobOptions = { ...MEG, method: 'ig' };

const summaries = once(() =>
  Array.from({ length: 300 }, (_, i) => summarise(fakeLadder(i, ['L', 'M', 'S']), i)),
);
const KNOWLEDGE: LadderKnowledge = {
  rewards: new Map(Array.from({ length: 300 }, (_, i) => [i, [0.3, i % 3 === 0 ? 0.4 : 0.1, -0.1, -0.2]])),
  said: new Map([
    [fakeLadder(1, []).id, { dataset: 'meg', ladder: '', ranks: [], note: 'Yes.', updatedAt: '' }],
  ]),
};

/** A picture that the page draws itself, as a file of the user's. */
async function picture(name: string, question: string): Promise<OwnImage> {
  const canvas = new OffscreenCanvas(96, 64);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = '#0b6b4c';
    context.fillRect(0, 0, 96, 40);
  }
  const blob = await canvas.convertToBlob();
  return ownImage(new File([blob], name, { type: 'image/png' }), question);
}
const pictures = once(async (): Promise<OwnImage[]> => {
  const goat = await picture('goat.png', 'What is in the image?');
  return [{ ...goat, answer: 'A green hill.' }, await picture('hill.png', 'How many goats are there?')];
});
const longPictures = once(async (): Promise<OwnImage[]> => {
  const image = await picture(`${NAME}.png`, SENTENCE);
  return [{ ...image, answer: PROSE }];
});

const unfinished = async (): Promise<LadderJob[]> => {
  const [cut] = await lab.listLadderJobs();
  if (cut === undefined) return [];
  const failed: LadderJob = { ...cut, id: 'failed', status: 'failed', error: LOST.message };
  return [cut, { ...cut, id: 'stopped', status: 'stopped', done: 40 }, failed];
};

const browsed = async (): Promise<{ client: LabClient; source: Dataset | undefined }> => ({
  client: lab,
  source: (await datasets())[0],
});

/** A dataset of long ladders. */
const LONG_CLIENT = labWith({
  pageLadders: async () => ({ ladders: [LONG_LADDER], offset: 0, total: 1 }),
  inspectLadder: refuse(LONG_ERROR.message, LONG_ERROR.name),
});

export const ladders: Entries = {
  'amp-answerers': {
    empty: show('amp-answerers', { options: defaultOptions([]) }),
    full: show('amp-answerers', async () => ({ options: MEG, models: MODELS, datasets: await datasets() })),
    'full-incremental': show('amp-answerers', async () => ({
      options: IG,
      models: MODELS,
      datasets: await datasets(),
    })),
    long: show('amp-answerers', async () => ({
      options: MEG,
      models: LONG_MODELS,
      datasets: await longDatasets(),
    })),
    'long-incremental': show('amp-answerers', async () => ({
      options: {
        ...IG,
        fineTuning: { kind: 'dataset' as const, id: 'meg' },
        levels: HUGE,
        learningRate: 1e-21,
      },
      models: LONG_MODELS,
      datasets: await longDatasets(),
    })),
  },
  'amp-ask': {
    empty: show('amp-ask'),
    full: show('amp-ask', async () => ({ models: MODELS, datasets: await datasets() })),
    'full-own': show('amp-ask', async () => ({
      questions: { kind: 'dialogues' as const, dialogues: [] },
      images: await pictures(),
      models: MODELS,
    })),
    'full-dataset': show('amp-ask', async () => ({
      questions: { kind: 'dataset' as const, id: 'meg' },
      models: MODELS,
      datasets: await datasets(),
    })),
    long: show('amp-ask', async () => ({
      questions: { kind: 'dataset' as const, id: 'meg', standard: 'expert-L' },
      models: LONG_MODELS,
      datasets: await longDatasets(),
    })),
    'long-own': show('amp-ask', async () => ({
      questions: { kind: 'dialogues' as const, dialogues: [], standard: 'expert-L' },
      images: await longPictures(),
      models: LONG_MODELS,
    })),
  },
  'amp-decoding': {
    empty: show('amp-decoding'),
    full: show('amp-decoding', { decoding: MEG.decoding }),
    'full-own': show('amp-decoding', { decoding: { ...MEG.decoding, temperature: 0.33, beams: 2 } }),
    long: show('amp-decoding', {
      decoding: { ...MEG.decoding, seed: HUGE, maxNew: HUGE, temperature: 0.123456789012345 },
    }),
  },
  'amp-ladder-browser': {
    empty: show('amp-ladder-browser', { client: lab }),
    loading: show('amp-ladder-browser', async () => ({
      ...(await browsed()),
      client: labWith({ pageLadders: never }),
    })),
    error: show('amp-ladder-browser', async () => ({
      ...(await browsed()),
      client: labWith({ pageLadders: refuse('The store of this browser is full.', 'StoreError') }),
    })),
    full: show('amp-ladder-browser', browsed, { then: () => moment(250) }), // the made-up lab reads for 120 ms
    'full-idle': show('amp-ladder-browser', async () => ({
      ...(await browsed()),
      idle: 'Models need the GPU.',
    })),
    long: show('amp-ladder-browser', async () => {
      const { source } = await browsed();
      return {
        client: LONG_CLIENT,
        source: source && { ...source, counts: { ...source.counts, ladders: 1 } },
        idle: SENTENCE,
      };
    }),
  },
  'amp-ladder-job': {
    empty: show('amp-ladder-job'),
    loading: show('amp-ladder-job', async () => ({ view: await making(0.4) })),
    'loading-stopping': show('amp-ladder-job', async () => ({
      view: { ...(await making(0.4)), state: 'stopping' as const },
    })),
    error: show('amp-ladder-job', async () => ({
      view: { ...(await making(0.4)), state: 'failed' as const, error: LOST },
      unfinished: (await unfinished()).slice(0, 1),
    })),
    full: show('amp-ladder-job', async () => ({
      view: { ...(await making(1)), state: 'finished' as const },
      unfinished: await unfinished(),
    })),
    'full-discard': show('amp-ladder-job', async () => ({
      unfinished: await unfinished(),
      blocked: 'A run is under way.',
    })),
    long: show('amp-ladder-job', async () => ({
      view: { ...(await making(0.4)), name: NAME, ...LONG_JOB },
      unfinished: stretch(long(await unfinished()), { done: HUGE, total: HUGE }),
      blocked: SENTENCE,
    })),
    'long-error': show('amp-ladder-job', async () => ({
      view: { ...(await making(0.4)), name: NAME, ...LONG_JOB, state: 'failed' as const, error: LONG_ERROR },
    })),
  },
  'amp-ladder-list': {
    empty: show('amp-ladder-list'),
    full: show('amp-ladder-list', () => ({
      summaries: summaries(),
      knowledge: KNOWLEDGE,
      chosen: 2,
      draw: lab.drawImage,
    })),
    'full-none': show('amp-ladder-list', () => ({ summaries: summaries(), draw: lab.drawImage }), {
      then: (list) => {
        const search = list.renderRoot.querySelector<HTMLInputElement>('input[type=search], input');
        if (search === null) return;
        search.value = 'zzz';
        search.dispatchEvent(new Event('input', { bubbles: true }));
      },
    }),
    loading: show('amp-ladder-list', () => ({ summaries: summaries().slice(0, 4), draw: never })),
    error: show('amp-ladder-list', () => ({
      summaries: summaries().slice(0, 4),
      draw: refuse('The image is gone from this browser.', 'StoreError'),
    })),
    long: show('amp-ladder-list', () => ({
      summaries: [summarise(LONG_LADDER, HUGE - 1), summarise(LONG_LADDER, 1)],
      chosen: 0,
      draw: lab.drawImage,
    })),
  },
  'amp-ladder-maker': {
    empty: show('amp-ladder-maker'),
    full: show('amp-ladder-maker', async () => ({ models: MODELS, datasets: await datasets() })),
    'full-blocked': show('amp-ladder-maker', { models: MODELS, blocked: 'A run is under way.' }),
    long: show('amp-ladder-maker', async () => ({
      models: LONG_MODELS,
      datasets: await longDatasets(),
      blocked: SENTENCE,
    })),
  },
  'amp-ladders': {
    empty: show('amp-ladders', { client: newLab }),
    'empty-idle': show('amp-ladders', { client: newLab, idle: 'Models need the GPU.' }),
    loading: show('amp-ladders', { client: labWith({ listDatasets: never }) }),
    error: show('amp-ladders', {
      client: labWith({ listDatasets: refuse('The store cannot be opened.', 'StoreError') }),
    }),
    full: show('amp-ladders', { client: lab, path: ['meg', '3'] }, { then: () => moment(250) }),
    'full-making': show(
      'amp-ladders',
      {
        client: labWith({
          makeLadders: (options, onEvent) =>
            still<LadderJobEvent>((to) => newLab.makeLadders(options, to), 12)(onEvent),
        }),
      },
      {
        then: async (place) => {
          await moment();
          press(place, 'Make');
        },
      },
    ),
    long: show(
      'amp-ladders',
      {
        client: labWith(
          {
            listDatasets: async () => longDatasets(),
            listModels: async () => [...LONG_MODELS],
            listLadderJobs: async () => long(await unfinished()),
          },
          lab,
        ),
        idle: SENTENCE,
        blocked: SENTENCE,
      },
      { then: () => moment(100) },
    ),
  },
  'amp-order': {
    empty: show('amp-order'),
    full: show('amp-order', { order: [0, 2, 1, 3] }),
    'full-kept': show('amp-order', { order: [0, 1, 2, 3] }),
    long: show('amp-order', { order: [0, 8, 7, 6, 5, 4, 3, 2, 1] }),
  },
  'amp-own-images': {
    empty: show('amp-own-images', { models: MODELS }),
    full: show('amp-own-images', async () => ({
      images: await pictures(),
      models: MODELS,
      standard: 'expert-L',
    })),
    error: show('amp-own-images', async () => ({ images: await pictures(), models: MODELS }), {
      then: (element) => give(element, 'notes.pdf', '', 'application/pdf'),
    }),
    long: show('amp-own-images', async () => ({
      images: await longPictures(),
      models: LONG_MODELS,
      standard: 'expert-L',
    })),
  },
  'amp-why': {
    empty: show('amp-why'),
    full: show('amp-why', {
      standard: LADDER.levels[0],
      level: LADDER.levels[2],
      questions: LADDER.questions,
    }),
    long: show('amp-why', () => {
      const [standard, level] = LADDER.levels;
      const words = `${UNBROKEN} ${SENTENCE}`;
      const stretched = <T>(of: T): T => stretch(of, { text: words, answers: words });
      return {
        standard: standard && { ...stretched(standard), chunks: chunksOf(words, standard.answers.length) },
        level: level && { ...stretched(level), chunks: chunksOf(words, level.answers.length) },
        questions: LADDER.questions.map(() => SENTENCE),
      };
    }),
  },
};

/** The whole of a text as one chunk. */
function chunksOf(text: string, rounds: number): NonNullable<(typeof LADDER)['levels'][number]['chunks']> {
  const whole = { start: 0, end: text.length };
  return Array.from({ length: rounds }, () => [
    { text, ...whole, kind: 'noun' as const, sentence: whole },
    { text, ...whole, kind: 'noun' as const, sentence: whole },
  ]);
}
