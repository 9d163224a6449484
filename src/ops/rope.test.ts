// The pairing and direction of rope against transformers' apply_rotary_pos_emb (Llama): theta 100, position 3.
import { expect, test } from 'vitest';
import { f32, u32 } from './call.ts';
import { ropeOp } from './rope.ts';

test('pairs d with d + D/2 as Llama does', () => {
  const x = Float64Array.from({ length: 8 }, (_, i) => i / 4);
  const specs = [f32(1, 1, 1, 8), u32(1, 1)];
  const [y] = ropeOp.reference([x, Float64Array.of(3)], specs, { theta: 100, inverse: false });
  const expected = [
    -0.14112000167369843, -0.8701226711273193, 0.03438791632652283, 0.5808568596839905, -0.9899924993515015,
    0.931604266166687, 1.580764889717102, 1.8131754398345947,
  ];
  expected.forEach((value, i) => expect(y![i]).toBeCloseTo(value, 5));
});
