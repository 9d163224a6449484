import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BenchJob } from '../../protocol/benchmark.ts';
import { shared } from '../styles.ts';
import { unfinishedItem, unfinishedStyles } from '../unfinished.ts';
import { jobInWords } from './benchView.ts';

/**
 * Benchmarks that did not come to their end: what a reload or a lost GPU cut off, what failed, what was stopped.
 *
 * @fires amp-go-on - `detail` is the BenchJob to go on with.
 * @fires amp-forget - `detail` is the BenchJob to forget; its answers stay known.
 */
@customElement('amp-bench-jobs')
export class AmpBenchJobs extends LitElement {
  static override readonly styles = [shared, unfinishedStyles];

  /** Jobs that can be gone on with, newest first. */
  @property({ attribute: false }) jobs: readonly BenchJob[] = [];
  /** What each is called: benchmark and model. */
  @property({ attribute: false }) nameOf: (job: BenchJob) => string = ({ options }) => options.benchmark;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult | typeof nothing {
    if (this.jobs.length === 0) return nothing;
    return html`<ul aria-label="Benchmarks that did not end">
      ${this.jobs.map((job) => this._job(job))}
    </ul>`;
  }

  private _job(job: BenchJob): TemplateResult {
    const { status, error } = job;
    const stopped = status === 'stopped';
    return unfinishedItem({
      name: this.nameOf(job),
      words: jobInWords(job),
      error: status === 'failed' ? error : undefined,
      cut: !stopped,
      goOnClass: stopped ? 'plain' : 'primary',
      dropWord: 'Forget',
      blocked: this.blocked,
      onGoOn: () => this._send('amp-go-on', job),
      onDrop: () => this._send('amp-forget', job),
    });
  }

  private _send(type: 'amp-go-on' | 'amp-forget', detail: BenchJob): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-jobs': AmpBenchJobs;
  }
}
