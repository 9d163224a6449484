import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { mdpoOp } from '../ops/mdpo.ts';
import { MDPO_PRESETS, mdpoLoss, type MdpoOptions } from './mdpo.ts';

test('two levels without penalty are DPO: -log sigmoid(0.1 * 11.65) by hand', () => {
  // r_0 = 5.5269751, r_1 = -6.1234102
  const loss = mdpoLoss([[-7.5308073, -18.0353956]], [[-13.0577824, -11.9119854]], MDPO_PRESETS.dpo);
  expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-1.16503853)), 6);
});

test('the presets differ as the paper and its code do: sum per ladder against mean over pairs', () => {
  const policy = [
    [-3, -5, -4],
    [-2, -1, -6],
  ];
  const reference = [
    [-4, -4, -4],
    [-2, -3, -5],
  ];
  const paper = mdpoLoss(policy, reference, MDPO_PRESETS.paper);
  expect(mdpoLoss(policy, reference, MDPO_PRESETS['published-code'])).toBeCloseTo(paper / 3, 12);
});

test('the op computes the same, for 2 to 8 levels and every option', () => {
  const random = new Random(5);
  for (let K = 2; K <= 8; K++) {
    for (const penalty of ['none', 'paper', 'dpop', 'anchor'] as const) {
      for (const pairs of ['all', 'adjacent', 'best'] as const) {
        const options: MdpoOptions = {
          ...MDPO_PRESETS[K % 2 === 0 ? 'paper' : 'published-code'],
          penalty,
          pairs,
          penaltyWeight: 0.7,
          labelSmoothing: 0.1,
        };
        const B = 3;
        const draw = () =>
          Array.from({ length: B }, () => Array.from({ length: K }, () => -20 * random.next()));
        const [policy, reference] = [draw(), draw()];
        const spec = { shape: [B, K], dtype: 'f32' as const };
        const [loss] = mdpoOp.reference(
          [Float64Array.from(policy.flat()), Float64Array.from(reference.flat())],
          [spec, spec],
          options,
        );
        expect(loss?.[0]).toBeCloseTo(mdpoLoss(policy, reference, options), 10);
      }
    }
  }
});
