// Whole training steps of the tiny model: forward, backward, clipping and AdamW on all of the decoder's parameters.
// MDPO is packed here, and one row an answer in jax-js, which has no packed rows, and once more here. All must compute
// the same losses.
import type { Gpu } from '../../src/gpu/device.ts';
import { defaultConfig, quickstartConfig } from '../../src/train/presets.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { jaxBatch } from './jaxModel.ts';
import { JaxTrainer, mdpoLoss, sftLoss } from './jaxStep.ts';
import { timesAsLong, type Explanation, type Subject, type TimesOf, type Unable } from './measure.ts';
import { OURS } from './ours.ts';
import { expectedRatio } from './packing.ts';
import { JAX, jaxArray, TFJS } from './peers.ts';
import {
  checkLosses,
  LEARNING_RATE,
  movedReference,
  ourStepper,
  stepContender,
  type Stepper,
} from './steppers.ts';
import { ladderBatches, loadTinyModel, sftBatch } from './tinyBatch.ts';
import { UNPACKED, UnpackedStepper } from './unpacked.ts';

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
  return stepSubject(`SFT step, ${B} rows of ${T}`, [ourStepper(trainer, batch), jaxStepper(jax)]);
}

async function mdpoSubject(gpu: Gpu): Promise<Subject> {
  const tiny = await loadTinyModel();
  const { config, weights } = tiny;
  const { packed, unpacked } = ladderBatches(tiny);
  const { B, T, K } = packed.size;
  const train = quickstartConfig;
  const trainer = await Trainer.create(gpu, config, weights, train, packed.size);
  const reference = await movedReference(trainer, packed);
  const apart = await UnpackedStepper.create(gpu, tiny, train, unpacked, K, reference);
  const onDevice = jaxBatch(unpacked, config.decoder, () => 1);
  const jax = new JaxTrainer(
    config,
    weights,
    train,
    onDevice,
    mdpoLoss(jaxArray(reference, [B, K]), train.beta),
  );
  const name = `MDPO step, ${B} ladders of ${K}: ${B} rows of ${T}, or ${B * K} of ${unpacked.size.T}`;
  const subject = await stepSubject(name, [ourStepper(trainer, packed, reference), apart, jaxStepper(jax)]);
  return { ...subject, explain: async (timesOf) => compare(timesOf, expectedRatio(packed, unpacked)) };
}

/** Ladders as they are drawn, of unlike lengths, pad packed rows more than rows of one answer. */
function compare(timesOf: TimesOf, { expected, padded }: { expected: number; padded: number }): Explanation {
  const [packed, unpacked, jax] = [timesOf(OURS), timesOf(UNPACKED), timesOf(JAX)];
  const figures = {
    unpackedOverJax: timesAsLong(jax, unpacked),
    packedOverJax: timesAsLong(jax, packed),
    packedOverUnpacked: timesAsLong(unpacked, packed),
    expectedRatio: expected,
    paddedRatio: padded,
  };
  return {
    note:
      `Both with a row an answer, this engine is ${figures.unpackedOverJax.toFixed(2)}x as fast as jax-js; packing makes ` +
      `it ${figures.packedOverUnpacked.toFixed(2)}x as fast again (${expected.toFixed(2)}x by tokens, ` +
      `${padded.toFixed(2)}x by rows padded as planned).`,
    figures,
  };
}

function jaxStepper(jax: JaxTrainer): Stepper {
  return { name: JAX, step: () => jax.step(LEARNING_RATE), dispose: () => jax.dispose() };
}

async function stepSubject(name: string, steppers: readonly Stepper[]): Promise<Subject> {
  await checkLosses(name, steppers);
  return { name, contenders: [...steppers.map(stepContender), NO_TFJS] };
}
