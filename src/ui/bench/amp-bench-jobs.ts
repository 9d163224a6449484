import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BenchJob } from '../../protocol/benchmark.ts';
import { shared } from '../styles.ts';
import { jobInWords } from './benchView.ts';

/**
 * Benchmarks that did not come to their end: what a reload or a lost GPU cut off, what failed, what was stopped.
 *
 * @fires amp-go-on - `detail` is the BenchJob to go on with.
 * @fires amp-forget - `detail` is the BenchJob to forget; its answers stay known.
 */
@customElement('amp-bench-jobs')
export class AmpBenchJobs extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1rem;
        align-items: center;
        justify-content: space-between;
        padding: 0.7rem 1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      li.cut {
        background: var(--warn-wash);
        border-color: var(--warn);
      }
      li > span {
        flex: 1 1 14rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
        flex: none;
        gap: 0.4rem;
      }
    `,
  ];

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
    const name = this.nameOf(job);
    return html`<li class=${status === 'stopped' ? '' : 'cut'}>
      <span>
        <b>${name}</b> ${jobInWords(job)}
        ${error === undefined || status !== 'failed' ? nothing : html`<br /><span class="small">${error}</span>`}
      </span>
      <span class="buttons">
        <button
          class=${status === 'stopped' ? 'plain' : 'primary'}
          type="button"
          title=${this.blocked || nothing}
          ?disabled=${this.blocked !== ''}
          @click=${() => this._send('amp-go-on', job)}
        >
          Go on<span class="visually-hidden"> with ${name}</span>
        </button>
        <button class="plain" type="button" @click=${() => this._send('amp-forget', job)}>
          Forget<span class="visually-hidden"> ${name}</span>
        </button>
      </span>
    </li>`;
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
