// Runs every case of every op on the browser's own WebGPU against its float64 reference. Open it under `npm run dev` on
// any machine: it lists what fails. e2e/ops.spec.ts reads `opsReport`.
import { Random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { runOp } from '../../src/ops/harness.ts';
import type { Op, OpCase } from '../../src/ops/op.ts';
import { registry } from '../../src/ops/registry.ts';

export interface OpsReport {
  readonly adapter: string;
  readonly cases: number;
  /** `op: case: what differs`. */
  readonly failures: readonly string[];
}

declare global {
  var opsReport: Promise<OpsReport>;
}

/** The first element that is out of tolerance, in words. */
async function mismatch(
  gpu: Gpu,
  op: Op<unknown>,
  opCase: OpCase<unknown>,
  seed: number,
): Promise<string | undefined> {
  const random = new Random(seed);
  const inputs = opCase.inputs.map((spec, i) =>
    Float64Array.from(
      opCase.values?.[i] ?? Array.from({ length: sizeOf(spec.shape) }, () => Math.fround(random.normal())),
    ),
  );
  const expected = op.reference(inputs, opCase.inputs, opCase.attrs);
  const outputs = await runOp(gpu, op, inputs, opCase.inputs, opCase.attrs);
  const { abs, rel } = opCase.tolerance ?? { abs: 1e-5, rel: 1e-4 };
  for (const [o, values] of expected.entries()) {
    for (const [i, want] of values.entries()) {
      const have = outputs[o]?.[i] ?? NaN;
      if (Math.abs(have - want) <= abs + rel * Math.abs(want)) continue;
      return `output ${o}[${i}] is ${have}, the reference says ${want}`;
    }
  }
  return undefined;
}

async function runAll(): Promise<OpsReport> {
  const gpu = await openGpu(navigator.gpu);
  const failures: string[] = [];
  let cases = 0;
  for (const op of registry.values()) {
    for (const opCase of op.cases()) {
      cases += 1;
      const wrong = await mismatch(gpu, op, opCase, cases).catch(String);
      if (wrong !== undefined) failures.push(`${op.name}: ${opCase.name}: ${wrong}`);
    }
  }
  const adapter = gpu.adapter.name;
  gpu.close();
  return { adapter, cases, failures };
}

globalThis.opsReport = runAll();
const status = document.querySelector('#status') as HTMLElement;
globalThis.opsReport.then(
  ({ adapter, cases, failures }) => {
    status.innerText = [`${adapter}: ${cases} cases, ${failures.length} failures`, ...failures].join('\n');
  },
  (error: unknown) => {
    status.innerText = String(error);
  },
);
