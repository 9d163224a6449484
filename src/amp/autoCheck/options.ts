// The settings of auto-check; stored with every rung that it ranks.
import { ConfigError } from '../../base/errors.ts';

export interface AutoCheckOptions {
  /** A chunk of the standard answer is hit when its nearest chunk's cosine is above this (paper: 0.85). */
  readonly threshold: number;
  /** Weight of the local metric; the global one has the rest (paper: 0.5). */
  readonly localShare: number;
}

export const defaultAutoCheck: AutoCheckOptions = { threshold: 0.85, localShare: 0.5 };

/** @throws ConfigError naming the field that is out of range */
export function checkAutoCheckOptions({ threshold, localShare }: AutoCheckOptions): void {
  if (!(threshold > -1 && threshold < 1)) {
    throw new ConfigError(`Auto-check: threshold is ${threshold}.`, 'It is a cosine between -1 and 1.');
  }
  if (!(localShare >= 0 && localShare <= 1)) {
    throw new ConfigError(`Auto-check: localShare is ${localShare}.`, 'It is a share from 0 to 1.');
  }
}
