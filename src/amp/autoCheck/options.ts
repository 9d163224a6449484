// The settings of auto-check; stored with every rung that it ranks.
import { ConfigError } from '../../base/errors.ts';
import type { Chunking, RankRule } from '../../protocol/ladder.ts';

export interface AutoCheckOptions {
  /** A chunk of the standard answer is hit when its nearest chunk's cosine is above this (paper: 0.85). */
  readonly threshold: number;
  /** Weight of the local metric; the global one has the rest (paper: 0.5). */
  readonly localShare: number;
  /**
   * What a chunk of the generated answer costs that the standard answer does not bear out, against what a chunk of the
   * standard answer earns that is found (paper: 0, where made-up things cost nothing).
   */
  readonly unsupportedWeight: number;
  /** What orders the rungs (paper: `acc`). */
  readonly rankBy: RankRule;
  /** What is compared (paper: `nouns`). */
  readonly chunking: Chunking;
}

/** The paper's own formula. */
export const paperAutoCheck: AutoCheckOptions = {
  threshold: 0.85,
  localShare: 0.5,
  unsupportedWeight: 0,
  rankBy: 'acc',
  chunking: 'nouns',
};

/** What the lab changes; each change is measured by `npm run autocheck`. */
export const defaultAutoCheck: AutoCheckOptions = {
  ...paperAutoCheck,
  unsupportedWeight: 0.5,
  rankBy: 'score',
  chunking: 'statements',
};

/** @throws ConfigError naming the field that is out of range */
export function checkAutoCheckOptions(options: AutoCheckOptions): void {
  const { threshold, localShare, unsupportedWeight } = options;
  if (!(threshold > -1 && threshold < 1)) {
    throw new ConfigError(`Auto-check: threshold is ${threshold}.`, 'It is a cosine between -1 and 1.');
  }
  if (!(localShare >= 0 && localShare <= 1)) {
    throw new ConfigError(`Auto-check: localShare is ${localShare}.`, 'It is a share from 0 to 1.');
  }
  if (!(unsupportedWeight >= 0 && unsupportedWeight <= 1)) {
    throw new ConfigError(
      `Auto-check: unsupportedWeight is ${unsupportedWeight}.`,
      'It is from 0 (the paper) to 1 (as much as what is found).',
    );
  }
}
