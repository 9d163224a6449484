// Three AdamW steps against torch.optim.AdamW (torch 2.13: lr 0.1, betas 0.9 and 0.99, eps 1e-8, weight decay 0.2).
import { expect, test } from 'vitest';
import { adamwOp } from './adamw.ts';

const STEPS = [
  { g: [0.3, -2, 0], p: [0.39000001549720764, -1.125, 1.9600000381469727] },
  { g: [1, 0.5, -0.25], p: [0.29184699058532715, -1.0554591417312622, 1.9950460195541382] },
  { g: [-0.7, 0.1, 4], p: [0.26351338624954224, -1.0010595321655273, 1.8952440023422241] },
];

test('three steps give the parameters and moments of PyTorch', () => {
  let state: Float64Array[] = [Float64Array.of(0.5, -1.25, 2), new Float64Array(3), new Float64Array(3)];
  STEPS.forEach(({ g, p }, i) => {
    const t = i + 1;
    const hyper = Float64Array.of(0.1, 0.9, 0.99, 1e-8, 0.2, 1 - 0.9 ** t, 1 - 0.99 ** t, 1);
    const [params, m, v] = state as [Float64Array, Float64Array, Float64Array];
    state = adamwOp.reference([params, Float64Array.from(g), m, v, hyper, Float64Array.of(1)], [], null);
    p.forEach((value, k) => expect(state[0]![k]).toBeCloseTo(value, 6));
  });
  const [, m, v] = state;
  [0.04430000111460686, -0.10700000822544098, 0.3775000274181366].forEach((e, k) =>
    expect(m![k]).toBeCloseTo(e, 6),
  );
  [0.01568209007382393, 0.04177900403738022, 0.16061875224113464].forEach((e, k) =>
    expect(v![k]).toBeCloseTo(e, 6),
  );
});
