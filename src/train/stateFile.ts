// A run's state between two steps as a safetensors file: trained weights, moments, and where the run stood.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { readSafetensors, readTensor, writeSafetensors } from '../model/safetensors.ts';
import type { LoopState } from './loop.ts';
import type { TrainState } from './trainer.ts';

export interface SavedState {
  /** Hash of everything that the run depends on; a state of another run must not be gone on from. */
  readonly identity: string;
  readonly loop: LoopState;
  /** Training time so far. */
  readonly seconds: number;
  readonly state: TrainState;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Loop = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    stepsDone: count,
    best: v.exactOptional(v.object({ step: count, loss: v.number() })),
    stale: count,
  }),
);

const PARTS = ['weights', 'm', 'v'] as const;

export function writeTrainState({ identity, loop, seconds, state }: SavedState): ArrayBuffer {
  const tensors = new Map(PARTS.map((name) => [name, { shape: [state[name].length], data: state[name] }]));
  const metadata = { identity, loop: JSON.stringify(loop), seconds: String(seconds) };
  return writeSafetensors(tensors, 'F32', metadata);
}

/** @throws FormatError when the file is no saved state */
export function readTrainState(bytes: ArrayBuffer, name: string): SavedState {
  const file = readSafetensors(bytes, name);
  const { identity, seconds } = file.metadata;
  const loop = v.safeParse(Loop, file.metadata.loop);
  if (identity === undefined || !loop.success) {
    throw new FormatError(`${name} is no saved training state: its metadata is incomplete.`, 'Delete it.');
  }
  const tensor = (part: string): Float32Array => {
    const shape = file.entries.get(part)?.shape ?? [];
    return readTensor(file, part, shape);
  };
  return {
    identity,
    loop: loop.output,
    seconds: Number(seconds),
    state: { weights: tensor('weights'), m: tensor('m'), v: tensor('v') },
  };
}
