// States of src/ui/models.
import '../../src/ui/models/amp-models.ts';
import { fakeFolder } from '../fixtures/fakeHub.ts';
import { LONG_MODELS } from './records.ts';
import { lab, labWith, moment, never, press, refuse, show, within, type Entries } from './states.ts';
import { HUGE, NAME, SENTENCE, stretch } from './texts.ts';

const LONG_CARDS = labWith({
  listModels: async () => [...LONG_MODELS],
  modelCard: async (model) => {
    const card = await lab.modelCard(model);
    const fields = { condition: SENTENCE, licence: NAME, pretraining: SENTENCE, n: HUGE };
    return card && { ...stretch(card, fields), fineTuning: { [NAME]: HUGE, steps: SENTENCE } };
  },
});

const LONG_FOLDER = stretch(fakeFolder({ repository: NAME }, 0.3), { licence: SENTENCE, parameters: HUGE });

/** Types a name into the form and sends it. */
async function lookUp(place: HTMLElement): Promise<void> {
  within<HTMLInputElement>(place, 'input[name=repository]').value = 'HuggingFaceTB/SmolVLM-256M-Instruct';
  press(place, 'Look it up');
  await moment();
}

export const models: Entries = {
  'amp-hub': {
    empty: show('amp-hub', { client: labWith({ listModelFolders: async () => [] }) }),
    full: show('amp-hub', { client: lab }),
    'full-found': show('amp-hub', { client: lab }, { then: lookUp }),
    'full-blocked': show('amp-hub', { client: lab, blocked: 'A run is under way.' }),
    loading: show(
      'amp-hub',
      {
        client: labWith({
          downloadModel: (_request, _token, onEvent) => {
            onEvent({ kind: 'stage', message: 'model.safetensors, 489.3 MiB, from huggingface.co.' });
            onEvent({ kind: 'progress', done: 120e6, total: 516e6, secondsLeft: 95 });
            return never();
          },
        }),
      },
      {
        then: async (place) => {
          await lookUp(place);
          press(place, 'Download');
        },
      },
    ),
    'loading-asking': show('amp-hub', { client: labWith({ lookUpModel: never }) }, { then: lookUp }),
    error: show(
      'amp-hub',
      {
        client: labWith({
          lookUpModel: refuse(
            'huggingface.co has no public model a/b (status 401). Check the name as it stands on its page, owner/name.',
            'DownloadError',
          ),
        }),
      },
      { then: lookUp },
    ),
    long: show(
      'amp-hub',
      {
        client: labWith({
          listModelFolders: async () => [LONG_FOLDER],
          lookUpModel: async () => LONG_FOLDER,
        }),
        blocked: SENTENCE,
      },
      { then: lookUp },
    ),
  },
  'amp-model-card': {
    empty: show('amp-model-card', {
      client: labWith({ modelCard: async () => undefined }),
      model: 'a',
      open: true,
    }),
    loading: show('amp-model-card', { client: labWith({ modelCard: never }), model: 'a', open: true }),
    error: show('amp-model-card', { client: labWith({ modelCard: refuse() }), model: 'a', open: true }),
    full: show('amp-model-card', { client: lab, model: 'expert-L', open: true }, { then: () => moment() }),
    'full-closed': show('amp-model-card', { client: lab, model: 'expert-L' }),
    long: show('amp-model-card', { client: LONG_CARDS, model: 'a', open: true }, { then: () => moment() }),
  },
  'amp-models': {
    empty: show('amp-models', { client: labWith({ listModels: async () => [] }) }),
    loading: show('amp-models', { client: labWith({ listModels: never }) }),
    error: show('amp-models', {
      client: labWith({ listModels: refuse('The store cannot be opened.', 'StoreError') }),
    }),
    full: show('amp-models', { client: lab, chosen: 'expert-M' }),
    long: show(
      'amp-models',
      { client: LONG_CARDS, chosen: 'expert-M' },
      { then: (place) => press(place, 'How it was made') },
    ),
  },
};
