import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Run } from '../../protocol/run.ts';
import { shared } from '../styles.ts';
import { offerInWords, wasCutOff } from './runView.ts';

/**
 * The offer to go on with runs that did not end: what a reload, a crash or a lost GPU cut off, and what was stopped.
 *
 * @fires amp-go-on - `detail` is the Run to go on with.
 * @fires amp-delete - `detail` is the Run to delete.
 */
@customElement('amp-unfinished-runs')
export class AmpUnfinishedRuns extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ul {
        display: grid;
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
      .buttons {
        display: flex;
        flex: none;
        gap: 0.4rem;
      }
      li > span:first-child {
        flex: 1 1 14rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Runs that can be gone on with, newest first. */
  @property({ attribute: false }) runs: readonly Run[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult | typeof nothing {
    if (this.runs.length === 0) return nothing;
    return html`<ul aria-label="Runs that did not end">
      ${this.runs.map((run) => this._run(run))}
    </ul>`;
  }

  private _run(run: Run): TemplateResult {
    const { name, status, error } = run;
    const how =
      status === 'failed' ? 'failed' : status === 'stopped' ? 'was stopped' : 'was cut off in mid-run';
    return html`<li class=${wasCutOff(run) ? 'cut' : ''}>
      <span>
        <b>${name}</b> ${how}. ${offerInWords(run)}
        ${error === undefined || status !== 'failed' ? nothing : html`<br /><span class="small">${error}</span>`}
      </span>
      <span class="buttons">
        <button
          class=${wasCutOff(run) ? 'primary plain' : 'plain'}
          type="button"
          title=${this.blocked || nothing}
          ?disabled=${this.blocked !== ''}
          @click=${() => this._send('amp-go-on', run)}
        >
          Go on<span class="visually-hidden"> with ${name}</span>
        </button>
        <button class="plain" type="button" @click=${() => this._send('amp-delete', run)}>
          Delete<span class="visually-hidden"> ${name}</span>
        </button>
      </span>
    </li>`;
  }

  private _send(type: 'amp-go-on' | 'amp-delete', detail: Run): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-unfinished-runs': AmpUnfinishedRuns;
  }
}
