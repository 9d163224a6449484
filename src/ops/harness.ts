// Runs one op on a GPU, outside any graph: the tests' way to compare a kernel with its reference.
import { sizeOf } from '../base/shape.ts';
import type { BufferRange, Gpu, GpuBuffer } from '../gpu/device.ts';
import type { DeviceTraits, Operand } from '../gpu/dispatch.ts';
import { record } from '../gpu/recording.ts';
import type { Op, Spec } from './op.ts';

/**
 * Outputs of `op` computed by its kernels.
 * @param traits what the op may assume of the device; default: what it is. Overrides test other kernel choices.
 */
export async function runOp<A>(
  gpu: Gpu,
  op: Op<A>,
  inputs: readonly ArrayLike<number>[],
  specs: readonly Spec[],
  attrs: A,
  traits: DeviceTraits = gpu.traits,
): Promise<Float64Array[]> {
  const outputs = op.infer(specs, attrs);
  if (op.view) return [Float64Array.from(inputs[0] as ArrayLike<number>)];
  const launch = op.launch(specs, outputs, attrs, traits);
  const owned: GpuBuffer[] = [];
  const allocate = (bytes: number, label: string): BufferRange => {
    const buffer = gpu.allocate(Math.max(4, bytes), `${op.name} ${label}`);
    owned.push(buffer);
    return { buffer, offset: 0, bytes: buffer.bytes };
  };
  return gpu.probe(op.name, async () => {
    const ins = specs.map((spec, i) => {
      const range = allocate(4 * sizeOf(spec.shape), `in ${i}`);
      const values = inputs[i] as ArrayLike<number>;
      if (values.length > 0) {
        gpu.write(
          range.buffer,
          0,
          spec.dtype === 'f32' ? Float32Array.from(values) : Uint32Array.from(values),
        );
      }
      return range;
    });
    const outs = outputs.map((spec, i) => {
      const source = op.inPlace?.[i];
      if (source !== undefined) return ins[source] as BufferRange;
      const range = allocate(4 * sizeOf(spec.shape), `out ${i}`);
      gpu.write(range.buffer, 0, new Float32Array(range.bytes / 4).fill(NaN)); // what is not written shows
      return range;
    });
    const scratch = (launch.scratch ?? []).map((bytes, i) => {
      const range = allocate(bytes, `scratch ${i}`);
      gpu.write(range.buffer, 0, new Float32Array(range.bytes / 4).fill(NaN));
      return range;
    });
    const rangeOf = (operand: Operand): BufferRange =>
      ('in' in operand
        ? ins[operand.in]
        : 'out' in operand
          ? outs[operand.out]
          : scratch[operand.scratch]) as BufferRange;
    const steps = launch.dispatches
      .filter((d) => !d.workgroups.includes(0))
      .map((dispatch) => ({ dispatch, ranges: dispatch.operands.map(rangeOf) }));
    const recording = await record(gpu, steps, op.name);
    recording.submit();
    const results: Float64Array[] = [];
    for (const [i, spec] of outputs.entries()) {
      const n = sizeOf(spec.shape);
      const bytes = await gpu.read((outs[i] as BufferRange).buffer, 0, 4 * n);
      results.push(
        Float64Array.from(spec.dtype === 'f32' ? new Float32Array(bytes) : new Uint32Array(bytes)),
      );
    }
    recording.destroy();
    for (const buffer of owned) gpu.free(buffer);
    return results;
  });
}
