import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LadderJob } from '../../protocol/ladderJob.ts';
import '../amp-error.ts';
import { shared } from '../styles.ts';
import { type JobView } from './jobView.ts';
import { isUnderWay, timeLeftInWords } from '../jobProgress.ts';

/**
 * The ladders that are being made, with progress, time left and a stop; and the jobs of earlier that did not end.
 *
 * @fires amp-stop - Stop was pressed.
 * @fires amp-go-on - `detail` is the LadderJob to go on with.
 * @fires amp-discard - `detail` is the LadderJob to forget, with its ladders.
 */
@customElement('amp-ladder-job')
export class AmpLadderJob extends LitElement {
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
      }
      .now > :is(button, .left) {
        justify-self: end;
      }
      @media (max-width: 480px) {
        .now {
          grid-template-columns: minmax(0, 1fr);
        }
        .now > :is(button, .left) {
          justify-self: start;
        }
      }
      progress {
        grid-column: 1 / -1;
        width: 100%;
        height: 0.7rem;
        accent-color: var(--accent);
      }
      ul {
        display: grid;
        gap: 0.6rem;
        list-style: none;
      }
      .box + .box,
      .box + amp-error,
      amp-error + .box {
        margin-top: 0.8rem;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.8rem;
        align-items: center;
        justify-content: space-between;
      }
      li > span:first-child {
        flex: 1 1 14rem;
      }
      .buttons {
        display: flex;
        gap: 0.4rem;
      }
      h3 {
        margin-bottom: 0.4rem;
        font-size: var(--size-1);
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

  /** The job that is shown; undefined before the first of this visit. */
  @property({ attribute: false }) view: JobView | undefined;
  /** Jobs that can be gone on with. */
  @property({ attribute: false }) unfinished: readonly LadderJob[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult {
    const { view, unfinished } = this;
    return html`
      ${view === undefined ? nothing : this._view(view)}
      ${
        unfinished.length === 0
          ? nothing
          : html`<div class="box">
              <h3>Not finished yet</h3>
              <ul>
                ${unfinished.map((job) => this._unfinished(job))}
              </ul>
            </div>`
      }
    `;
  }

  private _view(view: JobView): TemplateResult {
    const busy = isUnderWay(view);
    return html`<div class="box">
        <div class="now">
          <span role="status"><b>${view.name}.</b> ${headline(view)}</span>
          ${
            busy
              ? html`<button
                  class="plain"
                  type="button"
                  ?disabled=${view.state === 'stopping'}
                  @click=${() => this._send('amp-stop')}
                >
                  Stop
                </button>`
              : nothing
          }
          ${
            busy
              ? html`<progress
                    aria-label="Progress of the ladders"
                    max=${Math.max(1, view.total)}
                    value=${view.total === 0 ? nothing : view.done}
                  ></progress>
                  <span class="small quiet">${counts(view)}</span>
                  <span class="left small quiet">${timeLeftInWords(view)}</span>`
              : nothing
          }
        </div>
        ${view.warnings.map((warning) => html`<p class="warning small" role="status">${warning}</p>`)}
      </div>
      ${view.state === 'failed' ? html`<amp-error .error=${view.error}></amp-error>` : nothing}`;
  }

  private _unfinished(job: LadderJob): TemplateResult {
    const { options, status, done, total, error } = job;
    const ended = status === 'running' ? 'cut off' : status;
    return html`<li>
      <span>
        <b>${options.name}</b>
        <span class="small quiet">
          ${ended} after ${done} of ${total || '?'} ladders${status === 'failed' && error ? `: ${error}` : ''}
        </span>
      </span>
      <span class="buttons">
        <button
          class="plain"
          type="button"
          title=${this.blocked || nothing}
          ?disabled=${this.blocked !== ''}
          @click=${() => this._send('amp-go-on', job)}
        >
          Go on<span class="visually-hidden"> with ${options.name}</span>
        </button>
        <button
          class="plain"
          type="button"
          title=${this.blocked || nothing}
          ?disabled=${this.blocked !== ''}
          @click=${() => this._send('amp-discard', job)}
        >
          Discard<span class="visually-hidden"> ${options.name} with its ladders</span>
        </button>
      </span>
    </li>`;
  }

  private _send(type: 'amp-stop' | 'amp-go-on' | 'amp-discard', detail?: LadderJob): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function headline(view: JobView): string {
  const stored = view.job?.done ?? 0;
  switch (view.state) {
    case 'running':
      return view.message;
    case 'stopping':
      return 'Stopping at the next safe point…';
    case 'finished':
      return `Finished: ${stored} ladders. They stand below.`;
    case 'stopped':
      return `Stopped; ${stored} ladders are kept.`;
    case 'failed':
      return `It did not finish; ${stored} ladders are kept.`;
  }
}

function counts({ job, done, total }: JobView): string {
  const share = total > 0 ? `${Math.floor((100 * done) / total)} %` : '';
  const stored = job === undefined || job.total === 0 ? '' : `${job.done} of ${job.total} ladders stored`;
  return [share, stored].filter(Boolean).join(' · ');
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-job': AmpLadderJob;
  }
}
