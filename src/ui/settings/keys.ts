// Which keys this browser keeps, by the server that each belongs to; never the keys themselves.
import { KEYS, rememberKeys } from '../bench/formMemory.ts';
import { readKeys } from '../bench/keysView.ts';
import { remembered } from '../bench/remember.ts';

/** Servers with a kept key. */
export function keptKeys(): string[] {
  return Object.keys(readKeys(remembered(KEYS)));
}

/** Forgets them, here and in the forms that hold them. @returns what brings them back */
export function forgetKeys(): () => void {
  const kept = remembered(KEYS);
  rememberKeys(undefined);
  return () => rememberKeys(kept ?? undefined);
}
