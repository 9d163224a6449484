import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { LabClient } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-card.ts';
import './amp-export.ts';
import { datasetFacts } from './datasetView.ts';

type Panel = 'card' | 'export';

/**
 * The datasets in this browser, made or imported: what is in them, which one is shown, its card, export and deletion.
 *
 * @fires amp-show - `detail` is the id of the dataset to show.
 * @fires amp-delete - `detail` is the id of the dataset to delete.
 * @fires amp-begin - There is none yet: `detail` says what the user wants, `make` or `import`.
 */
@customElement('amp-datasets')
export class AmpDatasets extends LitElement {
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
      }
      li[aria-current='true'] {
        background: var(--paper);
        box-shadow: inset 4px 0 0 var(--accent);
      }
      b {
        overflow-wrap: anywhere;
      }
      .facts {
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      .begin {
        margin-top: 0.6rem;
      }
      .panel {
        grid-column: 1 / -1;
        margin-top: 0.4rem;
      }
      @media (max-width: 680px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The datasets, newest first. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Whether the list is still being read for the first time. */
  @property({ type: Boolean }) reading = false;
  /** Id of the dataset whose ladders are shown. */
  @property() shown = '';
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  /** Of which dataset, and what. */
  @state() private _panel: { readonly id: string; readonly panel: Panel } | undefined;

  override render(): TemplateResult {
    if (this.reading) return html`<p class="quiet" role="status">Reading the list…</p>`;
    if (this.datasets.length === 0) {
      return html`<p class="quiet">
          None yet. Ladders that you make or import stand here, in this browser only.
        </p>
        <div class="buttons begin">
          <button class="plain" type="button" @click=${() => this._send('amp-begin', 'make')}>
            Make ladders
          </button>
          <button class="plain" type="button" @click=${() => this._send('amp-begin', 'import')}>
            Import a file
          </button>
        </div>`;
    }
    return html`<ul aria-label="Datasets">
      ${this.datasets.map((dataset) => this._dataset(dataset))}
    </ul>`;
  }

  private _dataset(dataset: Dataset): TemplateResult {
    const { id, name } = dataset;
    const current = id === this.shown;
    return html`<li aria-current=${current ? 'true' : 'false'}>
      <div>
        <b>${name}</b>
        <p class="facts">${datasetFacts(dataset).join(' · ')}</p>
      </div>
      <div class="buttons">
        <button
          class="plain"
          type="button"
          aria-pressed=${current}
          @click=${() => this._send('amp-show', id)}
        >
          ${current ? 'Shown' : 'Show'}<span class="visually-hidden"> ${name}</span>
        </button>
        ${this._opener(dataset, 'card', 'Card')} ${this._opener(dataset, 'export', 'Export')}
        <button
          class="plain"
          type="button"
          title=${this.blocked || nothing}
          ?disabled=${this.blocked !== ''}
          @click=${() => this._delete(id)}
        >
          Delete<span class="visually-hidden"> ${name}</span>
        </button>
      </div>
      ${this._panel?.id === id ? html`<div class="panel">${this._content(dataset, this._panel.panel)}</div>` : nothing}
    </li>`;
  }

  private _opener({ id, name }: Dataset, panel: Panel, label: string): TemplateResult {
    const open = this._panel?.id === id && this._panel.panel === panel;
    return html`<button
      class="plain"
      type="button"
      aria-expanded=${open}
      @click=${() => (this._panel = open ? undefined : { id, panel })}
    >
      ${label}<span class="visually-hidden"> ${name}</span>
    </button>`;
  }

  private _content(dataset: Dataset, panel: Panel): TemplateResult {
    switch (panel) {
      case 'card':
        return html`<amp-card .client=${this.client} source=${dataset.id}></amp-card>`;
      case 'export':
        return html`<amp-export
          .client=${this.client}
          .source=${dataset}
          .blocked=${this.blocked}
        ></amp-export>`;
    }
  }

  private _delete(id: string): void {
    if (this._panel?.id === id) this._panel = undefined;
    this._send('amp-delete', id);
  }

  private _send(type: 'amp-show' | 'amp-delete' | 'amp-begin', detail: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-datasets': AmpDatasets;
  }
}
