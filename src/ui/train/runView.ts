// What the page knows of a training run that it follows, as one record; a pure function adds each event.
import type { Run, RunEvent } from '../../protocol/run.ts';
import type { Diagnosis, TrainEvent } from '../../protocol/training.ts';
import { finished, STARTED, withJobEvent, type JobProgress } from '../jobProgress.ts';
import { addSnapshot, type LadderHistory } from '../quickstartView.ts';

export interface TrainView extends JobProgress {
  readonly name: string;
  /** As it is stored; undefined until the worker has told. */
  readonly run?: Run;
  readonly events: readonly RunEvent[];
  readonly ladders: readonly LadderHistory[];
  readonly diagnoses: readonly Diagnosis[];
}

/** @param events steps of earlier, when a run is gone on with */
export function startTraining(name: string, events: readonly RunEvent[] = []): TrainView {
  return {
    name,
    ...STARTED,
    events,
    ladders: [],
    diagnoses: [],
  };
}

export function addTrainEvent(view: TrainView, event: TrainEvent): TrainView {
  switch (event.kind) {
    case 'run':
      return { ...view, run: event.run };
    case 'step':
      return { ...view, events: addStep(view.events, event.event) };
    case 'ladder': {
      const step = (view.events.at(-1)?.step ?? -1) + 1;
      return { ...view, ladders: addSnapshot(view.ladders, step, event.view) };
    }
    case 'diagnosis':
      return { ...view, diagnoses: event.diagnoses };
    default:
      return withJobEvent(view, event);
  }
}

/** A step that is done again, after going on from a checkpoint, takes the place of the steps that were lost. */
function addStep(events: readonly RunEvent[], event: RunEvent): RunEvent[] {
  const again = (events.at(-1)?.step ?? -1) >= event.step;
  return [...(again ? events.filter(({ step }) => step < event.step) : events), event];
}

export function finishTraining(view: TrainView, run: Run): TrainView {
  return finished({ ...view, run });
}

export function trainHeadline({ state, message, run, events }: TrainView): string {
  const steps = run?.stepsDone ?? events.length;
  switch (state) {
    case 'running':
      return message;
    case 'paused':
      return 'Paused. The work waits after the current step.';
    case 'stopping':
      return 'Stopping after the current step…';
    case 'finished':
      return `Finished after ${steps} steps.${run?.ending === undefined ? '' : ` ${run.ending}`}`;
    case 'stopped':
      return `Stopped after ${steps} steps.`;
    case 'failed':
      return 'It did not finish; the reason stands below.';
  }
}

/** Runs that can be gone on with: stopped, failed, or cut off. @param current id of the one that is under way */
export function unfinishedRuns(runs: readonly Run[], current: string | undefined): Run[] {
  return runs.filter(
    ({ id, status, source }) => id !== current && status !== 'finished' && source !== undefined,
  );
}

/** A run that nobody stopped: its page was closed, its worker crashed, or its GPU was lost. */
export function wasCutOff({ status }: Pick<Run, 'status'>): boolean {
  return status === 'running' || status === 'paused' || status === 'failed';
}

/** ` of 300`, where the number of steps is known. */
export function ofSteps({ config, stepsPlanned }: Pick<Run, 'config' | 'stepsPlanned'>): string {
  if (stepsPlanned !== undefined) return ` of ${stepsPlanned}`;
  return config.epochs > 0 ? '' : ` of ${config.steps}`;
}

/**
 * `Go on from step 120 of 300; up to 19 steps since then are lost.` A run that was cut off could not say how far it was;
 * one that was stopped kept the step at which that was.
 */
export function offerInWords(run: Run): string {
  const { config, last } = run;
  if (last === undefined) return `It has no checkpoint yet: begin again at step 0${ofSteps(run)}.`;
  const lost = wasCutOff(run) ? config.saveEvery - 1 : 0;
  const since = lost === 1 ? 'at most 1 step since then is lost' : `up to ${lost} steps since then are lost`;
  return `Go on from step ${last.step}${ofSteps(run)}; ${lost === 0 ? 'nothing is lost' : since}.`;
}
