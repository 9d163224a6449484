// What is picked to be compared. Pure.
import type { BenchResult } from '../../protocol/bench.ts';

/** Picks a result, or drops it; two of one benchmark at most, the ones picked last. */
export function withPick(
  picked: readonly string[],
  id: string,
  results: readonly Pick<BenchResult, 'id' | 'benchmark'>[],
): string[] {
  if (picked.includes(id)) return picked.filter((one) => one !== id);
  const benchmarkOf = (one: string): string | undefined =>
    results.find((result) => result.id === one)?.benchmark;
  const others = picked.filter((one) => benchmarkOf(one) === benchmarkOf(id));
  return [...others.slice(-1), id];
}
