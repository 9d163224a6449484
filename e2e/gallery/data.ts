// States of src/ui/data.
import '../../src/ui/data/amp-datasets.ts';
import '../../src/ui/data/amp-import.ts';
import type { LabClient } from '../../src/ui/client.ts';
import type { ImportEvent, ImportReport } from '../../src/protocol/dataset.ts';
import { long, LONG_ERROR } from './records.ts';
import {
  give,
  lab,
  labWith,
  moment,
  never,
  press,
  refuse,
  show,
  still,
  type Entries,
  makeLab,
} from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch, UNBROKEN } from './texts.ts';

const PROBLEM = {
  file: 'pairs.jsonl',
  row: 3,
  reason: 'The image "barn/07.jpg" is not among the 12 files.',
  remedy: 'Import it together with this file: choose the folder, or a zip that holds both.',
};
const LONG_PROBLEM = { file: `${NAME}.jsonl`, row: HUGE, reason: SENTENCE, remedy: PROSE };

const CARD = `# ${NAME}\n\n- Licence: ${NAME}\n- ${SENTENCE}\n- SHA-256: \`${UNBROKEN}\`\n\n## ${SENTENCE}\n\n| level | answers | ${UNBROKEN} |\n| ----- | ------- | --- |\n| 0 | ${HUGE} | ${SENTENCE} |\n\n**${SENTENCE}** ${PROSE}`;

const LONG_REPORT: ImportReport = {
  problems: Array.from({ length: 12 }, () => LONG_PROBLEM),
  problemCount: HUGE,
  notes: [{ text: SENTENCE, count: HUGE }],
  seconds: 1e7,
};

/** The lab has these files, or what they hold. */
const file = (element: Element): void => give(element, 'pairs.jsonl');

/** An import of its own lab, so that the others do not get longer. */
const importing = (): LabClient => makeLab();

export const data: Entries = {
  'amp-card': {
    empty: show('amp-card', { client: lab }),
    loading: show('amp-card', { client: labWith({ datasetCard: never }), source: 'meg' }),
    error: show('amp-card', { client: labWith({ datasetCard: refuse() }), source: 'meg' }),
    full: show('amp-card', { client: lab, source: 'meg' }),
    long: show('amp-card', { client: labWith({ datasetCard: async () => CARD }), source: 'meg' }),
  },
  'amp-datasets': {
    empty: show('amp-datasets', { client: lab }),
    full: show('amp-datasets', async () => ({
      client: lab,
      datasets: await lab.listDatasets(),
      shown: 'meg',
    })),
    'full-card': show(
      'amp-datasets',
      async () => ({ client: lab, datasets: await lab.listDatasets(), shown: 'meg' }),
      { then: (datasets) => press(datasets, 'Card') },
    ),
    'full-export': show(
      'amp-datasets',
      async () => ({ client: lab, datasets: await lab.listDatasets(), shown: 'meg' }),
      { then: (datasets) => press(datasets, 'Export') },
    ),
    'full-blocked': show('amp-datasets', async () => ({
      client: lab,
      datasets: await lab.listDatasets(),
      blocked: 'Ladders are being made.',
    })),
    error: show(
      'amp-datasets',
      async () => ({ client: labWith({ datasetCard: refuse() }), datasets: await lab.listDatasets() }),
      { then: (datasets) => press(datasets, 'Card') },
    ),
    long: show('amp-datasets', async () => ({
      client: lab,
      datasets: stretch(long(await lab.listDatasets()), { ladders: HUGE, rounds: HUGE, images: HUGE }),
      shown: 'meg',
      blocked: SENTENCE,
    })),
  },
  'amp-drop': {
    empty: show('amp-drop'),
    full: show(
      'amp-drop',
      { folders: true },
      { slot: '<p>Drop files, a folder or a zip here</p><p class="small quiet">JSON, JSONL or Parquet.</p>' },
    ),
    loading: show('amp-drop', { folders: true, disabled: true }, { slot: '<p>Reading…</p>' }),
    long: show('amp-drop', { folders: true, label: SENTENCE }, { slot: `<p>${PROSE}</p>` }),
  },
  'amp-export': {
    empty: show('amp-export'),
    full: show('amp-export', async () => ({ client: lab, source: (await lab.listDatasets())[0] })),
    'full-blocked': show('amp-export', { client: lab, blocked: 'Ladders are being made.' }),
    loading: show(
      'amp-export',
      async () => ({
        client: labWith({
          exportDataset: (id, options, onEvent) =>
            still<Parameters<typeof onEvent>[0]>((to) => lab.exportDataset(id, options, to), 3)(onEvent),
        }),
        source: (await lab.listDatasets())[0],
      }),
      { then: (form) => press(form, 'Download') },
    ),
    error: show(
      'amp-export',
      async () => ({ client: labWith({ exportDataset: refuse() }), source: (await lab.listDatasets())[0] }),
      { then: (form) => press(form, 'Download') },
    ),
    long: show(
      'amp-export',
      async () => ({
        client: labWith({ exportDataset: refuse(LONG_ERROR.message, LONG_ERROR.name) }),
        source: (await lab.listDatasets())[0],
      }),
      { then: (form) => press(form, 'Download') },
    ),
  },
  'amp-import': {
    empty: show('amp-import', { client: lab }),
    'empty-blocked': show('amp-import', { client: lab, blocked: 'Ladders are being made.' }),
    loading: show(
      'amp-import',
      {
        client: labWith({
          importFiles: (files, options, onEvent) =>
            still<ImportEvent>((to) => importing().importFiles(files, options, to), 6)(onEvent),
        }),
      },
      { then: file },
    ),
    'loading-opening': show('amp-import', { client: labWith({ importFiles: never }) }, { then: file }),
    error: show('amp-import', { client: labWith({ importFiles: refuse() }) }, { then: file }),
    'error-stopped': show(
      'amp-import',
      { client: labWith({ importFiles: refuse('Stopped by you.', 'CancelledError') }) },
      { then: file },
    ),
    'error-nothing': show(
      'amp-import',
      {
        client: labWith({
          importFiles: async () => ({ problems: [PROBLEM], problemCount: 1, notes: [], seconds: 1 }),
        }),
      },
      { then: file },
    ),
    full: show(
      'amp-import',
      {
        client: labWith({
          importFiles: (files, options, onEvent) => importing().importFiles(files, options, onEvent),
        }),
      },
      {
        then: async (element) => {
          file(element);
          await moment();
        },
      },
    ),
    long: show(
      'amp-import',
      {
        client: labWith({
          importFiles: async () => {
            const dataset = (await lab.listDatasets())[0];
            return { ...LONG_REPORT, ...(dataset && { dataset: { ...dataset, name: NAME } }) };
          },
        }),
      },
      { then: file },
    ),
    'long-loading': show(
      'amp-import',
      {
        client: labWith({
          importFiles: (_files, _options, onEvent) => {
            onEvent({
              kind: 'progress',
              file: NAME,
              bytesDone: HUGE / 2,
              bytesTotal: HUGE,
              ladders: HUGE,
              refused: HUGE,
              secondsLeft: HUGE,
            });
            return never();
          },
        }),
        blocked: SENTENCE,
      },
      { then: file },
    ),
  },
  'amp-problems': {
    empty: show('amp-problems'),
    full: show('amp-problems', {
      problems: [PROBLEM, { file: 'old/notes.json', reason: 'Not JSON.', remedy: 'Leave this file out.' }],
      total: 2,
    }),
    'full-many': show('amp-problems', {
      problems: Array.from({ length: 1000 }, (_, row) => ({ ...PROBLEM, row })),
      total: 41_234,
    }),
    long: show('amp-problems', { problems: [LONG_PROBLEM, LONG_PROBLEM], total: HUGE }),
  },
};
