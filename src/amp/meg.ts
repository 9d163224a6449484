// MEG, multi-size expert generation (paper, section 2): models of one family and several sizes answer the same
// questions. Bigger = better, a priori; auto-check has the last word.
import { ConfigError } from '../base/errors.ts';

/** A model that can answer, as a family sees it. */
export interface Expert {
  readonly name: string;
  readonly parameters: number;
}

/** K = experts + 1 levels, the standard answer included. */
export const MIN_EXPERTS = 1;
export const MAX_EXPERTS = 7;

/**
 * Experts from best to worst, that is from the largest to the smallest.
 * @throws ConfigError when there are too few or too many, or two of one size, whose order nothing tells
 */
export function expertOrder<E extends Expert>(family: readonly E[]): E[] {
  if (family.length < MIN_EXPERTS || family.length > MAX_EXPERTS) {
    throw new ConfigError(
      `A family of ${family.length} experts makes no ladder.`,
      `Choose from ${MIN_EXPERTS} to ${MAX_EXPERTS} models.`,
    );
  }
  const order = [...family].sort((a, b) => b.parameters - a.parameters);
  order.forEach((expert, i) => {
    const next = order[i + 1];
    if (next?.parameters === expert.parameters) {
      throw new ConfigError(
        `${expert.name} and ${next.name} both have ${expert.parameters} parameters.`,
        'Multi-size expert generation ranks by size: choose models of different sizes.',
      );
    }
  });
  return order;
}
