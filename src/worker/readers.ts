// What can read a ladder: the models that there are, and every run at the steps whose weights it kept.
import { ConfigError } from '../base/errors.ts';
import { asStored } from '../model/storage.ts';
import { hashWeights, type Weights } from '../model/weights.ts';
import type { Reader, ReaderCheckpoint, WeightsRef } from '../protocol/inspect.ts';
import type { ModelInfo } from '../protocol/ladderJob.ts';
import type { Run, TrainConfig } from '../protocol/run.ts';
import { runKey, type LabStore } from '../store/store.ts';
import { defaultConfig } from '../train/presets.ts';
import { readSnapshot, snapshotName, snapshotStep, weightsAt } from '../train/snapshots.ts';
import { baseFormats } from '../train/trained.ts';
import { readTrainState } from '../train/stateFile.ts';
import type { Assets } from './assets.ts';
import { SFT_CHECKPOINTS } from './bundle.ts';
import { listModels, loadModel, type LoadedModel } from './models.ts';

/** Weights with what it takes to read with them. */
export type ReadWeights = Pick<
  LoadedModel,
  'info' | 'config' | 'tokenizer' | 'tokenizerHash' | 'weights' | 'weightsHash'
> & {
  /** How the run's loss sums and scales log-probabilities; the defaults for a model. */
  readonly loss: Pick<TrainConfig, 'beta' | 'roundWeight' | 'lengthNormalisation'>;
};

/** Runs, newest first, then models: the quickstart's own, then from the smallest. */
export async function listReaders(assets: Assets, store: LabStore): Promise<Reader[]> {
  const [models, runs, keys] = await Promise.all([
    listModels(assets, store),
    store.listRuns(),
    store.listCheckpointKeys(),
  ]);
  const known = new Set(models.map(({ id }) => id));
  const kept = new Set(keys);
  const bundled = models.filter(({ id }) => !runs.some((run) => run.id === id));
  const own = bundled.find(({ id }) => id === SFT_CHECKPOINTS[0])?.family;
  const rank = ({ family, parameters }: ModelInfo): number => (family === own ? 0 : parameters);
  const sorted = bundled.toSorted((a, b) => rank(a) - rank(b));
  return [
    ...runs.flatMap((run) => runReader(run, known, kept) ?? []),
    ...sorted.map((model) => modelReader(model, bundled)),
  ];
}

function modelReader({ id, name, family }: ModelInfo, models: readonly ModelInfo[]): Reader {
  const weakest = models.filter((model) => model.family === family).at(-1);
  const reference = weakest === undefined || weakest.id === id ? {} : { reference: { id: weakest.id } };
  return { id, name, kind: 'model', beta: defaultConfig.beta, checkpoints: [], ...reference };
}

/** Undefined for a run that kept no weights. */
function runReader(run: Run, models: ReadonlySet<string>, kept: ReadonlySet<string>): Reader | undefined {
  const { id, name, config, source } = run;
  const base = source !== undefined && models.has(source.model);
  const checkpoints = checkpointsOf(run, kept, base);
  if (!checkpoints.some(({ step }) => step > 0)) return undefined;
  const { data } = source ?? {};
  return {
    id,
    name,
    kind: 'run',
    beta: config.beta,
    checkpoints,
    ...(base && { reference: { id, step: 0 } }),
    ...(data?.kind === 'dataset' && { dataset: data.id }),
  };
}

/** By step. Without the model that the run began with only its finished weights can be read. */
function checkpointsOf(run: Run, kept: ReadonlySet<string>, base: boolean): ReaderCheckpoint[] {
  const found = new Map<number, ReaderCheckpoint['what'][number][]>();
  const add = (step: number | undefined, what: ReaderCheckpoint['what'][number]): void => {
    if (step !== undefined) found.set(step, [...(found.get(step) ?? []), what]);
  };
  if (base) {
    add(0, 'start');
    const prefix = runKey(run.id);
    for (const key of kept)
      if (key.startsWith(prefix)) add(snapshotStep(key.slice(prefix.length)), 'snapshot');
    if (kept.has(runKey(run.id, 'best'))) add(run.best?.step, 'best');
    if (kept.has(runKey(run.id, 'last'))) add(run.last?.step, 'last');
  }
  if (kept.has(runKey(run.id, 'final')) && !found.has(finalStep(run))) add(finalStep(run), 'last');
  return [...found].map(([step, what]) => ({ step, what })).sort((a, b) => a.step - b.step);
}

/** A finished run's weights are those of its best evaluation, where there was one. */
function finalStep({ best, stepsDone }: Run): number {
  return best?.step ?? Math.max(1, stepsDone);
}

/** Bytes of weights that are kept in memory between two readings. */
const SHELF_BYTES = 96 * 2 ** 20;

/** Loads weights, and keeps those that were used last. */
export class WeightShelf {
  private readonly shelf = new Map<string, ReadWeights>();

  constructor(private readonly assets: Assets) {}

  /** @throws ConfigError when there is no such model, run or checkpoint; FormatError when its file is broken */
  async load({ id, step: asked }: WeightsRef, store: LabStore): Promise<ReadWeights> {
    const run = (await store.listRuns()).find((one) => one.id === id);
    const step = asked ?? (run?.trained === undefined ? run?.last?.step : finalStep(run));
    const key = JSON.stringify([id, step]);
    const known = this.shelf.get(key);
    this.shelf.delete(key);
    const found = known ?? (await this.read(id, run, step, store));
    this.shelf.set(key, found); // the newest again
    let bytes = 0;
    for (const [other, { weights }] of [...this.shelf].reverse()) {
      bytes += bytesOf(weights);
      if (bytes > SHELF_BYTES && other !== key) this.shelf.delete(other);
    }
    return found;
  }

  private async read(
    id: string,
    run: Run | undefined,
    step: number | undefined,
    store: LabStore,
  ): Promise<ReadWeights> {
    if (run === undefined) return { ...(await loadModel(this.assets, id, store)), loss: defaultConfig };
    const loss = run.config;
    const finished = run.trained !== undefined && step === finalStep(run);
    if (finished) return { ...(await loadModel(this.assets, id, store)), loss };
    const base = await this.baseOf(run, store);
    const formats = baseFormats(base.config, loss);
    if (step === 0 && formats.size === 0) return { ...base, loss };
    const weights =
      step === 0
        ? asStored(base.weights, formats)
        : weightsAt(base.config, loss, base.weights, await flatWeights(run, step, store));
    return { ...base, loss, weights, weightsHash: await hashWeights(weights) };
  }

  private async baseOf(run: Run, store: LabStore): Promise<ReadWeights> {
    if (run.source === undefined)
      throw new ConfigError(`The run ${run.name} does not say what it began with.`);
    const base = await this.load({ id: run.source.model }, store);
    if (run.weightsHash === '' || run.weightsHash === base.weightsHash) return base;
    throw new ConfigError(
      `The model ${run.source.model} is not the one that the run ${run.name} began with.`,
      'Choose the run’s last weights, or another run.',
    );
  }
}

/** What the run had trained by a step, flat. @throws ConfigError when it was not kept */
async function flatWeights(run: Run, step: number | undefined, store: LabStore): Promise<Float32Array> {
  const names = [
    ...(step === undefined ? [] : [snapshotName(step)]),
    ...(step === run.best?.step ? ['best'] : []),
    ...(step === run.last?.step ? ['last'] : []),
  ];
  for (const name of names) {
    const stored = await store.getCheckpoint(runKey(run.id, name));
    if (stored === undefined) continue;
    if (snapshotStep(name) !== undefined) return readSnapshot(stored.bytes, stored.name);
    return readTrainState(stored.bytes, stored.name).state.weights;
  }
  throw new ConfigError(
    `The run ${run.name} has no weights of step ${step ?? 'any'}.`,
    'Choose one of the steps that the slider has.',
  );
}

function bytesOf(weights: Weights): number {
  return [...weights.values()].reduce((n, { byteLength }) => n + byteLength, 0);
}
