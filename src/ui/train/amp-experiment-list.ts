import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Experiment } from '../../protocol/experiment.ts';
import { download } from '../data/download.ts';
import { shared } from '../styles.ts';
import { canGoOn, experimentCsv, fileNameOf } from './experimentView.ts';

/**
 * The experiments in this browser, started or imported.
 *
 * @fires amp-show - `detail` is the id of the experiment to show.
 * @fires amp-go-on - `detail` is the Experiment to go on with.
 * @fires amp-delete - `detail` is the id of the experiment to delete.
 */
@customElement('amp-experiment-list')
export class AmpExperimentList extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        list-style: none;
        border-top: 1px solid var(--rule);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.3rem 1rem;
        align-items: center;
        padding: 0.6rem 0.7rem;
        border-bottom: 1px solid var(--rule);
        overflow-wrap: anywhere;
      }
      li[aria-current='true'] {
        background: var(--paper);
        box-shadow: inset 4px 0 0 var(--accent);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      @media (max-width: 680px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The experiments, newest first. */
  @property({ attribute: false }) experiments: readonly Experiment[] = [];
  /** Whether the list is still being read for the first time. */
  @property({ type: Boolean }) reading = false;
  /** Id of the experiment whose table is shown. */
  @property() shown = '';
  /** Id of the experiment that is under way. */
  @property() running = '';
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult {
    if (this.reading) return html`<p class="quiet" role="status">Reading the list…</p>`;
    if (this.experiments.length === 0) {
      return html`<p class="quiet">
        None yet. Open an experiment’s file to start one, or a result to see it.
      </p>`;
    }
    return html`<ul aria-label="Experiments">
      ${this.experiments.map((experiment) => this._experiment(experiment))}
    </ul>`;
  }

  private _experiment(experiment: Experiment): TemplateResult {
    const { id, spec, error, status } = experiment;
    const current = id === this.shown;
    return html`<li aria-current=${current ? 'true' : 'false'}>
      <div>
        <b>${spec.name}</b>
        <p class="small quiet">${facts(experiment, id === this.running)}</p>
        ${error === undefined || status !== 'failed' ? nothing : html`<p class="small">${error}</p>`}
      </div>
      ${this._buttons(experiment, current)}
    </li>`;
  }

  private _buttons(experiment: Experiment, current: boolean): TemplateResult {
    const { id, spec } = experiment;
    const hidden = html`<span class="visually-hidden"> ${spec.name}</span>`;
    const running = id === this.running;
    return html`<div class="buttons">
      <button class="plain" type="button" aria-pressed=${current} @click=${() => this._send('amp-show', id)}>
        ${current ? 'Shown' : 'Show'}${hidden}
      </button>
      ${
        canGoOn(experiment, this.running)
          ? html`<button
              class="plain"
              type="button"
              title=${this.blocked || nothing}
              ?disabled=${this.blocked !== ''}
              @click=${() => this._send('amp-go-on', experiment)}
            >
              Go on${hidden}
            </button>`
          : nothing
      }
      <button class="plain" type="button" @click=${() => saveJson(experiment)}>JSON${hidden}</button>
      <button class="plain" type="button" @click=${() => saveCsv(experiment)}>CSV${hidden}</button>
      <button class="plain" type="button" ?disabled=${running} @click=${() => this._send('amp-delete', id)}>
        Delete${hidden}
      </button>
    </div>`;
  }

  private _send(type: 'amp-show' | 'amp-go-on' | 'amp-delete', detail: string | Experiment): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function facts({ status, trials, total, createdAt, adapter }: Experiment, running: boolean): string {
  const how = running ? 'under way' : status === 'running' ? 'cut off' : status;
  const when = new Date(createdAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return [how, `${trials.length} of ${total} trials`, when, adapter].filter(Boolean).join(' · ');
}

function saveJson(experiment: Experiment): void {
  const text = `${JSON.stringify(experiment, undefined, 1)}\n`;
  download(fileNameOf(experiment.spec.name, 'json'), new Blob([text], { type: 'application/json' }));
}

function saveCsv(experiment: Experiment): void {
  download(
    fileNameOf(experiment.spec.name, 'csv'),
    new Blob([experimentCsv(experiment)], { type: 'text/csv' }),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-experiment-list': AmpExperimentList;
  }
}
