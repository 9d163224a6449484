import { expect, test } from 'vitest';
import { preferenceMetrics } from './metrics.ts';

test('every metric of a batch worked out by hand', () => {
  // B = 2, K = 3, beta 0.5. Ratios r: ladder 0 = [2, 1, -1] in order; ladder 1 = [0, 1, -2], pair (0,1) violated.
  const policy = [-1, -3, -7, -2, -4, -9];
  const reference = [-3, -4, -6, -2, -5, -7];
  const lengths = [4, 4, 4, 4, 4, 4];
  const options = { beta: 0.5, penalty: 'paper', penaltyWeight: 1, pairs: 'all' } as const;
  const m = preferenceMetrics({ B: 2, K: 3, policy, reference, lengths }, options);
  expect(m['rewards/level_0']).toBeCloseTo(0.5, 12); // (1 + 0) / 2
  expect(m['rewards/level_1']).toBeCloseTo(0.5, 12);
  expect(m['rewards/level_2']).toBeCloseTo(-0.75, 12);
  expect(m['rewards/chosen']).toBeCloseTo(0.5, 12);
  expect(m['rewards/rejected']).toBeCloseTo(-0.125, 12); // mean of levels 1 and 2
  expect(m['rewards/margins']).toBeCloseTo(0.625, 12);
  expect(m['rewards/margins/0_1']).toBeCloseTo(0, 12);
  expect(m['rewards/accuracies/0_1']).toBe(0.5);
  expect(m['rewards/accuracies']).toBeCloseTo(5 / 6, 12);
  expect(m['rewards/ordered']).toBe(0.5);
  expect(m['logps/chosen']).toBe(-1.5);
  expect(m['logps/rejected']).toBeCloseTo(-5.75, 12);
  expect(m['logps/chosen_change']).toBeCloseTo(1, 12);
  expect(m['logps/rejected_change']).toBeCloseTo(-0.25, 12); // (1 - 1 + 1 - 2) / 4
  expect(m['rewards/length_correlation']).toBe(0); // all answers are of one length
  // Ladder 0: 2 against 0.5 (sigmoid(-0.5) + sigmoid(-1.5)); ladder 1: 2 against 0.5 (sigmoid(0.5) + sigmoid(-1)).
  expect(m['penalty/gradient_share']).toBeCloseTo((2 / 2.279983 + 2 / 2.4457) / 2, 5);
});

test('margins that go with length are correlated with it', () => {
  const options = { beta: 1, penalty: 'none', penaltyWeight: 0, pairs: 'all' } as const;
  const ladders = { B: 2, K: 2, policy: [3, 0, 1, 0], reference: [0, 0, 0, 0], lengths: [9, 6, 5, 4] };
  const m = preferenceMetrics(ladders, options);
  expect(m['rewards/length_correlation']).toBeCloseTo(1, 12);
  expect(m).not.toHaveProperty('penalty/gradient_share');
});
