// Training as a job: a record of the run, events and checkpoints in the store, so that a stop, a crash, a reload or a
// lost device costs at most the steps since the last checkpoint, and a run that goes on ends where it would have ended.
import { CancelledError, ConfigError, DeviceLostError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { sizeOf } from '../base/shape.ts';
import type { LossReason } from '../gpu/device.ts';
import { parametersOf } from '../model/parameters.ts';
import { writePeft } from '../model/peft.ts';
import { hashWeights, saveWeights } from '../model/weights.ts';
import type { Run, RunCheckpoint, RunEvent } from '../protocol/run.ts';
import type { TrainEvent, TrainOptions } from '../protocol/training.ts';
import { runKey } from '../store/store.ts';
import { checkConfig } from '../train/check.ts';
import { diagnose } from '../train/diagnosis.ts';
import { START, stepsOf, type LoopState } from '../train/loop.ts';
import { readTrainState, writeTrainState } from '../train/stateFile.ts';
import { SNAPSHOTS, snapshotName, snapshotSteps, writeSnapshot } from '../train/snapshots.ts';
import { loraOf } from '../train/trained.ts';
import type { JobDeps } from './jobDeps.ts';
import { endedBy, untilLost } from './jobEnd.ts';
import { loadModel, type LoadedModel } from './models.ts';
import { trainData, type TrainData } from './trainData.ts';
import { prepareTraining, type Training } from './trainModel.ts';

type TrainDeps = JobDeps<TrainEvent>;

/** Ladders that the page sees move. */
const SHOWN = 3;
/** Steps between diagnoses and between moves of the shown ladders. */
const SHOW_EVERY = 10;

/** A run that has not begun. @throws ConfigError when the options make no sense: such a run leaves no record */
export function newRun({ name, source, config }: TrainOptions, adapter: string): Run {
  checkConfig(config);
  return {
    id: `run-${crypto.randomUUID()}`,
    name,
    createdAt: new Date().toISOString(),
    status: 'running',
    config,
    codeVersion: __VERSION__,
    weightsHash: '',
    dataHash: '',
    adapter,
    stepsDone: 0,
    source,
  };
}

/** Runs or goes on with a run. @throws ConfigError, CancelledError, DeviceLostError, StorageError; the run says so too */
export async function runTraining(deps: TrainDeps, start: Run): Promise<Run> {
  let run: Run = { ...start, status: 'running' };
  delete (run as { error?: string }).error;
  const update = async (change: Partial<Run>): Promise<Run> => {
    run = { ...run, ...change };
    await deps.store.putRun(run);
    deps.emit({ kind: 'run', run });
    return run;
  };
  try {
    await update({});
    await untilLost(deps.gpu, train(deps, run, update), lostWhileTraining);
    return run;
  } catch (error) {
    await update(endedBy(error));
    throw error;
  }
}

function lostWhileTraining({ reason, message }: LossReason): DeviceLostError {
  return new DeviceLostError(
    `The GPU was lost while training (${message || reason}).`,
    'Go on from the last checkpoint.',
  );
}

async function train(
  deps: TrainDeps,
  start: Run,
  update: (change: Partial<Run>) => Promise<Run>,
): Promise<void> {
  const { gpu, store, images, emit, control } = deps;
  const { id, config, source } = start;
  if (source === undefined) {
    throw new ConfigError(`The run ${start.name} does not say what it was trained on.`, 'Start a new one.');
  }
  emit({ kind: 'stage', message: 'Loading the model and the data.' });
  const model = await loadModel(deps.assets, source.model, store);
  const data = await trainData({ source, config }, model, store.datasets);
  checkSame(start, model, data);
  const total = stepsOf(config, data.train.length);
  let run = await update({
    weightsHash: model.weightsHash,
    dataHash: data.hash,
    stepsPlanned: total,
  });

  const stage = (message: string): void => emit({ kind: 'stage', message });
  const report = (): Promise<void> => control.checkpoint();
  const training = await prepareTraining({ gpu, images, store, stage, report }, model, data, config);
  try {
    run = await update({ memory: training.trainer.memory });
    const saved = await savedState(deps, run);
    if (saved !== undefined) training.trainer.restore(saved.state);
    const from = saved?.loop ?? START;
    const events = (await store.listEvents(id)).filter((e) => e.step < from.stepsDone);
    stage(`${config.objective}: ${total} steps on ${data.train.length} rows.`);
    await show(deps, training);

    const began = performance.now() - (events.at(-1)?.seconds ?? 0) * 1000;
    const pace = performance.now();
    const kept: RunEvent[] = [];
    const snapshots = snapshotSteps(total, config.snapshots ?? SNAPSHOTS);
    let now = from;
    const keep = async (state: LoopState, improved: boolean): Promise<void> => {
      await store.putEvents(kept.splice(0));
      run = await update({
        stepsDone: state.stepsDone,
        ...(await save(deps, run, training, state, improved)),
      });
    };
    const end = await training.run(
      {
        between: async () => {
          const done = run.stepsDone;
          const each = (performance.now() - pace) / Math.max(1, done - from.stepsDone);
          const secondsLeft = done > from.stepsDone ? (each * (total - done)) / 1000 : undefined;
          emit({ kind: 'progress', done, total, secondsLeft });
          await control.checkpoint().catch(async (error: unknown) => {
            if (error instanceof CancelledError && done > 0) await keep(now, false); // a stop loses nothing
            throw error;
          });
        },
        onStep: (step, metrics) => {
          run = { ...run, stepsDone: step + 1 };
          const event = { runId: id, step, seconds: (performance.now() - began) / 1000, metrics };
          events.push(event);
          kept.push(event);
          emit({ kind: 'step', event });
        },
        afterStep: async (state, improved) => {
          const { stepsDone } = state;
          const last = stepsDone === total;
          if (stepsDone % SHOW_EVERY === 0 || last) {
            await show(deps, training);
            emit({ kind: 'diagnosis', diagnoses: diagnose(config, events) });
          }
          now = state;
          if (snapshots.has(stepsDone)) await keepSnapshot(deps, run, training, stepsDone);
          if (improved || stepsDone % config.saveEvery === 0 || last) await keep(state, improved);
        },
      },
      from,
    );
    await store.putEvents(kept.splice(0));
    emit({ kind: 'diagnosis', diagnoses: diagnose(config, events) });
    const ending =
      end.stepsDone < total
        ? {
            ending: `Stopped early after step ${end.stepsDone}: ${end.stale} evaluations without a lower loss.`,
          }
        : {};
    await update({ ...(await finish(deps, run, training, model)), ...ending, status: 'finished' });
  } finally {
    training.destroy();
  }
}

/** A run goes on only with what it began with. */
function checkSame(run: Run, { weightsHash }: LoadedModel, { hash }: TrainData): void {
  if (run.weightsHash !== '' && run.weightsHash !== weightsHash) {
    throw new ConfigError(
      `The weights of ${run.source?.model ?? ''} have changed since the run began.`,
      'Start a new run.',
    );
  }
  if (run.dataHash !== '' && run.dataHash !== hash) {
    throw new ConfigError('The data have changed since the run began.', 'Start a new run.');
  }
}

/** What decides a run; a state of another must not be gone on from. */
function identityOf({ config, weightsHash, dataHash }: Run): Promise<string> {
  return sha256(JSON.stringify([config, weightsHash, dataHash]));
}

async function savedState(
  { store }: TrainDeps,
  run: Run,
): Promise<ReturnType<typeof readTrainState> | undefined> {
  const stored = await store.getCheckpoint(runKey(run.id, 'last'));
  if (stored === undefined) return undefined;
  const saved = readTrainState(stored.bytes, stored.name);
  return saved.identity === (await identityOf(run)) ? saved : undefined;
}

/** Saves what the run goes on from; the best so far is kept beside it. */
async function save(
  { store }: TrainDeps,
  run: Run,
  { trainer }: Training,
  loop: LoopState,
  improved: boolean,
): Promise<Partial<Run>> {
  const identity = await identityOf(run);
  const bytes = writeTrainState({ identity, loop, seconds: 0, state: await trainer.state() });
  const createdAt = new Date().toISOString();
  const name = `${run.name}, step ${loop.stepsDone}`;
  await store.putCheckpoint({ hash: runKey(run.id, 'last'), name, createdAt, bytes });
  const last: RunCheckpoint = { step: loop.stepsDone };
  if (!improved || loop.best === undefined) return { last };
  await store.putCheckpoint({ hash: runKey(run.id, 'best'), name, createdAt, bytes });
  return { last, best: { step: loop.best.step, evalLoss: loop.best.loss } };
}

/** Weights of the way, for looking back. */
async function keepSnapshot(
  { store }: TrainDeps,
  { id, name }: Run,
  { trainer }: Training,
  step: number,
): Promise<void> {
  await store.putCheckpoint({
    hash: runKey(id, snapshotName(step)),
    name: `${name}, step ${step}`,
    createdAt: new Date().toISOString(),
    bytes: writeSnapshot(await trainer.trainedWeights()),
  });
}

/** The run's weights as a model of its own: those of the best evaluation where there were some, else the last. */
async function finish(
  { store }: TrainDeps,
  run: Run,
  { trainer }: Training,
  model: LoadedModel,
): Promise<Partial<Run>> {
  const best = run.best && (await store.getCheckpoint(runKey(run.id, 'best')));
  if (best) trainer.restore(readTrainState(best.bytes, best.name).state);
  const weights = await trainer.merged();
  const createdAt = new Date().toISOString();
  const put = (name: string, bytes: ArrayBuffer): Promise<void> =>
    store.putCheckpoint({ hash: runKey(run.id, name), name: run.name, createdAt, bytes });
  await put('final', saveWeights(model.config, weights, 'F32'));
  if (run.config.adapter === 'lora') {
    const files = writePeft(model.config, loraOf(run.config), await trainer.adapter(), 'F32', model.info.id);
    for (const [name, content] of Object.entries<string | ArrayBuffer>(files)) {
      await put(name, typeof content === 'string' ? new TextEncoder().encode(content).buffer : content);
    }
  }
  const parameters = parametersOf(model.config).reduce((n, { shape }) => n + sizeOf(shape), 0);
  const configJson = JSON.stringify(model.configJson);
  return { trained: { weightsHash: await hashWeights(weights), parameters, configJson } };
}

async function show({ emit }: TrainDeps, training: Training): Promise<void> {
  for (const view of await training.views(SHOWN)) emit({ kind: 'ladder', view });
}
