// A plan bound to buffers, replayed every step: the host fills the inputs, `run` uploads and submits, `read`
// waits for the results. After creation no GPU object is made and no JavaScript object per op.
import type { GpuBuffer } from '../gpu/device.ts';
import { record, type Recording } from '../gpu/recording.ts';
import { sizeOf } from '../base/shape.ts';
import { INPUTS, RESULTS, type Plan, type PlannedDispatch } from './plan.ts';
import type { Workspace } from './workspace.ts';

type HostArray = Float32Array | Uint32Array;

/** What one dispatch took. */
export interface DispatchTime {
  readonly op: string;
  /** Shader and entry point. */
  readonly name: string;
  readonly ms: number;
}

export class Program {
  private readonly mirror: ArrayBuffer;
  private readonly mirrorBytes: Uint8Array;
  private readonly views = new Map<string, HostArray>();
  private readonly resultBytes: ArrayBuffer;
  private readonly resultViews = new Map<string, HostArray>();

  private constructor(
    readonly plan: Plan,
    private readonly workspace: Workspace,
    private readonly recording: Recording,
    private readonly inputBuffer: GpuBuffer | undefined,
    private readonly resultBuffer: GpuBuffer | undefined,
  ) {
    this.mirror = new ArrayBuffer(plan.bytes.inputs);
    this.mirrorBytes = new Uint8Array(this.mirror);
    this.resultBytes = new ArrayBuffer(plan.bytes.results);
    for (const [name, { spec, place }] of plan.inputs) {
      this.views.set(name, view(this.mirror, spec.dtype, place.offset, sizeOf(spec.shape)));
    }
    for (const [name, { spec, place }] of plan.results) {
      this.resultViews.set(name, view(this.resultBytes, spec.dtype, place.offset, sizeOf(spec.shape)));
    }
  }

  static async create(plan: Plan, workspace: Workspace, label: string): Promise<Program> {
    const { gpu } = workspace;
    const own = new Map<string, GpuBuffer>();
    if (plan.bytes.inputs > 0) own.set(INPUTS, gpu.allocate(plan.bytes.inputs, `${label} inputs`));
    if (plan.bytes.results > 0) own.set(RESULTS, gpu.allocate(plan.bytes.results, `${label} results`));
    const steps = plan.dispatches.map(({ dispatch, places }) => ({
      dispatch,
      ranges: places.map((place) => ({
        buffer: own.get(place.buffer) ?? workspace.buffer(place.buffer),
        offset: place.offset,
        bytes: place.bytes,
      })),
    }));
    const recording = await record(gpu, steps, label);
    return new Program(plan, workspace, recording, own.get(INPUTS), own.get(RESULTS));
  }

  /** The host's copy of an input, to be filled before `run`. */
  input(name: string): HostArray {
    const found = this.views.get(name);
    if (found === undefined)
      throw new Error(`internal: no input ${name}; there are ${[...this.views.keys()].join(', ')}.`);
    return found;
  }

  floats(name: string): Float32Array {
    return this.input(name) as Float32Array;
  }

  words(name: string): Uint32Array {
    return this.input(name) as Uint32Array;
  }

  /** Uploads the inputs and submits the work. Does not wait. */
  run(): void {
    if (this.inputBuffer !== undefined) this.workspace.gpu.write(this.inputBuffer, 0, this.mirrorBytes);
    this.recording.submit();
  }

  /** Reads all results of the last run. Waits for the GPU. The arrays are reused by the next read. */
  async read(): Promise<ReadonlyMap<string, HostArray>> {
    if (this.resultBuffer !== undefined) {
      await this.workspace.gpu.read(this.resultBuffer, 0, this.plan.bytes.results, this.resultBytes);
    }
    return this.resultViews;
  }

  /**
   * Runs everything once more, on the inputs of the last run, and times every dispatch by timestamp queries, in order;
   * empty where the adapter has none. WAITS.
   */
  async profile(): Promise<DispatchTime[]> {
    const times = await this.recording.profile();
    return times.map((time, i) => ({ ...time, op: (this.plan.dispatches[i] as PlannedDispatch).op }));
  }

  destroy(): void {
    this.recording.destroy();
    if (this.inputBuffer !== undefined) this.workspace.gpu.free(this.inputBuffer);
    if (this.resultBuffer !== undefined) this.workspace.gpu.free(this.resultBuffer);
  }
}

function view(buffer: ArrayBuffer, dtype: 'f32' | 'u32', offset: number, length: number): HostArray {
  return dtype === 'f32' ? new Float32Array(buffer, offset, length) : new Uint32Array(buffer, offset, length);
}
