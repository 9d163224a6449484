// Every differentiable op against central finite differences, in float64 on the CPU; made from the registry.
import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import { mul } from '../ops/binary.ts';
import { sum } from '../ops/reduce.ts';
import { reshape } from '../ops/reshape.ts';
import { registry } from '../ops/registry.ts';
import type { Tensor } from '../ops/op.ts';
import { differentiate, gradientName } from './differentiate.ts';
import { evaluate } from './evaluate.ts';
import { Trace } from './trace.ts';

const STEP = 1e-5;
const CHECKED = 12; // elements per input

for (const op of registry.values()) {
  if (op.gradient === undefined || op.view) continue;
  for (const opCase of op.cases()) {
    if (opCase.inputs.some((spec) => sizeOf(spec.shape) === 0)) continue;
    const wrt =
      opCase.differentiable ?? opCase.inputs.flatMap((spec, i) => (spec.dtype === 'f32' ? [i] : []));
    if (wrt.length === 0) continue;
    if (opCase.inputs.some((spec) => sizeOf(spec.shape) > 200_000)) continue;

    test(`${op.name}: gradient of ${opCase.name}`, () => {
      const random = new Random(7);
      const values: Record<string, number[]> = {};
      const trace = new Trace();
      const inputs = opCase.inputs.map((spec, i) => {
        const given = opCase.values?.[i];
        values[`x${i}`] = given
          ? [...given]
          : Array.from({ length: sizeOf(spec.shape) }, () => random.normal());
        return trace.input(`x${i}`, spec.shape, spec.dtype);
      });
      const outputs = trace.apply(op, inputs, opCase.attrs).filter((y) => y.dtype === 'f32');
      let loss: Tensor | undefined;
      outputs.forEach((y, i) => {
        const n = sizeOf(y.shape);
        values[`w${i}`] = Array.from({ length: n }, () => random.normal());
        const weighted = mul(reshape(y, [n]), trace.input(`w${i}`, [n]));
        const part = sum(weighted, [0], true);
        // Only the first output carries the loss: others (such as log-sum-exps) are by-products without a gradient.
        if (i === 0) loss = part;
      });
      trace.result('loss', loss as Tensor);
      const forward = trace.graph();
      const step = differentiate(
        forward,
        'loss',
        wrt.map((i) => `x${i}`),
      );
      const results = evaluate(step, values);
      for (const i of wrt) {
        const gradient = results.get(gradientName(`x${i}`)) as Float64Array;
        const x = values[`x${i}`] as number[];
        for (let c = 0; c < Math.min(CHECKED, x.length); c++) {
          const at = x.length <= CHECKED ? c : random.int(x.length);
          const lossAt = (delta: number): number => {
            const moved = x.slice();
            moved[at] = (moved[at] as number) + delta;
            return (
              evaluate(forward, { ...values, [`x${i}`]: moved }).get('loss') as Float64Array
            )[0] as number;
          };
          const expected = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
          const error = Math.abs((gradient[at] as number) - expected);
          expect(error, `d/dx${i}[${at}] = ${gradient[at]}, expected ${expected}`).toBeLessThan(
            1e-5 + 1e-4 * Math.abs(expected),
          );
        }
      }
    });
  }
}
