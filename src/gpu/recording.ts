// Dispatches that are compiled and bound once and submitted many times, in pieces well under a second.
import type { BufferRange, Gpu, GpuBuffer } from './device.ts';
import { hasParams, uniformBytes, UNIFORM_SLOT, type Dispatch } from './dispatch.ts';

/** A dispatch and where its operands lie, in operand order. */
export interface BoundDispatch {
  readonly dispatch: Dispatch;
  readonly ranges: readonly BufferRange[];
}

interface Step {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly work: number;
}

/** Work per submission: a software adapter does about 1e9 operations a second, a GPU a hundred times that. */
const WORK_PER_SUBMIT = { software: 3e8, hardware: 2e10 } as const;
/** Counted for every dispatch on top of its own work. */
const DISPATCH_WORK = { software: 6e4, hardware: 1e5 } as const;

/** Compiles and binds dispatches in order, to be submitted any number of times. @throws DeviceLostError */
export async function record(gpu: Gpu, steps: readonly BoundDispatch[], label: string): Promise<Recording> {
  gpu.throwIfLost();
  const kernels = await Promise.all(steps.map(({ dispatch }) => gpu.pipelines.get(dispatch)));
  const bytes = uniformBytes(steps.map((s) => s.dispatch));
  const params = bytes > 0 ? gpu.allocate(bytes, `${label} params`) : undefined;
  const host = new ArrayBuffer(bytes);
  let slot = 0;
  const bound = steps.map(({ dispatch, ranges }, i): Step => {
    const kernel = kernels[i] as NonNullable<(typeof kernels)[number]>;
    const entries: GPUBindGroupEntry[] = ranges.map(({ buffer, offset, bytes: size }, b) => ({
      binding: b + 1,
      resource: { buffer: gpu.rawBuffer(buffer), offset, size },
    }));
    if (params !== undefined && hasParams(dispatch)) {
      const { u32 = [], f32 = [] } = dispatch;
      new Uint32Array(host, slot, u32.length).set(u32);
      new Float32Array(host, slot + 4 * u32.length, f32.length).set(f32);
      entries.push({
        binding: 0,
        resource: { buffer: gpu.rawBuffer(params), offset: slot, size: UNIFORM_SLOT },
      });
      slot += UNIFORM_SLOT;
    }
    const [x, y, z] = dispatch.workgroups;
    return {
      name: `${dispatch.shader.name}.${dispatch.entry}`,
      pipeline: kernel.pipeline,
      group: gpu.raw.createBindGroup({ layout: kernel.layout, entries }),
      x,
      y,
      z,
      work: dispatch.work,
    };
  });
  if (params !== undefined) gpu.write(params, 0, new Uint8Array(host));
  return new Recording(gpu, bound, params);
}

export class Recording {
  constructor(
    private readonly gpu: Gpu,
    private readonly steps: readonly Step[],
    private readonly params: GpuBuffer | undefined,
  ) {}

  /** Encodes and submits everything; does not wait. */
  submit(): void {
    const { raw, traits } = this.gpu;
    this.gpu.throwIfLost();
    const kind = traits.software ? 'software' : 'hardware';
    const budget = WORK_PER_SUBMIT[kind];
    let i = 0;
    while (i < this.steps.length) {
      const encoder = raw.createCommandEncoder();
      const pass = encoder.beginComputePass();
      let work = 0;
      for (; i < this.steps.length && work < budget; i++) {
        const step = this.steps[i] as Step;
        pass.setPipeline(step.pipeline);
        pass.setBindGroup(0, step.group);
        pass.dispatchWorkgroups(step.x, step.y, step.z);
        work += step.work + DISPATCH_WORK[kind];
      }
      pass.end();
      raw.queue.submit([encoder.finish()]);
    }
  }

  /** Milliseconds of every dispatch, by timestamp queries; empty where the adapter has none. WAITS. */
  async profile(): Promise<{ name: string; ms: number }[]> {
    const { raw } = this.gpu;
    if (!raw.features.has('timestamp-query') || this.steps.length === 0) return [];
    const times: { name: string; ms: number }[] = [];
    const CHUNK = 1024; // a query set holds 4096 timestamps
    for (let start = 0; start < this.steps.length; start += CHUNK) {
      const chunk = this.steps.slice(start, start + CHUNK);
      const querySet = raw.createQuerySet({ type: 'timestamp', count: 2 * chunk.length });
      const resolved = this.gpu.allocateQueries(16 * chunk.length);
      const encoder = raw.createCommandEncoder();
      chunk.forEach((step, q) => {
        const timestampWrites = {
          querySet,
          beginningOfPassWriteIndex: 2 * q,
          endOfPassWriteIndex: 2 * q + 1,
        };
        const pass = encoder.beginComputePass({ timestampWrites });
        pass.setPipeline(step.pipeline);
        pass.setBindGroup(0, step.group);
        pass.dispatchWorkgroups(step.x, step.y, step.z);
        pass.end();
      });
      encoder.resolveQuerySet(querySet, 0, 2 * chunk.length, this.gpu.rawBuffer(resolved), 0);
      raw.queue.submit([encoder.finish()]);
      const ticks = new BigUint64Array(await this.gpu.read(resolved, 0, 16 * chunk.length));
      chunk.forEach((step, q) => {
        times.push({ name: step.name, ms: Number((ticks[2 * q + 1] ?? 0n) - (ticks[2 * q] ?? 0n)) / 1e6 });
      });
      this.gpu.free(resolved);
      querySet.destroy();
    }
    return times;
  }

  destroy(): void {
    if (this.params !== undefined) this.gpu.free(this.params);
  }
}
