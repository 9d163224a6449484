// A run's state between two steps as a safetensors file: trained weights, moments, and where the run stood.
import { FormatError } from '../base/errors.ts';
import { readSafetensors, readTensor, writeSafetensors } from '../model/safetensors.ts';
import type { TrainState } from './trainer.ts';

export interface SavedState {
  /** Hash of everything that the run depends on; a state of another run must not be gone on from. */
  readonly identity: string;
  readonly stepsDone: number;
  /** Training time so far. */
  readonly seconds: number;
  readonly state: TrainState;
}

const PARTS = ['weights', 'm', 'v'] as const;

export function writeTrainState({ identity, stepsDone, seconds, state }: SavedState): ArrayBuffer {
  const tensors = new Map(PARTS.map((name) => [name, { shape: [state[name].length], data: state[name] }]));
  const metadata = { identity, stepsDone: String(stepsDone), seconds: String(seconds) };
  return writeSafetensors(tensors, 'F32', metadata);
}

/** @throws FormatError when the file is no saved state */
export function readTrainState(bytes: ArrayBuffer, name: string): SavedState {
  const file = readSafetensors(bytes, name);
  const { identity, stepsDone, seconds } = file.metadata;
  const steps = Number(stepsDone);
  if (identity === undefined || !Number.isSafeInteger(steps)) {
    throw new FormatError(`${name} is no saved training state: its metadata is incomplete.`, 'Delete it.');
  }
  const tensor = (part: string): Float32Array => {
    const shape = file.entries.get(part)?.shape ?? [];
    return readTensor(file, part, shape);
  };
  return {
    identity,
    stepsDone: steps,
    seconds: Number(seconds),
    state: { weights: tensor('weights'), m: tensor('m'), v: tensor('v') },
  };
}
