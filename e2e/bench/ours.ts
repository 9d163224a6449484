// Our side of the small subjects: dispatches or a graph, recorded once, submitted n times.
import { Random } from '../../src/base/random.ts';
import type { Gpu, GpuBuffer } from '../../src/gpu/device.ts';
import type { Dispatch } from '../../src/gpu/dispatch.ts';
import { record } from '../../src/gpu/recording.ts';
import type { Layout } from '../../src/graph/layout.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { plan } from '../../src/graph/plan.ts';
import { Program } from '../../src/graph/program.ts';
import { Workspace } from '../../src/graph/workspace.ts';
import type { Contender } from './measure.ts';

export const OURS = 'AMP Lab';

/** n standard normal numbers, the same for every contender. */
export function normals(n: number, seed: number): Float32Array<ArrayBuffer> {
  const random = new Random(seed);
  return Float32Array.from({ length: n }, () => random.normal());
}

/** Dispatches over given inputs, one output and scratch areas. */
export async function oursOfDispatches(
  gpu: Gpu,
  dispatches: readonly Dispatch[],
  inputs: readonly Float32Array[],
  outputElements: number,
  scratch: readonly number[] = [],
): Promise<Contender> {
  const allocate = (bytes: number): GpuBuffer => gpu.allocate(bytes, 'bench');
  const ins = inputs.map((data) => {
    const buffer = allocate(data.byteLength);
    gpu.write(buffer, 0, data);
    return buffer;
  });
  const out = allocate(4 * outputElements);
  const areas = scratch.map(allocate);
  const steps = dispatches.map((dispatch) => ({
    dispatch,
    ranges: dispatch.operands.map((operand) => {
      const buffer = (
        'in' in operand ? ins[operand.in] : 'out' in operand ? out : areas[operand.scratch]
      ) as GpuBuffer;
      return { buffer, offset: 0, bytes: buffer.bytes };
    }),
  }));
  const recording = await record(gpu, steps, 'bench');
  return {
    name: OURS,
    async run(n) {
      for (let i = 0; i < n; i++) recording.submit();
      await gpu.idle();
    },
    dispose() {
      recording.destroy();
      for (const buffer of [...ins, out, ...areas]) gpu.free(buffer);
    },
  };
}

/** A traced graph whose inputs and states are filled with `fill`. */
export async function oursOfGraph(
  gpu: Gpu,
  graph: Graph,
  layout: Layout,
  fill: (program: Program, workspace: Workspace) => void,
): Promise<Contender> {
  const planned = plan(graph, layout, gpu.traits);
  const workspace = new Workspace(gpu, layout, [planned]);
  const program = await Program.create(planned, workspace, 'bench');
  fill(program, workspace);
  return {
    name: OURS,
    async run(n) {
      for (let i = 0; i < n; i++) program.run();
      await gpu.idle();
    },
    dispose() {
      program.destroy();
      workspace.destroy();
    },
  };
}
