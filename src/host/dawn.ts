// Opens WebGPU in Node through Dawn (npm package `webgpu`). On a machine without a GPU the parent process sets
// VK_ICD_FILENAMES to a software driver (scripts/browser.mjs); this file must not import anything of the page.
import { create, globals } from 'webgpu';
import { openGpu, type Gpu } from '../gpu/device.ts';

// Dawn keeps no reference of its own: without this one, the garbage collector would end the instance mid-run.
let instance: GPU | undefined;

/** @throws GpuUnavailableError when Dawn finds no adapter */
export async function openDawn(): Promise<Gpu> {
  Object.assign(globalThis, globals);
  instance ??= create([]);
  return openGpu(instance);
}
