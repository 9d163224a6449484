// The device, its buffers and its loss: everything above talks to the GPU through this class.
import { DeviceLostError, KernelError, OutOfMemoryError } from '../base/errors.ts';
import { requestDevice, type AdapterFacts } from './adapter.ts';
import type { DeviceTraits } from './dispatch.ts';
import { PipelineCache } from './pipelines.ts';

/** A piece of GPU memory. Opaque above this folder. */
export interface GpuBuffer {
  readonly id: number;
  readonly bytes: number;
  readonly label: string;
}

/** Bytes `offset` .. `offset + bytes` of a buffer; offsets are multiples of 256. */
export interface BufferRange {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly bytes: number;
}

export interface LossReason {
  readonly reason: string;
  readonly message: string;
}

/** The host reads through a buffer of at most this many bytes, longer pieces in several parts. */
const LARGEST_STAGING = 8 * 1024 * 1024;

/** Bytes of the buffer through which the host reads pieces of up to `bytes`. */
export function readStaging(bytes: number): number {
  return Math.min(LARGEST_STAGING, 2 ** Math.ceil(Math.log2(Math.max(65536, bytes))));
}

/** Opens the GPU. @throws GpuUnavailableError saying what is missing and what to do */
export async function openGpu(provider: GPU | undefined = globalThis.navigator?.gpu): Promise<Gpu> {
  const { device, facts, traits } = await requestDevice(provider);
  return new Gpu(device, facts, traits);
}

export class Gpu {
  /** Internal to gpu/: the raw device and the caches on it. */
  readonly raw: GPUDevice;
  readonly pipelines: PipelineCache;

  private readonly handles = new Map<number, GPUBuffer>();
  private readonly listeners = new Set<(reason: LossReason) => void>();
  private staging: GPUBuffer | undefined;
  private reading: Promise<unknown> = Promise.resolve();
  private nextId = 1;
  private bytes = 0;
  private lossReason: LossReason | undefined;

  constructor(
    device: GPUDevice,
    readonly adapter: AdapterFacts,
    readonly traits: DeviceTraits,
  ) {
    this.raw = device;
    this.pipelines = new PipelineCache(device);
    void device.lost.then(({ reason, message }) => {
      this.lossReason = { reason, message };
      for (const listener of this.listeners) listener(this.lossReason);
    });
  }

  get isLost(): boolean {
    return this.lossReason !== undefined;
  }

  /** Calls back once if the device is lost (also by `close`). Returns the way to stop listening. */
  onLost(listener: (reason: LossReason) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Zeroed memory. An allocation that fails shows in the scope of `probe`. */
  allocate(bytes: number, label: string): GpuBuffer {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    const buffer = this.raw.createBuffer({
      label,
      size,
      usage:
        GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const handle = { id: this.nextId++, bytes: size, label };
    this.handles.set(handle.id, buffer);
    this.bytes += size;
    return handle;
  }

  /** Internal to gpu/: a buffer that timestamp queries are resolved into. */
  allocateQueries(bytes: number): GpuBuffer {
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    const handle = { id: this.nextId++, bytes, label: 'timestamps' };
    this.handles.set(handle.id, this.raw.createBuffer({ label: handle.label, size: bytes, usage }));
    this.bytes += bytes;
    return handle;
  }

  free(buffer: GpuBuffer): void {
    const raw = this.handles.get(buffer.id);
    if (raw === undefined) return;
    raw.destroy();
    this.handles.delete(buffer.id);
    this.bytes -= buffer.bytes;
  }

  write(buffer: GpuBuffer, byteOffset: number, data: ArrayBufferView): void {
    this.raw.queue.writeBuffer(
      this.rawBuffer(buffer),
      byteOffset,
      data.buffer,
      data.byteOffset,
      data.byteLength,
    );
  }

  copy(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, bytes: number): void {
    const encoder = this.raw.createCommandEncoder();
    encoder.copyBufferToBuffer(this.rawBuffer(from), fromOffset, this.rawBuffer(to), toOffset, bytes);
    this.raw.queue.submit([encoder.finish()]);
  }

  clear(buffer: GpuBuffer): void {
    const encoder = this.raw.createCommandEncoder();
    encoder.clearBuffer(this.rawBuffer(buffer));
    this.raw.queue.submit([encoder.finish()]);
  }

  /** Reads bytes back, into a given ArrayBuffer if there is one. WAITS for all submitted work. */
  async read(buffer: GpuBuffer, byteOffset: number, bytes: number, into?: ArrayBuffer): Promise<ArrayBuffer> {
    const out = into ?? new ArrayBuffer(bytes);
    const size = Math.ceil(bytes / 4) * 4;
    if (size === 0) return out;
    const turn = this.reading.then(async () => {
      for (let at = 0; at < size; at += LARGEST_STAGING) {
        const part = Math.min(LARGEST_STAGING, size - at);
        await this.readNow(
          buffer,
          byteOffset + at,
          part,
          new Uint8Array(out, at, Math.min(part, bytes - at)),
        );
      }
    });
    this.reading = turn.catch(() => undefined);
    await turn;
    return out;
  }

  private async readNow(buffer: GpuBuffer, byteOffset: number, size: number, out: Uint8Array): Promise<void> {
    this.throwIfLost();
    const staging = this.reserveReading(size);
    const encoder = this.raw.createCommandEncoder();
    encoder.copyBufferToBuffer(this.rawBuffer(buffer), byteOffset, staging, 0, size);
    this.raw.queue.submit([encoder.finish()]);
    try {
      await staging.mapAsync(GPUMapMode.READ, 0, size); // the CPU waits for the GPU here
    } catch (error) {
      await Promise.resolve();
      this.throwIfLost();
      throw new KernelError(`internal: reading ${buffer.label} failed: ${String(error)}`);
    }
    out.set(new Uint8Array(staging.getMappedRange(0, size), 0, out.length));
    staging.unmap();
  }

  /** Internal to gpu/ but for its effect: makes room for reads of up to `bytes`, so that none allocates later. */
  reserveReading(bytes: number): GPUBuffer {
    const size = readStaging(bytes);
    if (this.staging === undefined || this.staging.size < size) {
      this.staging?.destroy();
      this.staging = this.raw.createBuffer({
        label: 'staging',
        size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
    }
    return this.staging;
  }

  /** Runs `body` under error scopes. @throws OutOfMemoryError or KernelError for what it caused on the GPU */
  async probe<T>(what: string, body: () => T | Promise<T>): Promise<T> {
    this.raw.pushErrorScope('validation');
    this.raw.pushErrorScope('out-of-memory');
    const outcome = await Promise.resolve()
      .then(body)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    const memory = await this.raw.popErrorScope();
    const validation = await this.raw.popErrorScope();
    if (memory !== null) {
      throw new OutOfMemoryError(
        `The GPU has no room for ${what} (${memory.message || 'out of memory'}).`,
        'Close other tabs, or use a smaller batch, fewer levels or shorter answers.',
      );
    }
    if (validation !== null) throw new KernelError(`internal: ${what}: ${validation.message}`);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Resolves when everything submitted is done. WAITS. */
  async idle(): Promise<void> {
    await this.raw.queue.onSubmittedWorkDone();
    this.throwIfLost();
  }

  /** What is allocated now, the buffer for reading included. */
  get stats(): { buffers: number; bytes: number; pipelines: number } {
    const bytes = this.bytes + (this.staging?.size ?? 0);
    return { buffers: this.handles.size, bytes, pipelines: this.pipelines.size };
  }

  /** Gives the device back; listeners of `onLost` are told. */
  close(): void {
    this.staging?.destroy();
    this.raw.destroy();
  }

  throwIfLost(): void {
    if (this.lossReason === undefined) return;
    throw new DeviceLostError(
      `The GPU was lost (${this.lossReason.message || this.lossReason.reason}).`,
      'Start again: what was saved before is still there.',
    );
  }

  /** Internal to gpu/. */
  rawBuffer(buffer: GpuBuffer): GPUBuffer {
    const raw = this.handles.get(buffer.id);
    if (raw === undefined) throw new Error(`internal: buffer ${buffer.label} was freed.`);
    return raw;
  }
}
