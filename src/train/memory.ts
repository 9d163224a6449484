// "Will it fit?": what a planned run takes on the GPU, by kind, to the byte. Pure.
import { readStaging } from '../gpu/device.ts';
import { FROZEN, TRAINABLE } from '../model/weights.ts';
import type { MemoryRow } from '../protocol/run.ts';
import type { RunPlan } from './plans.ts';
import { GRADS, MOMENT_1, MOMENT_2, SUMS } from './update.ts';

/**
 * Bytes of every kind of buffer. Their sum is what is then allocated, the buffer through which the host reads included.
 * `logits` is the part of the arena that log-probabilities of tokens work in; whole [tokens, vocabulary] tables are
 * never held.
 */
export function memoryOf({ layout, trained, all }: RunPlan): MemoryRow[] {
  const buffer = (name: string): number => layout.buffers.get(name) ?? 0;
  const lora = trained.adapters !== undefined;
  const sum = (of: (plan: RunPlan['update']) => number): number => all.reduce((n, p) => n + of(p), 0);
  const arena = Math.max(...all.map((p) => p.bytes.arena));
  const logits = Math.max(...all.map((p) => p.bytes.logits));
  const rows: MemoryRow[] = [
    { name: 'weights', bytes: buffer(FROZEN) + (lora ? 0 : buffer(TRAINABLE)) },
    { name: 'adapters', bytes: lora ? buffer(TRAINABLE) : 0 },
    { name: 'gradients', bytes: buffer(GRADS) + buffer(SUMS) },
    { name: 'optimiser', bytes: buffer(MOMENT_1) + buffer(MOMENT_2) },
    { name: 'activations', bytes: arena - logits },
    { name: 'logits', bytes: logits },
    { name: 'inputs and results', bytes: sum((p) => p.bytes.inputs + p.bytes.results + p.bytes.params) },
    { name: 'staging', bytes: readStaging(largestRead({ layout, all })) },
  ];
  return rows.filter(({ bytes }) => bytes > 0);
}

/** Bytes that the host reads at once at most: a checkpoint reads all trained weights. */
export function largestRead({ layout, all }: Pick<RunPlan, 'layout' | 'all'>): number {
  return Math.max(layout.buffers.get(TRAINABLE) ?? 0, ...all.map((p) => p.bytes.results));
}

export function totalBytes(rows: readonly MemoryRow[]): number {
  return rows.reduce((n, { bytes }) => n + bytes, 0);
}
