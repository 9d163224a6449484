// The fine-tuned models of incremental generation (src/amp/ig.ts): SFT of the base on one union of the fine-tuning set,
// by the lab's training loop. Finished weights are kept under the hash of all that decides them; a training that was
// cut off goes on from its last saved state.
import { sha256 } from '../base/hash.ts';
import { batchSize } from '../data/batch.ts';
import { dialogueRow } from '../data/rows.ts';
import { imageTokens } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { hashWeights, loadWeights, saveWeights, type Weights } from '../model/weights.ts';
import type { LadderJobEvent, LadderJobOptions } from '../protocol/ladderJob.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { START, trainLoop, type Example } from '../train/loop.ts';
import { defaultConfig } from '../train/presets.ts';
import { readTrainState, writeTrainState } from '../train/stateFile.ts';
import { Trainer } from '../train/trainer.ts';
import type { JobDeps } from './jobDeps.ts';
import type { TuningExample } from './ladderSources.ts';
import type { LoadedModel } from './models.ts';
import { SceneModel } from './sceneModel.ts';

const SAVE_EVERY = 20;

/**
 * Weights of `base` fine-tuned on a union of the set, trained now or found in the store.
 * @param report share of the steps that is done; awaited between steps, so it may pause or cancel
 */
export async function incrementalWeights(
  deps: JobDeps<LadderJobEvent>,
  options: LadderJobOptions,
  source: string,
  base: LoadedModel,
  union: readonly TuningExample[],
  report: (share: number) => Promise<void>,
): Promise<{ weights: Weights; weightsHash: string }> {
  const { store, emit } = deps;
  const { epochs, batch, learningRate, seed } = options;
  const steps = Math.max(1, Math.ceil((epochs * union.length) / batch));
  const train: TrainConfig = { ...defaultConfig, steps, batch, learningRate, seed };
  const data = await sha256(JSON.stringify(union));
  const identity = await sha256(JSON.stringify([base.weightsHash, train, data]));
  const done = await store.getCheckpoint(`tuned/${identity}`);
  if (done !== undefined) {
    const weights = loadWeights(base.config, readSafetensors(done.bytes, done.name));
    return { weights, weightsHash: await hashWeights(weights) };
  }

  emit({ kind: 'stage', message: `Fine-tuning ${source} on ${union.length} examples, ${steps} steps.` });
  const samples = await tuningSamples(deps, base, union);
  const trainer = await Trainer.create(
    deps.gpu,
    base.config,
    base.weights,
    train,
    batchSize(
      samples.map((s) => s.row),
      batch,
      1,
    ),
  );
  try {
    const key = `tuning/${identity}`;
    const saved = await store.getCheckpoint(key);
    const state = saved === undefined ? undefined : readTrainState(saved.bytes, saved.name);
    if (state !== undefined) trainer.restore(state.state);
    const from = state?.loop ?? START;
    let { stepsDone } = from;
    await trainLoop(
      trainer,
      train,
      { K: 1, examples: samples },
      {
        between: () => report(stepsDone / steps),
        onStep: (step) => (stepsDone = step + 1),
        afterStep: async (loop) => {
          if (loop.stepsDone % SAVE_EVERY !== 0) return;
          const bytes = writeTrainState({ identity, loop, seconds: 0, state: await trainer.state() });
          await store.putCheckpoint({ hash: key, name: source, createdAt: new Date().toISOString(), bytes });
        },
      },
      from,
    );
    const weights = await trainer.weights();
    const bytes = saveWeights(base.config, weights, 'F32');
    await store.putCheckpoint({
      hash: `tuned/${identity}`,
      name: source,
      createdAt: new Date().toISOString(),
      bytes,
    });
    await store.deleteCheckpoint(key);
    return { weights, weightsHash: await hashWeights(weights) };
  } finally {
    trainer.destroy();
  }
}

async function tuningSamples(
  { gpu, images }: JobDeps<LadderJobEvent>,
  { config, tokenizer, weights }: LoadedModel,
  union: readonly TuningExample[],
): Promise<Example[]> {
  const context = { special: tokenizer.special, encode: tokenizer.encode, imageTokens: imageTokens(config) };
  const model = await SceneModel.create(gpu, { config, tokenizer }, weights, images);
  try {
    const planes = await Promise.all(union.map(({ image }) => images.planes(image)));
    const features = await model.imageFeatures(planes);
    return union.map(({ rounds }, i) => ({
      row: dialogueRow(context, rounds),
      features: features[i] as Float32Array,
    }));
  } finally {
    model.destroy();
  }
}
