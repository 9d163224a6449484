// Makes ladders: every generator answers the questions (with the models of MEG, or those that IG trains itself), the
// answers are stacked below the standard answer, checked, re-ranked and stored, some at a time. What was answered or
// trained before a stop, a crash or a reload is found again under its hash, so nothing is generated twice.
import { assembleLadders, type Generation } from '../amp/ladders.ts';
import { DatasetHash } from '../data/formats/canonical.ts';
import type { Weights } from '../model/weights.ts';
import type { Dataset, ImageFile } from '../protocol/dataset.ts';
import type { Decoding } from '../protocol/decoding.ts';
import { decodingOf } from '../protocol/decoding.ts';
import type { Dialogue } from '../protocol/dialogue.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob, LadderJobEvent, LadderJobOptions } from '../protocol/ladderJob.ts';
import type { LabStore } from '../store/store.ts';
import { loadAutoCheck } from './autoCheck.ts';
import { cachedAnswers } from './cachedAnswers.ts';
import { withClaims } from './checkedLadder.ts';
import { incrementalWeights } from './incrementalTuning.ts';
import type { JobDeps } from './jobDeps.ts';
import { endedBy } from './jobEnd.ts';
import { ladderDialogues, ladderGenerators, type LadderGenerator } from './ladderSources.ts';
import { loadModel, type LoadedModel } from './models.ts';
import { SceneModel } from './sceneModel.ts';

type LadderJobDeps = JobDeps<LadderJobEvent>;

/** Ladders that are made, checked and stored together. */
const CHUNK = 16;

/** Leaves the order as generated. */
const identity = (ladders: readonly Ladder[]): Promise<readonly Ladder[]> => Promise.resolve(ladders);

/** A generator on the GPU. */
interface Answerer {
  readonly source: string;
  readonly weightsHash: string;
  readonly model: SceneModel;
}

/** A job that has not begun. */
export function newLadderJob(options: LadderJobOptions): LadderJob {
  const id = `ladders-${crypto.randomUUID()}`;
  const createdAt = new Date().toISOString();
  return { id, options, createdAt, status: 'running', done: 0, total: 0, datasetId: id };
}

/** Runs or goes on with a job. @throws ConfigError, CancelledError, DeviceLostError, StorageError; the job says so too */
export async function runLadderJob(deps: LadderJobDeps, start: LadderJob): Promise<LadderJob> {
  let job: LadderJob = { ...start, status: 'running' };
  delete (job as { error?: string }).error;
  const update = async (change: Partial<LadderJob>): Promise<void> => {
    job = { ...job, ...change };
    await deps.store.putLadderJob(job);
    deps.emit({ kind: 'job', job });
  };
  try {
    await update({});
    await makeLadders(deps, job, update);
    await update({ status: 'finished' });
    return job;
  } catch (error) {
    await update(endedBy(error));
    throw error;
  }
}

async function makeLadders(
  deps: LadderJobDeps,
  { options, datasetId, createdAt }: LadderJob,
  update: (change: Partial<LadderJob>) => Promise<void>,
): Promise<void> {
  const { store, emit } = deps;
  emit({ kind: 'stage', message: 'Loading the models and the questions.' });
  const asked = await ladderDialogues(options, store.datasets);
  const generators = await ladderGenerators(options, deps.assets, store);
  await update({ total: asked.length });

  let dataset = (await store.datasets.listDatasets()).find((d) => d.id === datasetId);
  const hash = new DatasetHash();
  const stored = dataset === undefined ? 0 : dataset.counts.ladders;
  for (let at = 0; at < stored; at += CHUNK) {
    for (const ladder of (await store.datasets.pageLadders(datasetId, at, CHUNK)).ladders) hash.add(ladder);
  }
  await update({ done: stored });

  const check = options.autoCheck ? await loadAutoCheck(deps.assets) : identity;
  const standard = await standardModel(deps, options.questions);
  const answerers: Answerer[] = [];
  const tunings = generators.filter(({ tuning }) => tuning !== undefined).length;
  const progress = jobProgress(deps, tunings * asked.length, stored, asked.length);
  try {
    for (const generator of generators) {
      const tuned = answerers.length * asked.length;
      const report = (share: number): Promise<void> => progress(tuned + share * asked.length);
      answerers.push(await answererOf(deps, options, generator, report));
    }
    for (let at = stored; at < asked.length; at += CHUNK) {
      const chunk = asked.slice(at, at + CHUNK);
      emit({ kind: 'stage', message: `Ladders ${at + 1} to ${at + chunk.length} of ${asked.length}.` });
      const dialogues = standard === undefined ? chunk : await withStandard(deps, standard, chunk);
      const generations: Generation[] = [];
      for (const [g, answerer] of answerers.entries()) {
        const before = tunings * asked.length + at - stored;
        const report = (share: number): Promise<void> =>
          progress(before + ((g + share) / answerers.length) * chunk.length);
        const answers = await answersOf(deps, answerer, dialogues, options.decoding, report);
        generations.push({ source: answerer.source, answers });
      }
      const made = assembleLadders(dialogues, generations).map((l): Ladder => ({ ...l, dataset: datasetId }));
      const ladders = await check(made.map(withClaims));
      for (const ladder of ladders) hash.add(ladder);
      dataset = extended(dataset, { id: datasetId, name: options.name, createdAt }, ladders, hash.hex());
      await storePart(deps.store, dataset, ladders);
      emit({ kind: 'ladders', ladders });
      await update({ done: at + chunk.length });
    }
  } finally {
    standard?.model.destroy();
    for (const { model } of answerers) model.destroy();
  }
}

/**
 * Reports the whole job: a fine-tuning counts as much as answering everything once. Waits while the user has paused.
 * @param tuning units of all fine-tuning; @param stored ladders that were there before; @param asked ladders wanted
 */
function jobProgress(
  { emit, control }: LadderJobDeps,
  tuning: number,
  stored: number,
  asked: number,
): (units: number) => Promise<void> {
  const started = performance.now();
  const todo = tuning + asked - stored;
  return async (units) => {
    const seconds = (performance.now() - started) / 1000;
    const secondsLeft = units > 0 ? (seconds / units) * (todo - units) : undefined;
    emit({ kind: 'progress', done: stored + units, total: tuning + asked, secondsLeft });
    await control.checkpoint();
  };
}

async function answererOf(
  deps: LadderJobDeps,
  options: LadderJobOptions,
  { source, model, tuning }: LadderGenerator,
  report: (share: number) => Promise<void>,
): Promise<Answerer> {
  const { weights, weightsHash } =
    tuning === undefined ? model : await incrementalWeights(deps, options, source, model, tuning, report);
  return { source, weightsHash, model: await onGpu(deps, model, weights) };
}

function onGpu({ gpu, images }: LadderJobDeps, model: LoadedModel, weights: Weights): Promise<SceneModel> {
  return SceneModel.create(gpu, { config: model.config, tokenizer: model.tokenizer }, weights, images);
}

/** The model that gives the standard answers which the user left open. */
async function standardModel(
  deps: LadderJobDeps,
  questions: LadderJobOptions['questions'],
): Promise<Answerer | undefined> {
  if (questions.kind === 'scenes' || questions.standard === undefined) return undefined;
  const model = await loadModel(deps.assets, questions.standard, deps.store);
  const { weightsHash } = model;
  return { source: questions.standard, weightsHash, model: await onGpu(deps, model, model.weights) };
}

async function withStandard(
  deps: LadderJobDeps,
  standard: Answerer,
  dialogues: readonly Dialogue[],
): Promise<Dialogue[]> {
  const greedy = decodingOf('greedy', { maxNew: 64 });
  const answers = await answersOf(deps, standard, dialogues, greedy, () => deps.control.checkpoint());
  return dialogues.map((dialogue, d) => ({
    ...dialogue,
    rounds: dialogue.rounds.map((r, i) => (r.answer === '' ? { ...r, answer: answers[d]?.[i] ?? '' } : r)),
  }));
}

/** Answers [dialogues][rounds], from the cache where they are there. */
async function answersOf(
  { store }: LadderJobDeps,
  { model, weightsHash }: Answerer,
  dialogues: readonly Dialogue[],
  decoding: Decoding,
  report: (share: number) => Promise<void>,
): Promise<string[][]> {
  const answers = await cachedAnswers(store, weightsHash, dialogues, decoding, async (open) =>
    model.answer(open, await model.features(open), CHUNK, decoding, {
      done: (done, total) => report(done / total),
    }),
  );
  await report(1);
  return answers;
}

/** The dataset with one more part. */
function extended(
  before: Dataset | undefined,
  { id, name, createdAt }: Pick<Dataset, 'id' | 'name' | 'createdAt'>,
  ladders: readonly Ladder[],
  hash: string,
): Dataset {
  const from = before?.counts.ladders ?? 0;
  const levels = String(ladders[0]?.levels.length ?? 0);
  const part = {
    name: `ladders ${from + 1} to ${from + ladders.length}`,
    part: `${id}/${from}`,
    format: 'ladders' as const,
    bytes: JSON.stringify(ladders).length,
    ladders: ladders.length,
    refused: 0,
  };
  return {
    id,
    name,
    format: 'ladders',
    createdAt,
    files: [...(before?.files ?? []), part],
    counts: {
      ladders: from + ladders.length,
      rounds: (before?.counts.rounds ?? 0) + ladders.reduce((n, l) => n + l.questions.length, 0),
      images: (before?.counts.images ?? 0) + ladders.length,
      levels: { ...before?.counts.levels, [levels]: (before?.counts.levels[levels] ?? 0) + ladders.length },
    },
    licence: before?.licence ?? 'MIT',
    hash,
  };
}

async function storePart(
  { datasets }: LabStore,
  dataset: Dataset,
  ladders: readonly Ladder[],
): Promise<void> {
  const { part } = dataset.files.at(-1) as Dataset['files'][number];
  const files = new Map<string, ImageFile>();
  for (const { image } of ladders) {
    if (image.kind !== 'file' || files.has(image.sha256)) continue;
    const file = await datasets.getImage(image.sha256);
    if (file !== undefined) files.set(image.sha256, file);
  }
  await datasets.beginPart(part);
  try {
    await datasets.stagePart(part, 0, ladders, [...files.values()]);
    await datasets.commitPart(part, dataset);
  } catch (error) {
    await datasets.dropPart(part);
    throw error;
  }
}
