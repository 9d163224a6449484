// Those who train, a step at a time, as contenders; and the check that they do the same work.
import { deriveSeed } from '../../src/base/random.ts';
import type { Trainer } from '../../src/train/trainer.ts';
import type { Contender } from './measure.ts';
import { normals, OURS } from './ours.ts';
import { samplesOf, type Batch } from './tinyBatch.ts';

export const LEARNING_RATE = 1e-4;
/** The first loss checks the model, the second the gradients and the update. */
const CHECKED_STEPS = 2;
const TOLERANCE = 1e-4;
/** How far the reference's log-probabilities are from the policy's, so that the loss depends on every answer. */
const REFERENCE_DISTANCE = 2;

export interface Stepper {
  readonly name: string;
  /** One optimiser step; resolves to the loss before it, so the GPU is done. */
  step(): Promise<number>;
  dispose(): void;
}

/** This engine's trainer on one batch. @param reference [B, K], preference losses only */
export function ourStepper(trainer: Trainer, batch: Batch, reference?: Float32Array): Stepper {
  const samples = samplesOf(batch);
  let t = 0;
  return {
    name: OURS,
    step: async () => (await trainer.step(samples, LEARNING_RATE, ++t, reference)).loss,
    dispose: () => trainer.destroy(),
  };
}

/** Log-probabilities [B, K] for a reference: the policy's own, moved. */
export async function movedReference(trainer: Trainer, packed: Batch): Promise<Float32Array<ArrayBuffer>> {
  const policy = await trainer.logps(samplesOf(packed));
  const distance = normals(policy.length, deriveSeed(1, 'reference'));
  return Float32Array.from(policy, (logp, i) => logp + REFERENCE_DISTANCE * (distance[i] as number));
}

/** @throws Error when the others do not compute the losses of the first */
export async function checkLosses(subject: string, [first, ...others]: readonly Stepper[]): Promise<void> {
  for (let step = 0; step < CHECKED_STEPS; step++) {
    const ours = (await first?.step()) ?? NaN;
    for (const other of others) {
      const theirs = await other.step();
      if (Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs))) continue;
      throw new Error(
        `${subject}: step ${step}: the loss is ${ours} (${first?.name}) and ${theirs} (${other.name}): not the same work.`,
      );
    }
  }
}

export function stepContender(stepper: Stepper): Contender {
  return {
    name: stepper.name,
    run: async (n) => {
      for (let i = 0; i < n; i++) await stepper.step();
    },
    dispose: () => stepper.dispose(),
  };
}
