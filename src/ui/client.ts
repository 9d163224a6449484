// The page's one line to the worker. Elements get this object; nothing else in ui/ knows of Comlink or workers.
import { proxy, wrap, type Remote } from 'comlink';
import type { BenchResult } from '../protocol/bench.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type {
  GpuReport,
  LabWorker,
  QuickstartEvent,
  QuickstartOptions,
  QuickstartResult,
} from '../protocol/lab.ts';
import type { Run, RunEvent } from '../protocol/run.ts';

export interface DrawnImage {
  readonly size: number;
  /** [size * size * 4] */
  readonly rgba: Uint8ClampedArray;
}

/** Draws an image of a record. */
export type Draw = (image: ImageRef) => Promise<DrawnImage>;

/** The worker's interface as the page sees it. Every method rejects when the worker has crashed. */
export interface LabClient {
  openGpu(): Promise<GpuReport>;
  runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  onDeviceLost(listener: (message: string) => void): void;
  importCheckpoint(name: string, bytes: ArrayBuffer): Promise<{ parameters: number; hash: string }>;
  listRuns(): Promise<Run[]>;
  listRunEvents(runId: string): Promise<RunEvent[]>;
  listResults(): Promise<BenchResult[]>;
  listQuickstarts(): Promise<QuickstartResult[]>;
  clearAll(): Promise<void>;
  drawImage: Draw;
}

/** Starts the worker. */
export function connectLab(): LabClient {
  const worker = new Worker(new URL('../worker/lab.worker.ts', import.meta.url), { type: 'module' });
  return new WorkerClient(worker);
}

class WorkerClient implements LabClient {
  private readonly lab: Remote<LabWorker>;
  private readonly crashed: Promise<never>;
  /** Images are drawn once; a page shows a few hundred at most, 36 KB each. */
  private readonly images = new Map<string, Promise<DrawnImage>>();

  constructor(worker: Worker) {
    this.lab = wrap<LabWorker>(worker);
    this.crashed = new Promise((_, reject) => {
      worker.addEventListener('error', (event) => {
        reject(
          new Error(
            `The lab's worker failed: ${event.message || 'it could not be loaded'}. Reload the page.`,
          ),
        );
      });
    });
    this.crashed.catch(() => undefined); // every call below shares it; without a call nobody need know
  }

  openGpu(): Promise<GpuReport> {
    return this.call<GpuReport>(this.lab.openGpu());
  }

  runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult> {
    return this.call(this.lab.runQuickstart(options, proxy(onEvent)));
  }

  pause(): Promise<void> {
    return this.call(this.lab.pause());
  }

  resume(): Promise<void> {
    return this.call(this.lab.resume());
  }

  stop(): Promise<void> {
    return this.call(this.lab.stop());
  }

  onDeviceLost(listener: (message: string) => void): void {
    void this.call(this.lab.onDeviceLost(proxy(listener)));
  }

  importCheckpoint(name: string, bytes: ArrayBuffer): Promise<{ parameters: number; hash: string }> {
    return this.call(this.lab.importCheckpoint(name, bytes));
  }

  listRuns(): Promise<Run[]> {
    return this.call(this.lab.listRuns());
  }

  listRunEvents(runId: string): Promise<RunEvent[]> {
    return this.call(this.lab.listRunEvents(runId));
  }

  listResults(): Promise<BenchResult[]> {
    return this.call(this.lab.listResults());
  }

  listQuickstarts(): Promise<QuickstartResult[]> {
    return this.call(this.lab.listQuickstarts());
  }

  clearAll(): Promise<void> {
    return this.call(this.lab.clearAll());
  }

  readonly drawImage: Draw = (image) => {
    const key = JSON.stringify(image);
    const known = this.images.get(key);
    if (known !== undefined) return known;
    const drawing = this.call(this.lab.drawImage(image));
    drawing.catch(() => this.images.delete(key));
    this.images.set(key, drawing);
    return drawing;
  };

  private call<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.crashed]);
  }
}
