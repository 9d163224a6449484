// The form's picture of the learning rate is what training does: ui/ may not import train/, so the two are compared here.
import { expect, test } from 'vitest';
import { learningRate } from '../../src/train/schedule.ts';
import { schedulePoints } from '../../src/ui/train/configView.ts';

test.each(['constant', 'linear', 'cosine'] as const)('the picture of the %s schedule', (schedule) => {
  const steps = 40;
  for (const warmupSteps of [0, 7, 60]) {
    for (const [x, y] of schedulePoints({ schedule, warmupSteps }, steps, steps)) {
      const step = Math.round(x * (steps - 1));
      const rate = learningRate({ learningRate: 1, schedule, warmupSteps, steps }, step);
      expect(1 - y).toBeCloseTo(rate, 12);
    }
  }
});
