import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange, formatDuration } from '../base/format.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Run } from '../protocol/run.ts';
import { adapterName } from './amp-gpu.ts';
import { shared } from './styles.ts';

/**
 * What earlier visits left in this browser: finished quickstarts, and runs that did not finish.
 *
 * @fires amp-show - `detail` is the id of the quickstart to show.
 */
@customElement('amp-history')
export class AmpHistory extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        width: 100%;
      }
      td:first-child {
        min-width: 7.5rem;
      }
      .time {
        white-space: nowrap;
      }
      tr[aria-current='true'] td {
        background: var(--sunk);
      }
    `,
  ];

  /** Finished quickstarts, newest first. */
  @property({ attribute: false }) quickstarts: readonly QuickstartResult[] = [];
  /** All runs; those of finished quickstarts are not listed twice. */
  @property({ attribute: false }) runs: readonly Run[] = [];
  /** Id of the quickstart on the page. */
  @property() shown = '';

  override render(): TemplateResult {
    const finished = new Set(this.quickstarts.map(({ runId }) => runId));
    const others = this.runs.filter(({ id }) => !finished.has(id));
    if (this.quickstarts.length === 0 && others.length === 0) {
      return html`<p class="quiet">
        Nothing yet. Results of the quickstart will be kept here, in this browser only.
      </p>`;
    }
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Earlier runs">
        <table>
          <thead>
            <tr>
              <th scope="col">when</th>
              <th scope="col">seed</th>
              <th scope="col">size</th>
              <th scope="col">hallucination rate, change</th>
              <th scope="col">time</th>
              <th scope="col">GPU</th>
              <th scope="col"><span class="visually-hidden">actions</span></th>
            </tr>
          </thead>
          <tbody>
            ${this.quickstarts.map((quickstart) => this._finished(quickstart))}
            ${others.map((run) => this._other(run))}
          </tbody>
        </table>
      </div>
    `;
  }

  private _finished({
    id,
    createdAt,
    seed,
    size,
    change,
    seconds,
    adapter,
  }: QuickstartResult): TemplateResult {
    const hallucination = change.differences.find(({ key }) => key === 'cumulativeHallucination');
    const { value = NaN, low = NaN, high = NaN } = hallucination ?? {};
    const points = (x: number): string => formatChange(x * 100, 1);
    const current = id === this.shown;
    return html`<tr aria-current=${current ? 'true' : 'false'}>
      <td>${when(createdAt)}</td>
      <td>${seed}</td>
      <td>${size}</td>
      <td>
        <b>${points(value)} points</b> <span class="small quiet">[${points(low)}, ${points(high)}]</span>
      </td>
      <td class="time">${formatDuration(seconds)}</td>
      <td>${adapterName(adapter)}</td>
      <td>
        ${
          current
            ? html`<span class="small quiet">shown above</span>`
            : html`<button class="plain" type="button" @click=${() => this._show(id)}>
                Show<span class="visually-hidden"> the quickstart of ${when(createdAt)}</span>
              </button>`
        }
      </td>
    </tr>`;
  }

  private _other({ createdAt, config, stepsDone, status, adapter }: Run): TemplateResult {
    // A run that says it is running, but is not the one on the page, lost its page.
    const ended = status === 'running' || status === 'paused' ? 'interrupted' : status;
    return html`<tr>
      <td>${when(createdAt)}</td>
      <td>${config.seed}</td>
      <td colspan="3">${ended} after ${stepsDone} of ${config.steps} steps</td>
      <td>${adapter}</td>
      <td></td>
    </tr>`;
  }

  private _show(id: string): void {
    this.dispatchEvent(new CustomEvent('amp-show', { detail: id, bubbles: true, composed: true }));
  }
}

function when(iso: string): string {
  return new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-history': AmpHistory;
  }
}
