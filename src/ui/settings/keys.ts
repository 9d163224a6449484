// Which keys this browser keeps, by the server that each belongs to; never the keys themselves.
import { readKeys } from '../bench/keysView.ts';
import { remember, remembered } from '../bench/remember.ts';

/** Where the benchmarks keep the keys that the user ticked. */
const KEYS = 'amp-lab.bench.keys';

/** Servers with a kept key. */
export function keptKeys(): string[] {
  return Object.keys(readKeys(remembered(KEYS)));
}

export function forgetKeys(): void {
  remember(KEYS, undefined);
}
