// The worker's far end: one GPU, one store, one job at a time. Everything the page asks for goes through here.
import { ConfigError, DeviceLostError, GpuUnavailableError, StorageError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { drawScene, IMAGE_SIZE, type Atlas } from '../data/scenes/draw.ts';
import { sceneOf, type Style } from '../data/scenes/scene.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { loadWeights } from '../model/weights.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type {
  GpuReport,
  LabWorker,
  QuickstartEvent,
  QuickstartOptions,
  QuickstartResult,
} from '../protocol/lab.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { openStore, type OpenedStore } from '../store/open.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';
import { loadAtlas, loadTiny } from './bundle.ts';
import { JobControl } from './control.ts';
import { runQuickstart } from './quickstart.ts';

export class Lab implements LabWorker {
  private readonly opened: Promise<OpenedStore> = openStore();
  private readonly atlases = new Map<Style, Promise<Atlas>>();
  private readonly lossListeners: ((message: string) => void)[] = [];
  private gpu: Gpu | undefined;
  private job: JobControl | undefined;

  constructor(private readonly assets: Assets) {}

  async openGpu(): Promise<GpuReport> {
    try {
      return { kind: 'ready', adapter: (await this.device()).adapter };
    } catch (error) {
      if (!(error instanceof GpuUnavailableError)) throw error;
      return { kind: 'unavailable', message: error.message };
    }
  }

  async runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult> {
    return this.exclusively(async (control) => {
      const [gpu, { store, warning }] = await Promise.all([this.device(), this.opened]);
      if (warning !== undefined) onEvent({ kind: 'warning', message: warning.message });
      const emit = (event: QuickstartEvent): void => onEvent(event);
      return runQuickstart({ gpu, assets: this.assets, store, control, emit }, options);
    });
  }

  pause(): void {
    this.job?.pause();
  }

  resume(): void {
    this.job?.resume();
  }

  stop(): void {
    this.job?.stop();
  }

  onDeviceLost(listener: (message: string) => void): void {
    this.lossListeners.push(listener);
  }

  async importCheckpoint(name: string, bytes: ArrayBuffer): Promise<{ parameters: number; hash: string }> {
    const file = readSafetensors(bytes, name);
    const { config } = await loadTiny(this.assets);
    const weights = loadWeights(config, file);
    const hash = await sha256(new Uint8Array(bytes));
    const store = await this.store();
    await store.putCheckpoint({ hash, name, createdAt: new Date().toISOString(), bytes });
    const parameters = [...weights.values()].reduce((sum, { length }) => sum + length, 0);
    return { parameters, hash };
  }

  async listRuns(): Promise<Run[]> {
    return (await this.store()).listRuns();
  }

  async listRunEvents(runId: string): Promise<RunEvent[]> {
    return (await this.store()).listEvents(runId);
  }

  async listLadders(): Promise<Ladder[]> {
    return (await this.store()).listLadders();
  }

  async listResults(): Promise<BenchResult[]> {
    return (await this.store()).listResults();
  }

  async listQuickstarts(): Promise<QuickstartResult[]> {
    return (await this.store()).listQuickstarts();
  }

  async clearAll(): Promise<void> {
    await (await this.store()).clearAll();
  }

  async drawImage(image: ImageRef): Promise<{ size: number; rgba: Uint8ClampedArray }> {
    if (image.kind !== 'scene') {
      throw new StorageError(`The image ${image.name} is not stored in this lab.`, 'Import it again.');
    }
    const planes = drawScene(sceneOf(image), await this.atlas(image.style as Style));
    const pixels = IMAGE_SIZE * IMAGE_SIZE;
    const rgba = new Uint8ClampedArray(pixels * 4);
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < 3; c++) rgba[i * 4 + c] = planes[c * pixels + i] as number;
      rgba[i * 4 + 3] = 255;
    }
    return { size: IMAGE_SIZE, rgba };
  }

  /** Runs a job alone. A lost device ends it even where it waits for work that will never be done. */
  private async exclusively<T>(run: (control: JobControl) => Promise<T>): Promise<T> {
    if (this.job !== undefined) {
      throw new ConfigError('A job is already running in this lab.', 'Wait for its end, or stop it.');
    }
    const control = new JobControl();
    this.job = control;
    try {
      const { lost, forget } = await this.loss(control);
      try {
        return await Promise.race([run(control), lost]);
      } finally {
        forget();
      }
    } finally {
      this.job = undefined;
    }
  }

  private async loss(control: JobControl): Promise<{ lost: Promise<never>; forget: () => void }> {
    const gpu = await this.device();
    let forget = (): void => undefined;
    const lost = new Promise<never>((_, reject) => {
      forget = gpu.onLost(({ reason, message }) => {
        const error = new DeviceLostError(
          `The GPU was lost while working (${message || reason}).`,
          'Open it again and start again: what was stored before is still there.',
        );
        control.abort(error);
        reject(error);
      });
    });
    return { lost, forget };
  }

  private async device(): Promise<Gpu> {
    if (this.gpu === undefined || this.gpu.isLost) {
      const gpu = await openGpu();
      this.gpu = gpu;
      gpu.onLost(({ reason, message }) => {
        if (this.job !== undefined) return; // the job's own error tells the page
        for (const listener of this.lossListeners) listener(message || reason);
      });
    }
    return this.gpu;
  }

  private async store(): Promise<LabStore> {
    return (await this.opened).store;
  }

  private atlas(style: Style): Promise<Atlas> {
    const known = this.atlases.get(style);
    if (known !== undefined) return known;
    const loading = loadAtlas(this.assets, style);
    loading.catch(() => this.atlases.delete(style)); // so that the next call tries again
    this.atlases.set(style, loading);
    return loading;
  }
}
