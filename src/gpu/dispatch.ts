// What a kernel launch is, as plain data: ops describe it, only the recorder in this folder runs it.

/** WGSL source with a name for messages. The same `code` string means the same module in the cache. */
export interface Shader {
  readonly name: string;
  readonly code: string;
}

/** Which tensor stands at a binding: the n-th input, output or scratch area of the op. */
export type Operand = { readonly in: number } | { readonly out: number } | { readonly scratch: number };

/**
 * One compute dispatch.
 *
 * Bindings in WGSL, all in group 0: binding 0 is `var<uniform> params: Params` (left out when `u32` and
 * `f32` are both empty), then storage buffers 1.. in the order of `operands`, every one declared
 * `var<storage, read_write>` (tensors share one arena buffer, and WebGPU forbids one buffer as both
 * read-only and writable in a dispatch). No two operands of a dispatch may be the same tensor if one is written;
 * the planner copies an input that appears twice.
 */
export interface Dispatch {
  readonly shader: Shader;
  readonly entry: string;
  /** WGSL `override` values: few variants (flags, tile sizes), never shapes: each set is one more pipeline. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly operands: readonly Operand[];
  /** The Params struct: all u32 members first, then all f32 members, in order. Fixed once planned. */
  readonly u32?: readonly number[];
  readonly f32?: readonly number[];
  /** Workgroup counts; a zero anywhere skips the dispatch. Each must be <= 65535 (see `linearGrid`). */
  readonly workgroups: readonly [number, number, number];
  /** Estimated work in floating-point operations (or elements moved), to cut submissions by time. */
  readonly work: number;
}

/** What an op needs to know of the device to choose a kernel. Plain data, so that planning is pure. */
export interface DeviceTraits {
  /** A CPU pretending to be a GPU (SwiftShader, llvmpipe, WARP): no workgroup memory, barriers are slow. */
  readonly software: boolean;
  readonly shaderF16: boolean;
  readonly subgroups: boolean;
  readonly subgroupMinSize: number;
  readonly subgroupMaxSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
}

/** The limits every WebGPU device has: what tests plan for when no device is open. */
export const BASE_TRAITS: DeviceTraits = {
  software: false,
  shaderF16: false,
  subgroups: false,
  subgroupMinSize: 4,
  subgroupMaxSize: 128,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 134217728,
  maxBufferSize: 268435456,
};

const MAX_GROUPS = 65535;

/**
 * Workgroup counts for n threads of `size` a group, folded over x and y when x alone is not enough.
 * In WGSL: `let i = id.x + id.y * (groups.x * size)` with `id = global_invocation_id`, `groups = num_workgroups`,
 * workgroup_size(size, 1, 1); threads with i >= n return.
 */
export function linearGrid(n: number, size: number): [number, number, number] {
  const groups = Math.ceil(n / size);
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const y = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / y), y, 1];
}

/** Bytes between the parameters of two dispatches: WebGPU's minUniformBufferOffsetAlignment. */
export const UNIFORM_SLOT = 256;

export function hasParams({ u32 = [], f32 = [] }: Dispatch): boolean {
  return u32.length + f32.length > 0;
}

/** Bytes of the uniform buffer that recording these dispatches allocates. */
export function uniformBytes(dispatches: readonly Dispatch[]): number {
  return UNIFORM_SLOT * dispatches.filter(hasParams).length;
}
