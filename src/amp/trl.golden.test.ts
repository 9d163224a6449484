// Preference losses against the numbers of TRL's DPOTrainer (e2e/golden/trl.py): the float64 statements, and the
// shipped WGSL with its gradient.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { runOp } from '../ops/harness.ts';
import { mdpoGradOp, mdpoOp, type MdpoOptions } from '../ops/mdpo.ts';
import { PRESETS, preferenceValue, type PreferenceOptions } from './preference.ts';

interface Golden {
  batches: { lengths: number[][]; policy: number[][]; reference: number[][]; chosenTokens: number[][] }[];
  cases: {
    name: string;
    lossType: string[];
    lossWeights: number[];
    beta: number;
    labelSmoothing: number;
    expected: { loss: number; gradient: number[][] }[];
  }[];
}

const golden = JSON.parse(readFileSync('e2e/golden/trl.json', 'utf8')) as Golden;

/** TRL's loss types in the lab's terms. */
const OPTIONS: Record<string, PreferenceOptions> = {
  sigmoid: PRESETS.dpo,
  aot_unpaired: { ...PRESETS.dpo, smoothing: 'cdpo' },
  robust: { ...PRESETS.dpo, smoothing: 'robust' },
  hinge: PRESETS.hinge,
  ipo: PRESETS.ipo,
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
  console.log(`TRL's losses on ${gpu.adapter.name}${gpu.adapter.software ? ' (software)' : ''}`);
});
afterAll(() => gpu.close());

function expectClose(have: number | undefined, want: number, what: string): void {
  const error = Math.abs((have ?? NaN) - want);
  expect(error, `${what} is ${have}, TRL says ${want}`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(want));
}

for (const { name, lossType, lossWeights, beta, labelSmoothing, expected } of golden.cases) {
  test(`${name}: loss and gradient are TRL's`, async () => {
    const type = lossType[0] as string;
    const weight = lossWeights[0] as number;
    const sftWeight = lossType[1] === 'sft' ? (lossWeights[1] as number) : 0;
    const options: PreferenceOptions = { ...(OPTIONS[type] as PreferenceOptions), beta, labelSmoothing };
    const link =
      options.objective === 'hinge' || options.objective === 'ipo' ? options.objective : 'logistic';
    const attrs: MdpoOptions = { ...options, link };

    for (const [n, { lengths, policy, reference, chosenTokens }] of golden.batches.entries()) {
      const want = expected[n]!;
      // TRL averages over tokens for IPO: what an answer's log-probability is divided by.
      const over = (b: number, k: number): number => (type === 'ipo' ? lengths[b]![k]! : 1);
      const scaled = (rows: number[][]) => rows.map((row, b) => row.map((logp, k) => logp / over(b, k)));
      const [pi, ref] = [scaled(policy), scaled(reference)];
      // TRL's sft averages over the tokens of all chosen answers.
      const tokens = chosenTokens.flat();
      const sft = (-sftWeight * tokens.reduce((sum, logp) => sum + logp, 0)) / tokens.length;

      expectClose(weight * preferenceValue(pi, ref, options) + sft, want.loss, `float64 loss ${n}`);

      const spec = { shape: [pi.length, 2], dtype: 'f32' as const };
      const inputs = [pi.flat(), ref.flat()];
      const [loss] = await runOp(gpu, mdpoOp, inputs, [spec, spec], attrs);
      expectClose(weight * loss![0]! + sft, want.loss, `WGSL loss ${n}`);

      const one = { shape: [1], dtype: 'f32' as const };
      const [dpolicy] = await runOp(gpu, mdpoGradOp, [...inputs, [weight]], [spec, spec, one], attrs);
      want.gradient.forEach((pair, b) => {
        pair.forEach((slope, k) => {
          const fromSft = k === 0 ? -sftWeight / tokens.length : 0;
          expectClose(dpolicy![2 * b + k]! / over(b, k) + fromSft, slope, `WGSL gradient ${n} [${b}][${k}]`);
        });
      });
    }
  });
}

test('the goldens reach both sides of the hinge', () => {
  const hinge = golden.cases.find((c) => c.name === 'hinge');
  const slopes = hinge?.expected.flatMap((e) => e.gradient.map((pair) => pair[0] === 0)) ?? [];
  expect(new Set(slopes)).toEqual(new Set([true, false]));
});
