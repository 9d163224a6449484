// Records that several states share: made once, from the made-up labs, and as long as records can be.
import { fakeLadder } from '../fixtures/fakeLadders.ts';
import { fakeResult } from '../fixtures/fakeLab.ts';
import { FAKE_MODELS } from '../fixtures/fakeData.ts';
import type { BenchEvent } from '../../src/protocol/benchmark.ts';
import type { LadderScores, Reader, Reading } from '../../src/protocol/inspect.ts';
import type { Ladder } from '../../src/protocol/ladder.ts';
import type { LadderJobEvent, ModelInfo } from '../../src/protocol/ladderJob.ts';
import type { QuickstartEvent } from '../../src/protocol/lab.ts';
import type { TrainEvent, TrainOptions } from '../../src/protocol/training.ts';
import { addBenchEvent, startBench, type BenchView } from '../../src/ui/bench/benchView.ts';
import { addJobEvent, startJob, type JobView } from '../../src/ui/ladders/jobView.ts';
import { defaultOptions } from '../../src/ui/ladders/makerOptions.ts';
import { addEvent, finishView, startView, type QuickstartView } from '../../src/ui/quickstartView.ts';
import { addTrainEvent, startTraining, type TrainView } from '../../src/ui/train/runView.ts';
import { quickstartConfig } from '../../src/train/presets.ts';
import { lab, newLab, once, told, makeLab } from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch } from './texts.ts';

export const MODELS = FAKE_MODELS;
export const LONG_MODELS: readonly ModelInfo[] = MODELS.map((model) => ({
  ...model,
  name: `${model.name} ${NAME}`,
  about: SENTENCE,
  parameters: HUGE,
}));

const SOURCES = ['expert-L', 'expert-M', 'expert-S', 'expert-XS'];

/** Two rounds, five rungs, with false claims and auto-check's reasons. */
export const LADDER: Ladder = fakeLadder(3, SOURCES);

/** Nine rungs, two of thousands of characters, of which nothing is known but who wrote them. */
export const LONG_LADDER: Ladder = {
  ...LADDER,
  questions: LADDER.questions.map(() => SENTENCE),
  levels: Array.from({ length: 9 }, (_, k) => ({
    source: `${k} ${NAME}`,
    answers: LADDER.questions.map((_, round) => (k % 8 === 0 && round === 0 ? PROSE : `${k} ${SENTENCE}`)),
    claims: LADDER.questions.map(() =>
      k === 0 ? [] : [{ text: NAME, start: 9, end: 400, verdict: 'false' as const }],
    ),
    ranks: { generated: k, human: k },
  })),
  note: PROSE,
};

export const readers = once((): Promise<Reader[]> => lab.listReaders());

/** A run in the middle, against its start. */
export const READING: Reading = { policy: { id: 'a', step: 113 }, reference: { id: 'a', step: 0 } };

/** What that reading makes of the fourth ladder of the datasets, which is LADDER. */
export const scores = once(async (): Promise<LadderScores> => {
  const answer = await lab.inspectLadder({ dataset: 'meg', index: 3, ...READING });
  if (answer.kind === 'busy') throw new Error('The made-up lab is never busy.');
  return answer;
});

export const OPTIONS: TrainOptions = {
  name: 'MDPO, beta 0.1',
  source: { model: 'expert-M', data: { kind: 'dataset', id: 'meg' } },
  config: { ...quickstartConfig, steps: 48, evalShare: 0.2 },
};

/** Labs of their own for what is run in them. */
const own = once(() => makeLab());

const trainEvents = once(() => told<TrainEvent>((onEvent) => own().train(OPTIONS, onEvent)));
const ladderEvents = once(() =>
  told<LadderJobEvent>((onEvent) =>
    own().makeLadders({ ...defaultOptions(MODELS), name: 'MEG, scenes' }, onEvent),
  ),
);
const benchEvents = once(() => told<BenchEvent>((onEvent) => own().runBenchmark(BENCH, undefined, onEvent)));
const quickstartEvents = once(() =>
  told<QuickstartEvent>((onEvent) => newLab.runQuickstart({ seed: 1, size: 'full' }, onEvent)),
);

const BENCH = {
  benchmark: 'mrhal-scenes',
  model: 'expert-S',
  judge: { kind: 'rule', rule: 'exact' },
} as const;

/** Jobs after a share of what they tell. */
export async function training(share: number): Promise<TrainView> {
  return part(await trainEvents(), share).reduce(addTrainEvent, startTraining(OPTIONS.name));
}

export async function making(share: number): Promise<JobView> {
  return part(await ladderEvents(), share).reduce(addJobEvent, startJob({ name: 'MEG, scenes' }));
}

export async function benching(share: number): Promise<BenchView> {
  const start = startBench(BENCH, 'MRHal-Bench on scenes, Expert S');
  return part(await benchEvents(), share).reduce(addBenchEvent, start);
}

export async function quickstart(share: number): Promise<QuickstartView> {
  const view = part(await quickstartEvents(), share).reduce(addEvent, startView({ seed: 1, size: 'full' }));
  return share < 1 ? view : finishView(view, fakeResult({ seed: 1, size: 'full' }));
}

function part<T>(events: readonly T[], share: number): readonly T[] {
  return events.slice(0, Math.round(share * events.length));
}

/** How a job of long words goes on. */
export const LONG_JOB = {
  message: SENTENCE,
  done: HUGE / 3,
  total: HUGE,
  secondsLeft: 86_400 * 400,
  warnings: [SENTENCE, PROSE],
} as const;

/** A lost GPU, which every job may end with. */
export const LOST = {
  name: 'DeviceLostError',
  message: 'The GPU was lost while working. Open it again and start again.',
} as const;

export const LONG_ERROR = { name: `FormatError${NAME}`, message: PROSE } as const;

/** Runs, datasets, experiments and results under long names. */
export const long = <T>(record: T): T =>
  stretch(record, { name: NAME, modelName: NAME, about: SENTENCE, error: PROSE, licence: NAME });
