// States of src/ui/overview.
import '../../src/ui/overview/amp-overview.ts';
import type { LessonStep } from '../../src/protocol/lesson.ts';
import type { QuickstartEvent } from '../../src/protocol/lab.ts';
import type { LabClient } from '../../src/ui/client.ts';
import { EXAMPLE_LADDER } from '../../src/ui/overview/exampleLadder.ts';
import { fakeResult } from '../fixtures/fakeLab.ts';
import { LONG_ERROR, LONG_LADDER, long, quickstart } from './records.ts';
import {
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
  type State,
  makeLab,
} from './states.ts';
import { SENTENCE } from './texts.ts';

/** A lab with a quickstart of an earlier visit. */
const stored = makeLab({ stored: [fakeResult({ seed: 1, size: 'full' })] });

const run = (place: { runQuickstart(options: { seed: number; size: 'full' }): Promise<unknown> }): void => {
  place.runQuickstart({ seed: 1, size: 'full' }).catch(() => undefined); // the element shows the error
};

/** The lesson on a ladder, as far as this client teaches it. */
const lesson = (client: LabClient, ladder = EXAMPLE_LADDER): State =>
  show('amp-lesson', { client, ladder, ready: true }, { then: learn });

/** Where less motion is wanted it waits for its button, else it has begun by itself. */
const learn = (place: Element): void => {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) press(place, 'Let a model learn it');
};

const teacher = labWith({
  teachLadder: (ladder, onStep) => still<LessonStep>((to) => newLab.teachLadder(ladder, to), 5)(onStep),
});

const LEAD = '<button>See a model learn it</button>';

export const overview: Entries = {
  'amp-intro': {
    empty: show('amp-intro', { client: newLab }, { slot: LEAD }),
    loading: show(
      'amp-intro',
      { client: labWith({ teachLadder: never, drawImage: never }), ready: true },
      { slot: LEAD },
    ),
    error: show(
      'amp-intro',
      { client: labWith({ teachLadder: refuse() }), ready: true },
      { slot: LEAD, then: learn },
    ),
    full: show('amp-intro', { client: newLab, ready: true }, { slot: LEAD, then: learn }),
    long: show('amp-intro', { client: newLab, ready: true }, { slot: `<button>${SENTENCE}</button>` }),
  },
  'amp-lesson': {
    empty: show('amp-lesson', { client: newLab }),
    'empty-waiting': show('amp-lesson', { client: newLab, ladder: EXAMPLE_LADDER }),
    'empty-ready': show('amp-lesson', { client: newLab, ladder: EXAMPLE_LADDER, ready: true }),
    loading: lesson(labWith({ teachLadder: never })),
    'loading-half': lesson(teacher),
    error: lesson(labWith({ teachLadder: refuse() })),
    full: lesson(newLab),
    long: lesson(newLab, LONG_LADDER),
    'long-error': lesson(labWith({ teachLadder: refuse(LONG_ERROR.message, LONG_ERROR.name) }), LONG_LADDER),
  },
  'amp-overview': {
    empty: show('amp-overview', { client: newLab }),
    'empty-blocked': show('amp-overview', { client: newLab, software: true, blocked: 'A run is under way.' }),
    loading: show(
      'amp-overview',
      {
        client: labWith(
          {
            runQuickstart: (options, onEvent) =>
              still<QuickstartEvent>((to) => newLab.runQuickstart(options, to), 40)(onEvent),
          },
          newLab,
        ),
      },
      { then: run },
    ),
    error: show('amp-overview', { client: labWith({ runQuickstart: refuse() }, newLab) }, { then: run }),
    full: show('amp-overview', async () => ({ client: stored, runs: await stored.listRuns() }), {
      then: () => moment(),
    }),
    long: show(
      'amp-overview',
      async () => ({
        client: labWith({ runQuickstart: refuse(LONG_ERROR.message, LONG_ERROR.name) }, stored),
        runs: long(await stored.listRuns()),
        blocked: SENTENCE,
      }),
      { then: run },
    ),
  },
  'amp-quickstart-outcome': {
    empty: show('amp-quickstart-outcome', { draw: lab.drawImage }),
    loading: show('amp-quickstart-outcome', async () => ({ view: await quickstart(0.5), draw: never })),
    full: show('amp-quickstart-outcome', async () => ({ view: await quickstart(1), draw: lab.drawImage })),
  },
};
