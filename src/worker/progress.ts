// Progress of the quickstart: stages have fixed shares of the whole, learned from runs, so that time left can be told.
import { QUICKSTART_STAGES, type QuickstartEvent, type QuickstartStage } from '../protocol/lab.ts';
import type { JobControl } from './control.ts';

/** Share of the whole run's time; only the estimate of time left depends on it. */
const SHARES: Readonly<Record<QuickstartStage, number>> = {
  load: 0.05,
  before: 0.13,
  generate: 0.25,
  reference: 0.04,
  train: 0.4,
  after: 0.13,
  report: 0,
};

/** Below this share of the whole no estimate of the time left is given. */
const ENOUGH = 0.04;

export class Progress {
  private current: QuickstartStage = 'load';
  private readonly started = performance.now();

  constructor(
    private readonly emit: (event: QuickstartEvent) => void,
    private readonly control: JobControl,
  ) {}

  stage(stage: QuickstartStage, message: string): void {
    this.current = stage;
    this.emit({ kind: 'stage', stage, message });
  }

  /** Reports, and waits while the user has paused. @throws CancelledError when the user has stopped the job */
  async done(done: number, total: number): Promise<void> {
    const before = QUICKSTART_STAGES.slice(0, QUICKSTART_STAGES.indexOf(this.current));
    const share =
      before.reduce((sum, stage) => sum + SHARES[stage], 0) +
      (SHARES[this.current] * done) / Math.max(1, total);
    const elapsed = (performance.now() - this.started) / 1000;
    const secondsLeft = share > ENOUGH ? (elapsed / share) * (1 - share) : undefined;
    this.emit({ kind: 'progress', stage: this.current, done, total, secondsLeft });
    await this.control.checkpoint();
  }
}
