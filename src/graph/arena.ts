// Places tensors with known lifetimes in one arena: largest first, each at the lowest offset that is free for
// its whole life (greedy by size, as in TensorFlow Lite's memory planner, arXiv 2001.03288).
import { alignUp } from './layout.ts';

/** A tensor (or scratch area, `value` undefined) that must exist from node `first` through node `last`. */
export interface Lifetime {
  readonly value: number | undefined;
  readonly bytes: number;
  readonly first: number;
  last: number;
}

export interface Arena {
  readonly offsets: ReadonlyMap<Lifetime, number>;
  readonly bytes: number;
}

/** Offsets (multiples of 256 bytes) such that no two tensors that live at the same time overlap. */
export function assignOffsets(lifetimes: readonly Lifetime[]): Arena {
  const bySize = lifetimes.slice().sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  const placed: { life: Lifetime; start: number; end: number }[] = [];
  const offsets = new Map<Lifetime, number>();
  let bytes = 0;
  for (const life of bySize) {
    const size = alignUp(life.bytes);
    let start = 0;
    for (const other of placed) {
      if (other.life.last < life.first || other.life.first > life.last) continue;
      if (other.start >= start + size) break;
      start = Math.max(start, other.end);
    }
    offsets.set(life, start);
    const at = placed.findIndex((p) => p.start > start);
    placed.splice(at === -1 ? placed.length : at, 0, { life, start, end: start + size });
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
}
