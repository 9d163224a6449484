// Pause, resume and stop of the one job that the worker does, for the element that follows it.
import type { LabClient } from './client.ts';
import type { JobProgress } from './jobProgress.ts';

export class JobControls<V extends Pick<JobProgress, 'state'>> {
  /**
   * @param client who does the job
   * @param view the job as it is shown; undefined before the first
   * @param show shows it anew
   */
  constructor(
    private readonly client: () => Pick<LabClient, 'pause' | 'resume' | 'stop'> | undefined,
    private readonly view: () => V | undefined,
    private readonly show: (view: V) => void,
  ) {}

  readonly pause = async (): Promise<void> => {
    await this.client()?.pause();
    this.become('paused', 'running');
  };

  readonly resume = async (): Promise<void> => {
    await this.client()?.resume();
    this.become('running', 'paused');
  };

  /** At the next safe point. */
  readonly stop = async (): Promise<void> => {
    this.become('stopping');
    await this.client()?.stop();
  };

  /** @param from only a job in this state; it may have ended meanwhile */
  private become(state: V['state'], from?: V['state']): void {
    const view = this.view();
    if (view !== undefined && (from === undefined || view.state === from)) this.show({ ...view, state });
  }
}
