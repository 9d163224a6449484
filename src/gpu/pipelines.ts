// Compute pipelines by source, entry point, constants and bindings. Promises in flight are shared.
import { KernelError } from '../base/errors.ts';
import type { Dispatch, Shader } from './dispatch.ts';

export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

export class PipelineCache {
  private readonly modules = new Map<string, Promise<GPUShaderModule>>();
  private readonly kernels = new Map<string, Promise<CompiledKernel>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(private readonly device: GPUDevice) {}

  get size(): number {
    return this.kernels.size;
  }

  get({ shader, entry, constants = {}, operands, u32 = [], f32 = [] }: Dispatch): Promise<CompiledKernel> {
    const uniform = u32.length + f32.length > 0;
    const key = JSON.stringify([shader.code, entry, constants, operands.length, uniform]);
    let kernel = this.kernels.get(key);
    if (kernel === undefined) {
      kernel = this.compile(shader, entry, constants, operands.length, uniform);
      this.kernels.set(key, kernel);
      kernel.catch(() => this.kernels.delete(key));
    }
    return kernel;
  }

  private async compile(
    shader: Shader,
    entry: string,
    constants: Readonly<Record<string, number>>,
    buffers: number,
    uniform: boolean,
  ): Promise<CompiledKernel> {
    const layout = this.layout(buffers, uniform);
    const module = await this.module(shader);
    try {
      const pipeline = await this.device.createComputePipelineAsync({
        label: `${shader.name}.${entry}`,
        layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: entry, constants },
      });
      return { pipeline, layout };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new KernelError(
        `internal: kernel ${shader.name}.${entry} ${JSON.stringify(constants)}: ${reason}`,
      );
    }
  }

  private module(shader: Shader): Promise<GPUShaderModule> {
    let module = this.modules.get(shader.code);
    if (module === undefined) {
      module = compileModule(this.device, shader);
      this.modules.set(shader.code, module);
    }
    return module;
  }

  private layout(buffers: number, uniform: boolean): GPUBindGroupLayout {
    const key = `${buffers} ${uniform}`;
    let layout = this.layouts.get(key);
    if (layout === undefined) {
      const visibility = GPUShaderStage.COMPUTE;
      const entries: GPUBindGroupLayoutEntry[] = Array.from({ length: buffers }, (_, i) => ({
        binding: i + 1,
        visibility,
        buffer: { type: 'storage' },
      }));
      if (uniform) entries.push({ binding: 0, visibility, buffer: { type: 'uniform' } });
      layout = this.device.createBindGroupLayout({ entries });
      this.layouts.set(key, layout);
    }
    return layout;
  }
}

/** @throws KernelError with the compiler's message, the line, and the source at it */
async function compileModule(device: GPUDevice, { name, code }: Shader): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  const { messages } = await module.getCompilationInfo();
  await device.popErrorScope();
  const errors = messages.filter((m) => m.type === 'error');
  if (errors.length === 0) return module;
  const lines = code.split('\n');
  const text = errors.map((m) => `line ${m.lineNum}: ${m.message}\n  ${(lines[m.lineNum - 1] ?? '').trim()}`);
  throw new KernelError(`internal: shader ${name} does not compile.\n${text.join('\n')}`);
}
