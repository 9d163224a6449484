// States of src/ui/bench: what shows its results.
import '../../src/ui/bench/amp-bench.ts';
import { boardsOf } from '../../src/ui/bench/boardView.ts';
import { samplesOf, wordTable } from '../../src/ui/bench/sampleView.ts';

import { lab, labWith, never, newLab, press, refuse, show, within, type Entries } from './states.ts';
import { HUGE, NAME, SENTENCE, stretch, UNBROKEN } from './texts.ts';
import {
  SCENES,
  benchmarks,
  results,
  agreements,
  scenes,
  resultOf,
  lengthen,
  longInfo,
  LONG_TEXT,
  boarded,
  judged,
  validate,
} from './benchRecords.ts';

export const benchResults: Entries = {
  'amp-agreement': {
    empty: show('amp-agreement'),
    full: show('amp-agreement', async () => ({ agreement: (await agreements())[0] })),
    long: show('amp-agreement', async () => {
      const [first] = await agreements();
      return {
        agreement: first && {
          ...stretch(first, { name: NAME, n: HUGE }),
          confusion: first.confusion.map((row) => row.map(() => HUGE)),
        },
      };
    }),
  },
  'amp-bench-board': {
    empty: show('amp-bench-board', { client: newLab }),
    full: show('amp-bench-board', async () => ({
      client: lab,
      ...(await boarded()),
      agreements: await agreements(),
      scenes: await scenes(),
    })),
    'full-open': show('amp-bench-board', async () => ({
      client: lab,
      ...(await boarded()),
      path: ['result', (await resultOf('pope-scenes')).id],
    })),
    long: show('amp-bench-board', async () => ({
      client: lab,
      benchmarks: await longInfo(),
      results: (await results()).map(lengthen),
      blocked: SENTENCE,
    })),
  },
  'amp-bench-table': {
    empty: show('amp-bench-table'),
    full: show('amp-bench-table', async () => ({
      board: boardsOf(await benchmarks(), await results()).find(({ id }) => id === SCENES),
      agreements: await agreements(),
      scenes: await scenes(),
      picked: [(await resultOf(SCENES)).id],
    })),
    'full-stale': show('amp-bench-table', async () => ({
      board: boardsOf(await benchmarks(), await results()).find(({ id }) => id === 'pope-scenes'),
    })),
    long: show('amp-bench-table', async () => ({
      board: boardsOf(await longInfo(), (await results()).map(lengthen)).find(({ id }) => id === SCENES),
      blocked: SENTENCE,
    })),
  },
  'amp-compare': {
    empty: show('amp-compare', { client: lab }),
    loading: show('amp-compare', async () => ({
      client: labWith({ compareResults: never }),
      first: await resultOf(SCENES, 2),
      second: await resultOf(SCENES, 1),
    })),
    error: show('amp-compare', async () => ({
      client: labWith({ compareResults: refuse('They are not of the same samples.', 'ConfigError') }),
      first: await resultOf(SCENES, 2),
      second: await resultOf(SCENES, 1),
    })),
    full: show('amp-compare', async () => ({
      client: lab,
      first: await resultOf(SCENES, 2),
      second: await resultOf(SCENES, 1),
    })),
    long: show('amp-compare', async () => ({
      client: labWith({
        compareResults: async (first, second) =>
          stretch(await lab.compareResults(first, second), { title: SENTENCE, explanation: SENTENCE }),
      }),
      first: lengthen(await resultOf(SCENES, 2)),
      second: lengthen(await resultOf(SCENES, 1)),
    })),
  },
  'amp-judges': {
    empty: show('amp-judges', { client: lab }),
    full: show('amp-judges', async () => ({
      client: lab,
      results: await results(),
      agreements: await agreements(),
      scenes: await scenes(),
    })),
    loading: show('amp-judges', () => judged(never), { then: validate }),
    error: show('amp-judges', () => judged(refuse('There is no model x.', 'ConfigError')), {
      then: validate,
    }),
    long: show('amp-judges', async () => ({
      client: lab,
      results: (await results()).map(lengthen),
      agreements: stretch(await agreements(), { name: NAME }),
      scenes: await scenes(),
      text: LONG_TEXT,
      blocked: SENTENCE,
    })),
  },
  'amp-result': {
    empty: show('amp-result', { client: lab }),
    full: show('amp-result', async () => ({
      client: lab,
      result: await resultOf('pope-scenes'),
      info: (await benchmarks()).find(({ id }) => id === 'pope-scenes'),
    })),
    'full-judged': show('amp-result', async () => ({
      client: lab,
      result: await resultOf(SCENES),
      info: await scenes(),
      agreements: await agreements(),
    })),
    error: show(
      'amp-result',
      async () => ({
        client: labWith({ exportResult: refuse('The store is full.', 'StoreError') }),
        result: await resultOf('pope-scenes'),
      }),
      { then: (result) => press(result, 'JSON') },
    ),
    long: show('amp-result', async () => ({
      client: lab,
      result: lengthen(await resultOf(SCENES)),
      info: (await longInfo()).find(({ id }) => id === SCENES),
      blocked: SENTENCE,
    })),
  },
  'amp-sample': {
    empty: show('amp-sample'),
    loading: show('amp-sample', async () => ({
      sample: samplesOf([await resultOf(SCENES, 1)])[0],
      draw: never,
    })),
    full: show('amp-sample', async () => ({
      sample: samplesOf([await resultOf(SCENES, 1)])[2],
      draw: lab.drawImage,
    })),
    'full-two': show('amp-sample', async () => ({
      sample: samplesOf([await resultOf(SCENES, 2), await resultOf(SCENES, 1)])[2],
      names: ['Expert XS', 'Expert L'],
      draw: lab.drawImage,
    })),
    error: show('amp-sample', async () => ({
      sample: samplesOf([await resultOf(SCENES)])[20],
      draw: refuse('The image is gone from this browser.', 'StoreError'),
    })),
    long: show('amp-sample', async () => ({
      sample: samplesOf([lengthen(await resultOf(SCENES)), lengthen(await resultOf(SCENES, 1))])[2],
      names: [NAME, NAME],
      draw: lab.drawImage,
    })),
  },
  'amp-samples': {
    empty: show('amp-samples'),
    'empty-none': show(
      'amp-samples',
      async () => ({ results: [await resultOf(SCENES)], draw: lab.drawImage }),
      {
        then: (samples) => {
          const search = within<HTMLInputElement>(samples, 'input[type=search]');
          search.value = 'zzz';
          search.dispatchEvent(new Event('input', { bubbles: true }));
        },
      },
    ),
    full: show('amp-samples', async () => ({ results: [await resultOf(SCENES)], draw: lab.drawImage })),
    'full-two': show('amp-samples', async () => ({
      results: [await resultOf(SCENES, 2), await resultOf(SCENES, 1)],
      names: ['Expert XS', 'Expert L'],
      draw: lab.drawImage,
    })),
    long: show('amp-samples', async () => ({
      results: [lengthen(await resultOf(SCENES))],
      draw: lab.drawImage,
    })),
  },
  'amp-word-table': {
    empty: show('amp-word-table'),
    full: show('amp-word-table', async () => ({ table: wordTable(await resultOf('pope-scenes')) })),
    long: show('amp-word-table', {
      table: {
        truths: [NAME, 'no'],
        words: [UNBROKEN, SENTENCE, 'no', 'unclear'],
        counts: [
          [HUGE, HUGE, HUGE, HUGE],
          [HUGE, HUGE, HUGE, HUGE],
        ],
      },
    }),
  },
};
