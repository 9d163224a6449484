// Learning rate over the steps of a run. Pure.
import type { TrainConfig } from '../protocol/run.ts';

/** Linear warm-up to the peak, then constant, linear decay to 0, or a half cosine to 0. `step` counts from 0. */
export function learningRate(
  {
    learningRate: peak,
    schedule,
    warmupSteps,
    steps,
  }: Pick<TrainConfig, 'learningRate' | 'schedule' | 'warmupSteps' | 'steps'>,
  step: number,
): number {
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  if (schedule === 'constant') return peak;
  if (schedule === 'linear') return peak * (1 - progress);
  return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
}
