// Keys of text judges on the page: each belongs to the server that it was typed for, and goes nowhere else. Pure.
import type { BenchOptions } from '../../protocol/benchmark.ts';
import { originOf } from './judgeView.ts';

/** Keys by the server's origin, such as `https://api.example.com`. */
export type Keys = Readonly<Record<string, string>>;

/** Keys as they were kept in this browser; none when the text is not theirs. */
export function readKeys(text: string | null): Keys {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** The key for this address; undefined when there is none. */
export function keyFor(keys: Keys, endpoint: string): string | undefined {
  const origin = originOf(endpoint);
  return origin === '' ? undefined : keys[origin] || undefined;
}

/** With another key for this address; an empty one forgets it. */
export function withKey(keys: Keys, endpoint: string, key: string): Keys {
  const origin = originOf(endpoint);
  if (origin === '') return keys;
  const others = Object.entries(keys).filter(([one]) => one !== origin);
  return Object.fromEntries(key === '' ? others : [...others, [origin, key]]);
}

/** Whether what is sent can be read on its way: not encrypted, and not to this very computer. */
export function isReadable(endpoint: string): boolean {
  return URL.canParse(endpoint) && new URL(endpoint).protocol === 'http:' && !isHere(endpoint);
}

/** Whether a text judge on another computer would be asked without a key: it was in memory only, and is gone. */
export function lacksKey(keys: Keys, { judge }: Pick<BenchOptions, 'judge'>): boolean {
  if (judge.kind !== 'text') return false;
  const { endpoint } = judge.text;
  return !isHere(endpoint) && keyFor(keys, endpoint) === undefined;
}

function isHere(endpoint: string): boolean {
  return URL.canParse(endpoint) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname);
}
