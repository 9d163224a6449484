// States of the elements that stand in src/ui itself.
import '../../src/ui/amp-checkpoint.ts';
import '../../src/ui/amp-curves.ts';
import '../../src/ui/amp-lab.ts';
import '../../src/ui/amp-live-ladder.ts';
import type { BenchResult } from '../../src/protocol/bench.ts';
import type { GpuReport } from '../../src/protocol/lab.ts';
import type { Updates } from '../../src/ui/updates.ts';
import { fakeResult } from '../fixtures/fakeLab.ts';
import { LADDER, long, LONG_ERROR, LONG_LADDER, LOST, quickstart } from './records.ts';
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
  type Entries,
  makeLab,
} from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, SIGNS, stretch, UNBROKEN } from './texts.ts';

const gpu = once((): Promise<GpuReport> => lab.openGpu());
const stored = makeLab({ stored: [fakeResult({ seed: 1, size: 'full' })] });
const benches = once(async (): Promise<{ earlier: BenchResult; later: BenchResult }> => {
  const { before, after } = await quickstart(1);
  if (before === undefined || after === undefined) throw new Error('A finished quickstart has both results.');
  return { earlier: before, later: after };
});
const lengthen = <T>(record: T): T =>
  stretch(long(record), {
    question: SENTENCE,
    answer: SENTENCE,
    truth: SENTENCE,
    title: SENTENCE,
    explanation: SENTENCE,
  });

const NONE: GpuReport = { kind: 'unavailable', message: 'WebGPU is there, but it offers no adapter.' };
const LOGPS = LADDER.levels.map((_, k) => ({ reference: -6 - 2 * k, policy: -5 - 3.2 * k }));

/** A newer version is there at once, and another window of the lab is open. */
const NEWER: Updates = { onReady: (listener) => listener(), load: async () => 1 };

export const ui: Entries = {
  'amp-answer': {
    empty: show('amp-answer'),
    full: show('amp-answer', {
      text: LADDER.levels[2]?.answers[0] ?? '',
      claims: LADDER.levels[2]?.claims?.[0] ?? [],
    }),
    long: show('amp-answer', {
      text: PROSE,
      claims: [{ text: NAME, start: 9, end: 400, verdict: 'false' }],
    }),
  },
  'amp-checkpoint': {
    empty: show('amp-checkpoint', { client: lab }),
    loading: show(
      'amp-checkpoint',
      { client: labWith({ importCheckpoint: never }) },
      { then: (element) => give(element, 'model.safetensors') },
    ),
    error: show('amp-checkpoint', { client: lab }, { then: (element) => give(element, 'model.safetensors') }),
    full: show(
      'amp-checkpoint',
      {
        client: labWith({ importCheckpoint: async () => ({ parameters: 1_900_000, hash: '0f'.repeat(32) }) }),
      },
      { then: (element) => give(element, 'model.safetensors') },
    ),
    long: show(
      'amp-checkpoint',
      { client: labWith({ importCheckpoint: async () => ({ parameters: HUGE, hash: UNBROKEN }) }) },
      { then: (element) => give(element, `${NAME}.safetensors`) },
    ),
  },
  'amp-curves': {
    empty: show('amp-curves'),
    loading: show('amp-curves', async () => ({ events: (await quickstart(1)).events.slice(0, 1) })),
    full: show('amp-curves', async () => ({ events: (await quickstart(1)).events })),
  },
  'amp-dialogues': {
    empty: show('amp-dialogues'),
    loading: show('amp-dialogues', async () => ({ ...(await benches()), draw: never })),
    error: show('amp-dialogues', async () => ({ ...(await benches()), draw: refuse() })),
    full: show('amp-dialogues', async () => ({ ...(await benches()), draw: lab.drawImage })),
    long: show('amp-dialogues', async () => ({ ...lengthen(await benches()), draw: lab.drawImage })),
  },
  'amp-error': {
    empty: show('amp-error'),
    full: show('amp-error', { error: LOST }, { slot: '<button>Open the GPU again</button>' }),
    long: show('amp-error', { error: LONG_ERROR }, { slot: `<button>${SENTENCE}</button>` }),
  },
  'amp-gpu': {
    loading: show('amp-gpu'),
    error: show('amp-gpu', { report: NONE }),
    full: show('amp-gpu', async () => ({ report: await gpu() })),
    'full-hardware': show('amp-gpu', async () => {
      const report = await gpu();
      if (report.kind !== 'ready') return { report };
      const adapter = { ...report.adapter, software: false, name: 'Apple M3 Pro', vendor: 'apple' };
      return { report: { ...report, adapter } };
    }),
    long: show('amp-gpu', async () => {
      const report = stretch(await gpu(), {
        name: NAME,
        description: PROSE,
        vendor: UNBROKEN,
        maxBufferSize: HUGE,
      });
      return { report };
    }),
  },
  'amp-history': {
    empty: show('amp-history'),
    full: show('amp-history', async () => ({
      quickstarts: await stored.listQuickstarts(),
      runs: await stored.listRuns(),
      shown: 'fake-1',
    })),
    long: show('amp-history', async () => ({
      quickstarts: stretch(await stored.listQuickstarts(), { seed: HUGE, name: NAME }),
      runs: long(await stored.listRuns()),
    })),
  },
  'amp-lab': {
    empty: show('amp-lab', { client: newLab }, { then: () => moment() }),
    loading: show('amp-lab', { client: labWith({ openGpu: never }, newLab) }),
    error: show('amp-lab', { client: makeLab({ gpu: NONE }) }, { then: () => moment() }),
    full: show('amp-lab', { client: stored }, { then: () => moment() }),
    long: show(
      'amp-lab',
      {
        client: labWith({
          openGpu: async () => ({ kind: 'unavailable', message: PROSE }),
          listRuns: refuse(LONG_ERROR.message, LONG_ERROR.name),
        }),
      },
      { then: () => moment() },
    ),
  },
  'amp-ladder': {
    empty: show('amp-ladder'),
    loading: show('amp-ladder', { ladder: LADDER, draw: never }),
    error: show('amp-ladder', { ladder: LADDER, draw: refuse() }),
    full: show('amp-ladder', { ladder: LADDER, logps: LOGPS, draw: lab.drawImage }),
    'full-unread': show('amp-ladder', { ladder: LADDER, draw: lab.drawImage }),
    long: show('amp-ladder', {
      ladder: LONG_LADDER,
      logps: LONG_LADDER.levels.map(() => ({ reference: -HUGE, policy: -HUGE / 3 })),
      draw: lab.drawImage,
    }),
  },
  'amp-live-ladder': {
    empty: show('amp-live-ladder'),
    loading: show('amp-live-ladder', async () => ({ ladders: (await quickstart(0.5)).ladders, draw: never })),
    full: show('amp-live-ladder', async () => ({
      ladders: (await quickstart(1)).ladders,
      draw: lab.drawImage,
    })),
    long: show('amp-live-ladder', {
      ladders: Array.from({ length: 30 }, (_, i) => ({
        id: `${i} ${NAME}`,
        snapshots: Array.from({ length: 9 }, (_, s) => ({
          step: s * 123_456_789,
          view: {
            ladder: { ...LONG_LADDER, id: `${i} ${NAME}` },
            logps: LONG_LADDER.levels.map(() => ({ reference: -HUGE, policy: -s })),
          },
        })),
      })),
      draw: lab.drawImage,
    }),
  },
  'amp-margins': {
    empty: show('amp-margins'),
    full: show('amp-margins', { rewards: [0.31, 0.12, -0.08, -0.1, -0.42] }),
    'full-violated': show('amp-margins', { rewards: [0.1, 0.32, -0.08, -0.1], levels: [0, 2, 1, 3] }),
    'full-tied': show('amp-margins', { rewards: [0.3, 0.1, 0.1, -0.2], ranks: [0, 1, 1, 2] }),
    long: show(
      'amp-margins',
      { rewards: Array.from({ length: 9 }, (_, k) => -123_456.789 * k), heading: SENTENCE, tabIndex: 0 },
      { then: (margins) => void (margins.style.overflow = 'auto') }, // as amp-ladder has it
    ),
  },
  'amp-no-gpu': {
    error: show('amp-no-gpu', { message: 'WebGPU is there, but it offers no adapter.' }),
    full: show('amp-no-gpu', { message: 'This browser has no WebGPU.' }),
    long: show('amp-no-gpu', { message: PROSE }),
  },
  'amp-quickstart': {
    empty: show('amp-quickstart'),
    'empty-blocked': show('amp-quickstart', { disabled: true, software: true }),
    loading: show('amp-quickstart', async () => ({ view: await quickstart(0.5), software: true })),
    'loading-paused': show('amp-quickstart', async () => ({
      view: { ...(await quickstart(0.5)), state: 'paused' as const },
    })),
    error: show('amp-quickstart', async () => ({
      view: { ...(await quickstart(0.5)), state: 'failed' as const, error: LOST },
    })),
    full: show('amp-quickstart', async () => ({ view: await quickstart(1) })),
    long: show('amp-quickstart', async () => ({
      view: {
        ...stretch(await quickstart(0.5), { message: SENTENCE, total: HUGE, done: 12 }),
        secondsLeft: 86_400 * 400,
        warnings: [SENTENCE, PROSE],
      },
    })),
  },
  'amp-scene': {
    empty: show('amp-scene'),
    loading: show('amp-scene', { image: LADDER.image, draw: never }),
    error: show('amp-scene', { image: LADDER.image, draw: refuse('The image is gone.', 'StoreError') }),
    full: show('amp-scene', { image: LADDER.image, draw: lab.drawImage }),
    long: show('amp-scene', { image: LADDER.image, draw: refuse(PROSE, NAME), alt: SIGNS }),
  },
  'amp-scoreboard': {
    empty: show('amp-scoreboard'),
    loading: show('amp-scoreboard', async () => ({ earlier: (await benches()).earlier })),
    full: show('amp-scoreboard', async () => ({
      ...(await benches()),
      change: fakeResult({ seed: 1, size: 'full' }).change,
    })),
    long: show('amp-scoreboard', async () => ({
      ...lengthen(await benches()),
      change: lengthen(fakeResult({ seed: 1, size: 'full' }).change),
    })),
  },
  'amp-update': {
    empty: show('amp-update'),
    full: show('amp-update', { updates: NEWER }),
    'full-others': show('amp-update', { updates: NEWER }, { then: (update) => press(update, 'Load it') }),
    'full-blocked': show('amp-update', { updates: NEWER, blocked: 'A run is under way.' }),
    long: show('amp-update', { updates: NEWER, blocked: SENTENCE }),
  },
};
