// Finds an adapter and asks for what the lab needs, by name. Says what is missing when it cannot.
import { GpuUnavailableError } from '../base/errors.ts';
import type { DeviceTraits } from './dispatch.ts';

/** What is known of the adapter, as plain data for the page and for records. */
export interface AdapterFacts {
  /** What to call it: its description, or what there is instead. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** A CPU pretending to be a GPU. */
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** Limits without which no run is possible. */
const NEEDED = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBufferBindingSize: 128 * 1024 * 1024,
  maxBufferSize: 256 * 1024 * 1024,
} as const;

/** Limits taken as large as the adapter offers. */
const WANTED = [
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
] as const;

/** Faster paths; each has another beside it. */
const OPTIONAL = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** @throws GpuUnavailableError when there is no WebGPU, no adapter, or a limit is too small */
export async function requestDevice(
  provider: GPU | undefined,
): Promise<{ device: GPUDevice; facts: AdapterFacts; traits: DeviceTraits }> {
  if (provider === undefined) {
    throw new GpuUnavailableError(
      'WebGPU is missing: this program has no navigator.gpu.',
      'Use Chrome or Edge 121 or later over https or localhost, with hardware acceleration switched on.',
    );
  }
  const adapter = await provider.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new GpuUnavailableError(
      'WebGPU is there, but it offers no adapter: no usable GPU or driver was found.',
      'Update the graphics driver, switch on hardware acceleration, and look at chrome://gpu.',
    );
  }
  for (const [name, least] of Object.entries(NEEDED)) {
    const has = adapter.limits[name as keyof typeof NEEDED];
    if (has < least) {
      throw new GpuUnavailableError(
        `This GPU's limit ${name} is ${has}; the lab needs ${least}.`,
        'Use another GPU or a newer driver.',
      );
    }
  }
  const requiredLimits = Object.fromEntries(WANTED.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = OPTIONAL.filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  const { info } = adapter;
  const software = info.isFallbackAdapter || /swiftshader|llvmpipe|warp|basic render/i.test(names(info));
  return {
    device,
    facts: {
      name: nameOf(info),
      vendor: info.vendor,
      architecture: info.architecture,
      device: info.device,
      description: info.description,
      software,
      features: requiredFeatures,
      limits: requiredLimits,
    },
    traits: {
      software,
      shaderF16: device.features.has('shader-f16'),
      subgroups: device.features.has('subgroups'),
      subgroupMinSize: info.subgroupMinSize || 4,
      subgroupMaxSize: info.subgroupMaxSize || 128,
      maxComputeInvocationsPerWorkgroup: device.limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupStorageSize: device.limits.maxComputeWorkgroupStorageSize,
      maxStorageBuffersPerShaderStage: device.limits.maxStorageBuffersPerShaderStage,
      maxStorageBufferBindingSize: device.limits.maxStorageBufferBindingSize,
      maxBufferSize: device.limits.maxBufferSize,
    },
  };
}

function nameOf({ description, device, vendor, architecture }: GPUAdapterInfo): string {
  return description || device || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
}

function names(info: GPUAdapterInfo): string {
  return `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
}
