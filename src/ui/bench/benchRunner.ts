// Runs benchmarks for an element: one after the other, followed event by event, paused, resumed and stopped.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BenchOptions } from '../../protocol/benchmark.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { addBenchEvent, finishBench, startBench, type BenchView } from './benchView.ts';
import { JobControls } from '../jobControls.ts';
import { failed, isUnderWay } from '../jobProgress.ts';

export class BenchRunner implements ReactiveController {
  /** The benchmark under way, or the last one; undefined before the first of this visit. */
  view: BenchView | undefined;

  readonly controls: JobControls<BenchView>;

  /** @param client of the host */
  constructor(
    private readonly host: ReactiveControllerHost,
    client: () => LabClient | undefined,
  ) {
    host.addController(this);
    this.controls = new JobControls<BenchView>(
      client,
      () => this.view,
      (view) => this.become(view),
    );
  }

  hostConnected(): void {}

  get busy(): boolean {
    return isUnderWay(this.view);
  }

  /**
   * Runs benchmarks until one does not come to its end.
   * @param nameOf what a run is called; @param keyOf the key of its text judge
   */
  async runAll(
    client: LabClient,
    runs: readonly BenchOptions[],
    nameOf: (options: BenchOptions) => string,
    keyOf: (options: BenchOptions) => string | undefined,
  ): Promise<void> {
    for (const options of runs) {
      this.become(startBench(options, nameOf(options)));
      if (!(await this.run(client, options, keyOf(options)))) return;
    }
  }

  /** @returns whether it came to its end */
  private async run(client: LabClient, options: BenchOptions, key: string | undefined): Promise<boolean> {
    try {
      const job = await client.runBenchmark(options, key, (event) => {
        if (this.view !== undefined) this.become(addBenchEvent(this.view, event));
      });
      if (this.view !== undefined) this.become(finishBench(this.view, job));
      return true;
    } catch (error) {
      if (this.view !== undefined) this.become(failed(this.view, errorRecord(error)));
      return false;
    }
  }

  private become(view: BenchView): void {
    this.view = view;
    this.host.requestUpdate();
  }
}
