// States of src/ui/inspect.
import '../../src/ui/inspect/amp-inspector.ts';
import '../../src/ui/inspect/amp-keys.ts';
import '../../src/ui/inspect/amp-ladder-bar.ts';
import '../../src/ui/inspect/amp-read-all.ts';
import type { Reader } from '../../src/protocol/inspect.ts';
import { heatOf, heatScale } from '../../src/ui/inspect/scoreView.ts';
import { ownOrder } from '../../src/ui/inspect/orderView.ts';
import type { AmpRung } from '../../src/ui/inspect/amp-rung.ts';
import { LADDER, LONG_ERROR, LONG_LADDER, LOST, READING, readers, scores } from './records.ts';
import { lab, labWith, moment, never, press, refuse, show, within, type Entries } from './states.ts';
import { COMPOUNDS, HUGE, NAME, PROSE, RIGHT_TO_LEFT, SENTENCE, SIGNS, UNBROKEN } from './texts.ts';

const [STANDARD, ABOVE, LEVEL] = LADDER.levels;
const ORDER = ownOrder(LADDER.levels.length);
const K = LONG_LADDER.levels.length;

const LONG_READERS: readonly Reader[] = [
  {
    id: 'long',
    name: NAME,
    kind: 'run',
    beta: 0.1,
    reference: { id: 'long', step: 0 },
    checkpoints: Array.from({ length: 40 }, (_, i) => ({
      step: i * 123_456_789,
      what: i === 0 ? ['start'] : i === 39 ? ['best', 'last'] : ['snapshot'],
    })),
  },
];
const LONG_READING = { policy: { id: 'long', step: 39 * 123_456_789 }, reference: { id: 'long', step: 0 } };

/** A rung with what was read of it. */
async function read(level: number): Promise<Partial<AmpRung>> {
  const { rungs, beta } = await scores();
  const of = rungs[level];
  return {
    level: LADDER.levels[level],
    index: level,
    standard: STANDARD,
    above: LADDER.levels[level - 1],
    questions: LADDER.questions,
    scores: of,
    reward: of?.reference === undefined ? undefined : beta * (of.policy.sum - of.reference.sum),
    widest: 0.6,
    scale: heatScale(rungs.map(heatOf)),
  };
}

const inspected = {
  client: lab,
  datasetId: 'meg',
  index: 3,
  ladder: LADDER,
  reading: READING,
} as const;

export const inspect: Entries = {
  'amp-inspect-tools': {
    empty: show('amp-inspect-tools', { cold: 'Nobody reads this ladder.' }),
    full: show('amp-inspect-tools', { mode: 'heat', undoable: true, redoable: true, ordered: true }),
    long: show('amp-inspect-tools', { mode: 'plain', cold: SENTENCE, undoable: true, ordered: true }),
  },
  'amp-inspector': {
    empty: show('amp-inspector', { client: lab }),
    'empty-reader': show('amp-inspector', { ...inspected, reading: undefined, idle: 'Models need the GPU.' }),
    loading: show('amp-inspector', async () => ({
      ...inspected,
      client: labWith({ inspectLadder: never }),
      readers: await readers(),
    })),
    'loading-busy': show('amp-inspector', async () => ({
      ...inspected,
      client: labWith({ inspectLadder: async () => ({ kind: 'busy' }) }),
      readers: await readers(),
    })),
    error: show('amp-inspector', async () => ({
      ...inspected,
      client: labWith({ inspectLadder: refuse() }),
      readers: await readers(),
    })),
    full: show('amp-inspector', async () => ({ ...inspected, readers: await readers() }), {
      then: () => moment(200), // the made-up lab reads for 120 ms
    }),
    long: show('amp-inspector', {
      ...inspected,
      client: labWith({ inspectLadder: refuse(LONG_ERROR.message, LONG_ERROR.name) }),
      ladder: LONG_LADDER,
      annotation: { dataset: 'meg', ladder: LONG_LADDER.id, ranks: [], note: PROSE, updatedAt: '' },
      readers: LONG_READERS,
      reading: LONG_READING,
      idle: SENTENCE,
    }),
  },
  'amp-keys': {
    full: show(
      'amp-keys',
      {},
      {
        then: (keys) => {
          const dialog = within<HTMLDialogElement>(keys, 'dialog');
          dialog.style.position = 'static'; // in its place instead of over the page
          dialog.show();
        },
      },
    ),
  },
  'amp-ladder-bar': {
    empty: show('amp-ladder-bar'),
    full: show('amp-ladder-bar', { index: 4, total: 48, link: 'https://lab.example/#/data/meg/4' }),
    error: show(
      'amp-ladder-bar',
      { index: 4, total: 48, link: 'https://lab.example/#/data/meg/4' },
      { then: (bar) => bar.copy() }, // a page that has not the focus may not copy
    ),
    long: show('amp-ladder-bar', { index: HUGE - 1, total: HUGE, link: `https://lab.example/#/${UNBROKEN}` }),
  },
  'amp-note': {
    empty: show('amp-note', { ladder: 'a' }),
    full: show('amp-note', { ladder: 'a', text: 'The second rung is as good as the first.' }),
    long: show('amp-note', { ladder: 'a', text: PROSE }),
  },
  'amp-read-all': {
    empty: show('amp-read-all', { client: lab }),
    full: show('amp-read-all', { client: lab, datasetId: 'meg', total: 48, read: 3, reading: READING }),
    'full-all': show('amp-read-all', { datasetId: 'meg', total: 48, read: 48, reading: READING }),
    loading: show(
      'amp-read-all',
      {
        client: labWith({
          scoreLadders: (_dataset, _reading, onEvent) => {
            onEvent({ kind: 'progress', done: 3120, total: 10_000, secondsLeft: 172 });
            return never();
          },
        }),
        datasetId: 'many',
        total: 10_000,
        reading: READING,
      },
      { then: (all) => press(all, 'Read all') },
    ),
    error: show(
      'amp-read-all',
      { client: labWith({ scoreLadders: refuse() }), datasetId: 'meg', total: 48, reading: READING },
      { then: (all) => press(all, 'Read all') },
    ),
    long: show(
      'amp-read-all',
      {
        client: labWith({ scoreLadders: refuse(LONG_ERROR.message, LONG_ERROR.name) }),
        datasetId: NAME,
        total: HUGE,
        read: 12,
        reading: READING,
      },
      { then: (all) => press(all, 'Read all') },
    ),
  },
  'amp-reading': {
    empty: show('amp-reading', {}, { slot: '<p class="small">No model can read: there is no GPU.</p>' }),
    full: show('amp-reading', async () => ({ readers: await readers(), reading: READING })),
    'full-model': show('amp-reading', async () => ({
      readers: await readers(),
      reading: { policy: { id: 'expert-L' } },
    })),
    loading: show('amp-reading', async () => ({ readers: await readers(), reading: READING }), {
      slot: '<span class="small" role="status">The model reads the rungs…</span>',
    }),
    long: show('amp-reading', { readers: LONG_READERS, reading: LONG_READING }, { slot: SENTENCE }),
  },
  'amp-reward-rungs': {
    empty: show('amp-reward-rungs'),
    full: show('amp-reward-rungs', { rewards: [0.31, 0.12, -0.08, -0.1, -0.42], widest: 0.5 }),
    'full-untrained': show('amp-reward-rungs', { rewards: [0, 0, 0, 0, 0] }),
    long: show('amp-reward-rungs', {
      rewards: Array.from({ length: K }, (_, k) => (k % 2 === 0 ? 1 : -1) * 123_456.789 * k),
      widest: 1e6,
    }),
  },
  'amp-rung-text': {
    empty: show('amp-rung-text'),
    full: show('amp-rung-text', () => ({
      text: LEVEL?.answers[0] ?? '',
      claims: LEVEL?.claims?.[0] ?? [],
      above: ABOVE?.answers[0],
      mode: 'words' as const,
    })),
    'full-heat': show(
      'amp-rung-text',
      async () => {
        const { rungs } = await scores();
        const [, , rung] = rungs;
        const tokens = rung === undefined ? [] : heatOf(rung).filter(({ span }) => span.round === 0);
        return {
          text: LEVEL?.answers[0] ?? '',
          claims: LEVEL?.claims?.[0] ?? [],
          tokens,
          scale: heatScale(rungs.map(heatOf)),
          mode: 'heat' as const,
        };
      },
      { then: (text) => void within(text, '.token').dispatchEvent(new PointerEvent('pointerenter')) },
    ),
    long: show('amp-rung-text', {
      text: PROSE,
      claims: [{ text: NAME, start: 9, end: 400, verdict: 'false' }],
      above: `${SENTENCE} ${RIGHT_TO_LEFT}`,
      mode: 'words',
    }),
    'long-unbroken': show('amp-rung-text', { text: `${UNBROKEN}${UNBROKEN}` }),
    'long-right-to-left': show('amp-rung-text', { text: `${RIGHT_TO_LEFT}. ${RIGHT_TO_LEFT}.` }),
    'long-signs': show('amp-rung-text', { text: SIGNS }),
  },
  'amp-rung': {
    empty: show('amp-rung'),
    full: show('amp-rung', async () => ({ ...(await read(1)), mode: 'words' as const })),
    'full-heat': show('amp-rung', async () => ({ ...(await read(2)), mode: 'heat' as const })),
    'full-open': show('amp-rung', async () => ({ ...(await read(2)), open: true })),
    'full-tied': show('amp-rung', async () => ({ ...(await read(3)), human: 1, tied: [1, 2] })),
    'full-standard': show('amp-rung', () => read(0)),
    'full-unread': show('amp-rung', { level: LEVEL, index: 2, questions: LADDER.questions }),
    loading: show('amp-rung', { level: LEVEL, index: 2, questions: LADDER.questions, waiting: true }),
    long: show('amp-rung', {
      level: LONG_LADDER.levels[8],
      index: 8,
      standard: LONG_LADDER.levels[0],
      above: LONG_LADDER.levels[7],
      questions: LONG_LADDER.questions,
      reward: -123_456_789.123,
      widest: 1e9,
      human: 8,
      tied: [1, 2, 3, 4, 5, 6, 7],
      scores: {
        tokens: [],
        policy: { sum: -HUGE, tokens: [] },
        reference: { sum: -HUGE, tokens: [] },
      },
    }),
  },
  'amp-rungs': {
    empty: show('amp-rungs'),
    full: show('amp-rungs', async () => ({
      ladder: LADDER,
      order: ORDER,
      scores: await scores(),
      mode: 'words' as const,
    })),
    'full-tied': show('amp-rungs', async () => ({
      ladder: LADDER,
      order: [[0], [2, 3], [1], [4]],
      human: [0, 2, 1, 1, 3],
      scores: await scores(),
    })),
    'full-above': show('amp-rungs', {
      ladder: LADDER,
      order: [[2], [0], [1], [3], [4]],
      human: [1, 2, 0, 3, 4],
    }),
    loading: show('amp-rungs', { ladder: LADDER, order: ORDER, waiting: true }),
    long: show('amp-rungs', {
      ladder: LONG_LADDER,
      order: [[0], [1, 2, 3, 4, 5], [6], [7], [8]],
      human: [0, 1, 1, 1, 1, 1, 2, 3, 4],
    }),
  },
  'amp-step-slider': {
    empty: show('amp-step-slider'),
    full: show('amp-step-slider', async () => ({
      checkpoints: (await readers()).find(({ id }) => id === 'a')?.checkpoints ?? [],
      step: 113,
    })),
    long: show('amp-step-slider', {
      checkpoints: LONG_READERS[0]?.checkpoints ?? [],
      step: LONG_READING.policy.step,
    }),
  },
  'amp-zoom-image': {
    empty: show('amp-zoom-image'),
    loading: show('amp-zoom-image', { image: LADDER.image, draw: never }),
    error: show('amp-zoom-image', { image: LADDER.image, draw: refuse(LOST.message, LOST.name) }),
    full: show('amp-zoom-image', async () => ({
      image: LADDER.image,
      draw: lab.drawImage,
      objects: await lab.sceneObjects(LADDER.image),
    })),
    'full-pointed': show(
      'amp-zoom-image',
      async () => ({
        image: LADDER.image,
        draw: lab.drawImage,
        objects: await lab.sceneObjects(LADDER.image),
      }),
      {
        then: (image) => {
          within(image, '.object').dispatchEvent(new PointerEvent('pointerenter'));
        },
      },
    ),
    long: show('amp-zoom-image', {
      image: LADDER.image,
      draw: refuse(PROSE, NAME),
      objects: [
        { noun: COMPOUNDS, colour: 'green', count: 1, label: SENTENCE, x: 0.1, y: 0.1, w: 0.8, h: 0.8 },
      ],
    }),
  },
};
