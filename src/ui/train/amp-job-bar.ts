import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles.ts';

/** What a job's bar needs to know. */
export interface JobBar {
  readonly name: string;
  readonly state: 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed';
  readonly headline: string;
  readonly timeLeft: string;
  /** What stands below the bar, such as `step 3 of 20`. */
  readonly counts: string;
  readonly done: number;
  readonly total: number;
  readonly warnings: readonly string[];
}

/**
 * A job under way: what it does, its progress, the time left, pause, resume and stop; afterwards how it ended.
 *
 * @fires amp-pause - Pause was pressed.
 * @fires amp-resume - Resume was pressed.
 * @fires amp-stop - Stop was pressed.
 */
@customElement('amp-job-bar')
export class AmpJobBar extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .box {
        padding: 0.8rem 1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .now {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.3rem 1rem;
        align-items: center;
        overflow-wrap: anywhere;
      }
      .now > :is(.buttons, .left) {
        justify-self: end;
      }
      .buttons {
        display: flex;
        gap: 0.4rem;
      }
      @media (max-width: 480px) {
        .now {
          grid-template-columns: minmax(0, 1fr);
        }
        .now > :is(.buttons, .left) {
          justify-self: start;
        }
      }
      progress {
        grid-column: 1 / -1;
        width: 100%;
        height: 0.7rem;
        accent-color: var(--accent);
      }
      .warning {
        margin-top: 0.5rem;
        padding: 0.4rem 0.7rem;
        background: var(--warn-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** How the job stands; nothing is shown without it. */
  @property({ attribute: false }) job: JobBar | undefined;
  /** Name of the progress bar. */
  @property() label = '';

  override render(): TemplateResult | typeof nothing {
    const { job } = this;
    if (job === undefined) return nothing;
    const busy = ['running', 'paused', 'stopping'].includes(job.state);
    return html`<div class="box">
      <div class="now">
        <span role="status"><b>${job.name}.</b> ${job.headline}</span>
        ${
          busy
            ? html`${this._buttons(job)}
                <progress
                  aria-label=${this.label}
                  max=${Math.max(1, job.total)}
                  value=${job.total === 0 ? nothing : job.done}
                ></progress>
                <span class="small quiet">${job.counts}</span>
                <span class="left small quiet">${job.timeLeft}</span>`
            : nothing
        }
      </div>
      ${job.warnings.map((warning) => html`<p class="warning small" role="status">${warning}</p>`)}
    </div>`;
  }

  private _buttons({ state }: JobBar): TemplateResult {
    const stopping = state === 'stopping';
    const paused = state === 'paused';
    return html`<span class="buttons">
      <button
        class=${paused ? 'primary plain' : 'plain'}
        type="button"
        ?disabled=${stopping}
        @click=${() => this._send(paused ? 'amp-resume' : 'amp-pause')}
      >
        ${paused ? 'Resume' : 'Pause'}
      </button>
      <button class="plain" type="button" ?disabled=${stopping} @click=${() => this._send('amp-stop')}>
        Stop
      </button>
    </span>`;
  }

  private _send(type: 'amp-pause' | 'amp-resume' | 'amp-stop'): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-job-bar': AmpJobBar;
  }
}
