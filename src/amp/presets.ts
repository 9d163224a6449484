// From a run's record to the options of its loss.
import type { MdpoOptions } from '../ops/mdpo.ts';

/** The loss fields of a training configuration. */
export function mdpoOptions(train: MdpoOptions): MdpoOptions {
  const { beta, pairs, penalty, penaltyWeight, reduction, labelSmoothing } = train;
  return { beta, pairs, penalty, penaltyWeight, reduction, labelSmoothing };
}
