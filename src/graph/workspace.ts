// The GPU memory of one model: its state buffers, and one arena that all its programs share (they run one after
// another). Everything is allocated here, once; `bytes` was known from the plans before.
import type { Gpu, GpuBuffer } from '../gpu/device.ts';
import { sizeOf } from '../base/shape.ts';
import type { Layout, Place } from './layout.ts';
import { ARENA, type Plan } from './plan.ts';

export class Workspace {
  readonly gpu: Gpu;
  readonly layout: Layout;
  private readonly parent: Workspace | undefined;
  private readonly buffers = new Map<string, GpuBuffer>();

  /**
   * Allocates the layout's buffers and an arena large enough for every plan.
   * @param parent the workspace of the layout's parent, whose buffers are used, not copied
   */
  constructor(gpu: Gpu, layout: Layout, plans: readonly Plan[], parent?: Workspace) {
    this.gpu = gpu;
    this.layout = layout;
    this.parent = parent;
    for (const [name, bytes] of layout.buffers) this.buffers.set(name, gpu.allocate(bytes, name));
    const arena = Math.max(0, ...plans.map((p) => p.bytes.arena));
    if (arena > 0) this.buffers.set(ARENA, gpu.allocate(arena, ARENA));
  }

  /** What the constructor will allocate. */
  static bytes(layout: Layout, plans: readonly Plan[]): number {
    return layout.bytes + Math.max(0, ...plans.map((p) => p.bytes.arena));
  }

  buffer(name: string): GpuBuffer {
    const buffer = this.buffers.get(name) ?? this.parent?.buffer(name);
    if (buffer === undefined) throw new Error(`internal: no buffer ${name} in this workspace.`);
    return buffer;
  }

  /** Writes a state from the host. */
  write(state: string, data: Float32Array | Uint32Array): void {
    const place = this.place(state);
    if (data.byteLength > place.bytes) {
      throw new Error(
        `internal: ${data.byteLength} bytes do not fit state ${state} of ${place.bytes} bytes.`,
      );
    }
    this.gpu.write(this.buffer(place.buffer), place.offset, data);
  }

  /** Reads a state of f32 numbers back. Waits for the GPU. */
  async read(state: string, shape: readonly number[]): Promise<Float32Array> {
    const place = this.place(state);
    const bytes = await this.gpu.read(this.buffer(place.buffer), place.offset, sizeOf(shape) * 4);
    return new Float32Array(bytes);
  }

  /** Copies one whole buffer of the layout onto another of the same size. */
  copyBuffer(from: string, to: string): void {
    const bytes = this.layout.buffers.get(from) ?? 0;
    this.gpu.copy(this.buffer(from), 0, this.buffer(to), 0, bytes);
  }

  destroy(): void {
    for (const buffer of this.buffers.values()) this.gpu.free(buffer);
    this.buffers.clear();
  }

  private place(state: string): Place {
    const place = this.layout.place(state);
    if (place === undefined) throw new Error(`internal: no state ${state} in this workspace.`);
    return place;
  }
}
