import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../../protocol/run.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { download } from '../data/download.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-run-details.ts';
import { cellOf, differingColumns, finalColumns, finalMetrics, statusInWords } from './runsView.ts';

/** Runs whose last figures are read: reading thousands of steps of each takes time. */
const READ_AT_ONCE = 40;

/**
 * All runs in this browser: only what differs between them, how they ended, their last figures; the chosen ones' curves.
 *
 * @fires amp-choose - `detail` are the ids of the runs whose curves shall be shown.
 * @fires amp-begin - There is none yet, and the user wants to start one.
 * @fires amp-delete - `detail` is the id of the run to delete, with its weights.
 */
@customElement('amp-runs')
export class AmpRuns extends LitElement {
  static override readonly styles = [
    shared,
    css`
      table {
        width: 100%;
      }
      tbody th {
        min-width: 12rem;
        max-width: 22rem;
        color: var(--ink);
        font-size: var(--size-1);
        overflow-wrap: anywhere;
      }
      tbody th span {
        display: block;
        font-weight: 400;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      tbody th .error {
        color: var(--bad);
      }
      td {
        white-space: nowrap;
      }
      .figure {
        text-align: right;
      }
      td input {
        width: 1.1rem;
        height: 1.1rem;
        min-height: 0;
        accent-color: var(--accent);
      }
      tr.chosen > * {
        background: var(--paper);
      }
      .buttons {
        display: flex;
        gap: 0.4rem;
      }
      .line,
      amp-run-details,
      amp-error {
        margin-top: 0.9rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** All runs, newest first. */
  @property({ attribute: false }) runs: readonly Run[] = [];
  /** Whether the list is still being read for the first time. */
  @property({ type: Boolean }) reading = false;
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Ids of the runs whose curves are shown. */
  @property({ attribute: false }) chosen: readonly string[] = [];
  /** Id of the run that is under way. */
  @property() running = '';
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  /** Steps of runs, by id and number of steps. */
  @state() private _events: ReadonlyMap<string, readonly RunEvent[]> = new Map();
  /** Id of the run that is being packed. */
  @state() private _exporting = '';
  @state() private _exported = '';
  @state() private _error: ErrorRecord | undefined;

  override render(): TemplateResult {
    const { runs } = this;
    if (this.reading) return html`<p class="quiet" role="status">Reading the list…</p>`;
    if (runs.length === 0) {
      return html`<p class="quiet">
          None yet. Runs that you start above stand here, in this browser only, with their curves and weights.
        </p>
        <p class="line">
          <button
            class="plain"
            type="button"
            @click=${() => this.dispatchEvent(new CustomEvent('amp-begin'))}
          >
            Start the first one
          </button>
        </p>`;
    }
    const columns = differingColumns(runs, this);
    const finals = runs.map((run) => finalMetrics(this._eventsOf(run)));
    const figures = finalColumns(finals);
    const chosen = runs.filter(({ id }) => this.chosen.includes(id));
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Training runs">
        <table>
          <thead>
            <tr>
              <th scope="col">show</th>
              <th scope="col">run</th>
              <th scope="col"><span class="visually-hidden">actions</span></th>
              ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
              ${figures.map(({ label }) => html`<th scope="col" class="figure">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${runs.map((run, i) => {
              const { id, name, createdAt, error, status } = run;
              const on = this.chosen.includes(id);
              return html`<tr class=${on ? 'chosen' : ''}>
                <td>
                  <input
                    type="checkbox"
                    aria-label=${`Show ${name}`}
                    .checked=${on}
                    @change=${() => this._choose(id)}
                  />
                </td>
                <th scope="row">
                  ${name}
                  <span>${statusInWords(run, this.running)}</span>
                  ${error === undefined || status !== 'failed' ? nothing : html`<span class="error">${error}</span>`}
                  <span>${when(createdAt)}</span>
                </th>
                <td>${this._actions(run)}</td>
                ${columns.map(({ key }) => html`<td>${cellOf(run, key, this)}</td>`)}
                ${figures.map(({ key, text }) => {
                  const value = finals[i]?.[key];
                  return html`<td class="figure">${value === undefined ? '–' : text(value)}</td>`;
                })}
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${this._exported === '' ? nothing : html`<p class="line small" role="status">${this._exported}</p>`}
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>
      ${
        chosen.length === 0
          ? html`<p class="line small quiet">
              Show one to see its curves, several to lay them over each other.
            </p>`
          : html`<amp-run-details
              .client=${this.client}
              .runs=${chosen}
              .curves=${chosen.map((run) => ({ name: run.name, events: this._eventsOf(run) }))}
            ></amp-run-details>`
      }
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('runs') || changed.has('client') || changed.has('chosen')) void this._read();
  }

  private _actions(run: Run): TemplateResult {
    const { id, name, source, trained } = run;
    if (id === this.running) return html``;
    return html`<span class="buttons">
      ${
        trained === undefined
          ? nothing
          : html`<button
              class="plain"
              type="button"
              ?disabled=${this._exporting !== '' || this.blocked !== ''}
              @click=${() => this._export(run)}
            >
              ${this._exporting === id ? 'Packing…' : 'Export'}<span class="visually-hidden"> ${name}</span>
            </button>`
      }
      ${
        source === undefined && trained === undefined // the quickstart's own, which its result shows
          ? nothing
          : html`<button
              class="plain"
              type="button"
              title=${this.blocked || nothing}
              ?disabled=${this.blocked !== ''}
              @click=${() => this._delete(id)}
            >
              Delete<span class="visually-hidden"> ${name}, with its weights</span>
            </button>`
      }
    </span>`;
  }

  private _eventsOf({ id, stepsDone }: Run): readonly RunEvent[] {
    return this._events.get(`${id} ${stepsDone}`) ?? [];
  }

  /** Reads the steps of runs that are not read yet: the newest, and the chosen ones. */
  private async _read(): Promise<void> {
    const { client, runs } = this;
    if (client === undefined) return;
    const wanted = runs.filter(({ id }, i) => i < READ_AT_ONCE || this.chosen.includes(id));
    const known = this._events;
    try {
      const read = await Promise.all(
        wanted.map(async ({ id, stepsDone }) => {
          const key = `${id} ${stepsDone}`;
          return [key, known.get(key) ?? (await client.listRunEvents(id))] as const;
        }),
      );
      if (runs === this.runs) this._events = new Map(read);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private _choose(id: string): void {
    const others = this.chosen.filter((one) => one !== id);
    this.chosen = others.length < this.chosen.length ? others : [...others, id];
    this.dispatchEvent(new CustomEvent('amp-choose', { detail: this.chosen }));
  }

  private _delete(id: string): void {
    this.dispatchEvent(new CustomEvent('amp-delete', { detail: id }));
  }

  private async _export({ id }: Run): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    this._exporting = id;
    this._error = undefined;
    this._exported = '';
    try {
      const { name, blob } = await client.exportRun(id);
      download(name, blob);
      this._exported = `${name}, ${formatBytes(blob.size)}: weights, tokenizer, configuration and the run’s record.`;
    } catch (error) {
      this._error = errorRecord(error);
    } finally {
      this._exporting = '';
    }
  }
}

function when(iso: string): string {
  return new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-runs': AmpRuns;
  }
}
