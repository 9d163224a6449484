// States of src/ui/settings.
import '../../src/ui/settings/amp-settings.ts';
import type { JobEvent } from '../../src/protocol/job.ts';
import { LONG_ERROR, LONG_JOB } from './records.ts';
import { give, lab, labWith, moment, never, press, refuse, show, type Entries } from './states.ts';
import { SENTENCE, UNBROKEN } from './texts.ts';

/** An export that tells this and goes no further. */
const packing = (...events: readonly JobEvent[]): ReturnType<typeof labWith> =>
  labWith({
    exportLab: (onEvent) => {
      events.forEach(onEvent);
      return never();
    },
  });

const exporting = { then: (place: Element): void => press(place, 'Export the lab') };

export const settings: Entries = {
  'amp-settings': {
    full: show('amp-settings', { client: lab }, { then: () => moment() }),
    'full-blocked': show('amp-settings', { client: lab, blocked: 'A run is under way.' }),
    long: show('amp-settings', { client: lab, blocked: SENTENCE }),
  },
  'amp-whole-lab': {
    full: show('amp-whole-lab', { client: lab }),
    'full-sure': show('amp-whole-lab', { client: lab }, { then: (place) => press(place, 'Clear the lab') }),
    'full-blocked': show('amp-whole-lab', { client: lab, blocked: 'A run is under way.' }),
    'full-imported': show(
      'amp-whole-lab',
      { client: lab },
      { then: (place) => give(place, 'amp-lab.zip', 'zip', 'application/zip') },
    ),
    loading: show(
      'amp-whole-lab',
      {
        client: packing(
          { kind: 'stage', message: 'Packing runs.' },
          { kind: 'progress', done: 3, total: 8, secondsLeft: 42 },
        ),
      },
      exporting,
    ),
    'loading-start': show('amp-whole-lab', { client: packing() }, exporting),
    error: show(
      'amp-whole-lab',
      { client: labWith({ exportLab: refuse('The store is full.', 'StorageError') }) },
      exporting,
    ),
    long: show(
      'amp-whole-lab',
      { client: labWith({ exportLab: refuse(LONG_ERROR.message, LONG_ERROR.name) }) },
      {
        then: (place) => {
          press(place, 'Export the lab');
          place.blocked = SENTENCE;
        },
      },
    ),
    'long-loading': show(
      'amp-whole-lab',
      {
        client: packing(
          { kind: 'stage', message: `${SENTENCE} ${UNBROKEN}` },
          { kind: 'progress', done: LONG_JOB.done, total: LONG_JOB.total, secondsLeft: LONG_JOB.secondsLeft },
        ),
      },
      exporting,
    ),
  },
};
