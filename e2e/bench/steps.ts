// Whole training steps of the tiny model: forward, backward, clipping and AdamW on all of the decoder's parameters.
// MDPO is packed here and one row an answer in jax-js, which has no packed rows. Both must compute the same losses.
import { deriveSeed } from '../../src/base/random.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { TrainConfig } from '../../src/protocol/run.ts';
import { defaultConfig, quickstartConfig } from '../../src/train/presets.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { jaxBatch } from './jaxModel.ts';
import { JaxTrainer, mdpoLoss, sftLoss } from './jaxStep.ts';
import type { Subject, Unable } from './measure.ts';
import { normals, OURS } from './ours.ts';
import { JAX, jaxArray, TFJS } from './peers.ts';
import { ladderBatches, loadTinyModel, sftBatch, type Batch } from './tinyBatch.ts';

const LEARNING_RATE = 1e-4;
/** The first loss checks the model, the second the gradients and the update. */
const CHECKED_STEPS = 2;
const TOLERANCE = 1e-4;
/** How far the reference's log-probabilities are from the policy's, so that the loss depends on every answer. */
const REFERENCE_DISTANCE = 2;

const NO_TFJS: Unable = {
  name: TFJS,
  note: 'not written for it; see linear, attention and adamw, the parts of a step',
};

export function sftSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return [() => sftSubject(gpu)];
}

export function mdpoSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return [() => mdpoSubject(gpu)];
}

async function sftSubject(gpu: Gpu): Promise<Subject> {
  const tiny = await loadTinyModel();
  const { config, weights } = tiny;
  const batch = sftBatch(tiny);
  const { B, T } = batch.size;
  const trainer = await Trainer.create(gpu, config, weights, defaultConfig, batch.size);
  const onDevice = jaxBatch(batch, config.decoder, (tokens) => 1 / (B * tokens));
  const jax = new JaxTrainer(config, weights, defaultConfig, onDevice, sftLoss);
  return stepSubject(`SFT step, ${B} rows of ${T}`, trainer, batch, undefined, jax);
}

async function mdpoSubject(gpu: Gpu): Promise<Subject> {
  const tiny = await loadTinyModel();
  const { config, weights } = tiny;
  const { packed, unpacked } = ladderBatches(tiny);
  const { B, T, K } = packed.size;
  const train: TrainConfig = quickstartConfig;
  const trainer = await Trainer.create(gpu, config, weights, train, packed.size);
  const policy = await trainer.logps(samplesOf(packed));
  const distance = normals(B * K, deriveSeed(1, 'reference'));
  const reference = policy.map((logp, i) => logp + REFERENCE_DISTANCE * (distance[i] as number));
  const onDevice = jaxBatch(unpacked, config.decoder, () => 1);
  const loss = mdpoLoss(jaxArray(new Float32Array(reference), [B, K]), train.beta);
  const jax = new JaxTrainer(config, weights, train, onDevice, loss);
  const name = `MDPO step, ${B} ladders of ${K}: ${B} rows of ${T}, or ${B * K} of ${unpacked.size.T}`;
  return stepSubject(name, trainer, packed, reference, jax);
}

const samplesOf = ({ rows, features }: Batch) =>
  rows.map((row, i) => ({ row, features: features[i] as Float32Array }));

/** @throws Error when the two do not compute the same losses */
async function stepSubject(
  name: string,
  trainer: Trainer,
  batch: Batch,
  reference: Float32Array | undefined,
  jax: JaxTrainer,
): Promise<Subject> {
  const samples = samplesOf(batch);
  let t = 0;
  const ourStep = async (): Promise<number> =>
    (await trainer.step(samples, LEARNING_RATE, ++t, reference)).loss;
  for (let step = 0; step < CHECKED_STEPS; step++) {
    const [ours, theirs] = [await ourStep(), await jax.step(LEARNING_RATE)];
    if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs)))) {
      throw new Error(
        `${name}: step ${step}: our loss is ${ours}, jax-js's is ${theirs}: not the same work.`,
      );
    }
  }
  return {
    name,
    contenders: [
      {
        name: OURS,
        run: async (n) => {
          for (let i = 0; i < n; i++) await ourStep();
        },
        dispose: () => trainer.destroy(),
      },
      {
        name: JAX,
        run: async (n) => {
          for (let i = 0; i < n; i++) await jax.step(LEARNING_RATE);
        },
        dispose: () => jax.dispose(),
      },
      NO_TFJS,
    ],
  };
}
