// Every op of the registry on the GPU against its float64 reference, for every case, as the device is and as a GPU
// without software traits would run it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ShapeError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { runOp } from './harness.ts';
import { registry } from './registry.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
  console.log(`ops on ${gpu.adapter.name}${gpu.adapter.software ? ' (software)' : ''}`);
});
afterAll(() => gpu.close());

test('the registry is not empty and names are unique', () => {
  expect(registry.size).toBeGreaterThan(20);
});

for (const op of registry.values()) {
  test(`${op.name}: wrong shapes are refused with the op's name`, () => {
    // Seven tensors of eight dimensions fit no op.
    const odd = Array.from({ length: 7 }, (_, i) => ({
      shape: [2, 3, 2, 3, 2, 3, 2, i + 5],
      dtype: 'f32' as const,
    }));
    const attrs = op.cases()[0]?.attrs;
    let thrown: unknown;
    try {
      op.infer(odd, attrs);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ShapeError);
    expect(String(thrown)).toContain(op.name);
  });

  for (const [n, opCase] of op.cases().entries()) {
    for (const software of [true, false]) {
      test(`${op.name}: ${opCase.name} (${n}), ${software ? 'software' : 'hardware'} kernel`, async () => {
        const random = new Random(n + 1);
        const inputs = opCase.inputs.map((spec, i) => {
          const given = opCase.values?.[i];
          return given
            ? Float64Array.from(given)
            : Float64Array.from({ length: sizeOf(spec.shape) }, () => Math.fround(random.normal()));
        });
        const expected = op.reference(inputs, opCase.inputs, opCase.attrs);
        const got = await runOp(gpu, op, inputs, opCase.inputs, opCase.attrs, { ...gpu.traits, software });
        const { abs, rel } = opCase.tolerance ?? { abs: 1e-5, rel: 1e-4 };
        expected.forEach((values, o) => {
          for (let i = 0; i < values.length; i++) {
            const want = values[i] as number;
            const have = got[o]?.[i] as number;
            if (!(Math.abs(have - want) <= abs + rel * Math.abs(want))) {
              expect.fail(`output ${o}[${i}] is ${have}, the reference says ${want}`);
            }
          }
        });
      });
    }
  }
}
