// What the page knows of a quickstart, as one record; a pure function adds each event. A stored quickstart is brought
// into the same form, so that it looks the same after a reload.
import type { BenchResult } from '../protocol/bench.ts';
import {
  QUICKSTART_STAGES,
  type QuickstartEvent,
  type QuickstartOptions,
  type QuickstartResult,
  type QuickstartStage,
} from '../protocol/lab.ts';
import type { LadderView } from '../protocol/ladder.ts';
import type { Run, RunEvent } from '../protocol/run.ts';

/** An error as the page shows it: the class's name and what it says. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
}

export interface StageView {
  readonly stage: QuickstartStage;
  readonly state: 'waiting' | 'active' | 'done';
  /** What the lab says it is doing. */
  readonly message: string;
  readonly done: number;
  readonly total: number;
}

/** One ladder, seen again and again while the model learns. */
export interface LadderHistory {
  readonly id: string;
  /** In the order of the steps after which they were taken. */
  readonly snapshots: readonly { readonly step: number; readonly view: LadderView }[];
}

export interface QuickstartView {
  readonly options: QuickstartOptions;
  readonly state: 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed';
  readonly stages: readonly StageView[];
  /** Of the whole quickstart; undefined while it cannot be told. */
  readonly secondsLeft: number | undefined;
  readonly ladders: readonly LadderHistory[];
  readonly run?: Run;
  readonly events: readonly RunEvent[];
  readonly before?: BenchResult;
  readonly after?: BenchResult;
  readonly result?: QuickstartResult;
  readonly warnings: readonly string[];
  readonly error?: ErrorRecord;
}

export function startView(options: QuickstartOptions): QuickstartView {
  return {
    options,
    state: 'running',
    stages: QUICKSTART_STAGES.map((stage) => ({ stage, state: 'waiting', message: '', done: 0, total: 0 })),
    secondsLeft: undefined,
    ladders: [],
    events: [],
    warnings: [],
  };
}

export function addEvent(view: QuickstartView, event: QuickstartEvent): QuickstartView {
  switch (event.kind) {
    case 'stage': {
      const now = QUICKSTART_STAGES.indexOf(event.stage);
      const stages = view.stages.map((s, i): StageView => {
        if (i < now) return { ...s, state: 'done' };
        return i === now ? { ...s, state: 'active', message: event.message } : s;
      });
      return { ...view, stages };
    }
    case 'progress': {
      const { done, total } = event;
      const stages = view.stages.map((s) => (s.stage === event.stage ? { ...s, done, total } : s));
      return { ...view, stages, secondsLeft: event.secondsLeft };
    }
    case 'ladder':
      return { ...view, ladders: addSnapshot(view.ladders, view.events.length, event.view) };
    case 'run':
      return { ...view, run: event.run };
    case 'step':
      return { ...view, events: [...view.events, event.event] };
    case 'bench':
      return { ...view, [event.when]: event.result };
    case 'warning':
      return { ...view, warnings: [...view.warnings, event.message] };
  }
}

/** A later look after the same step replaces the earlier. */
export function addSnapshot(
  ladders: readonly LadderHistory[],
  step: number,
  view: LadderView,
): LadderHistory[] {
  const { id } = view.ladder;
  const known = ladders.find((history) => history.id === id);
  const earlier = known?.snapshots.filter((snapshot) => snapshot.step !== step) ?? [];
  const updated = { id, snapshots: [...earlier, { step, view }] };
  return known ? ladders.map((history) => (history === known ? updated : history)) : [...ladders, updated];
}

export function finishView(view: QuickstartView, result: QuickstartResult): QuickstartView {
  const stages = view.stages.map((s): StageView => ({ ...s, state: 'done' }));
  return { ...view, state: 'finished', stages, secondsLeft: 0, result };
}

export function failView(view: QuickstartView, error: ErrorRecord): QuickstartView {
  return {
    ...view,
    state: error.name === 'CancelledError' ? 'stopped' : 'failed',
    secondsLeft: undefined,
    error,
  };
}

/** A quickstart of an earlier visit. Benchmarks that are no longer stored stay undefined. */
export function restoreView(
  result: QuickstartResult,
  run: Run | undefined,
  events: readonly RunEvent[],
  benches: readonly BenchResult[],
): QuickstartView {
  const before = benches.find(({ id }) => id === result.before);
  const after = benches.find(({ id }) => id === result.after);
  return finishView(
    {
      ...startView({ seed: result.seed, size: result.size }),
      events,
      ...(run && { run }),
      ...(before && { before }),
      ...(after && { after }),
    },
    result,
  );
}
