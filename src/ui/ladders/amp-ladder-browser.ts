import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-checked-ladder.ts';
import './amp-ladder-list.ts';
import type { AmpLadderList } from './amp-ladder-list.ts';
import { summarise, type LadderSummary } from './ladderView.ts';

/** Ladders that are read from the store at once. */
const PAGE = 250;

/** The ladders of a dataset: the list on one side, the chosen one opened on the other. Keys: j and k, next and previous. */
@customElement('amp-ladder-browser')
export class AmpLadderBrowser extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .sides {
        display: grid;
        grid-template-columns: minmax(19rem, 5fr) minmax(0, 11fr);
        gap: var(--gap);
        align-items: start;
        margin-top: 0.7rem;
      }
      amp-ladder-list {
        position: sticky;
        top: 0.8rem;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.6rem;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 0.8rem;
      }
      .steps {
        display: flex;
        gap: 0.4rem;
      }
      kbd {
        padding: 0 0.3rem;
        font: 0.75rem var(--mono);
        border: 1px solid currentcolor;
        border-radius: 4px;
        opacity: 0.75;
      }
      .opened:focus {
        outline: none;
      }
      .opened:focus-visible {
        outline: 3px solid var(--focus);
        outline-offset: 6px;
      }
      @media (max-width: 960px) {
        .sides {
          grid-template-columns: minmax(0, 1fr);
        }
        amp-ladder-list {
          position: static;
          --list-height: 22rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) client: LabClient | undefined;
  /** The dataset; when its count grows, the new ones are read too. */
  @property({ attribute: false }) source: Dataset | undefined;

  @state() private _summaries: readonly LadderSummary[] = [];
  @state() private _chosen = -1;
  @state() private _ladder: Ladder | undefined;
  @state() private _error: ErrorRecord | undefined;

  @query('amp-ladder-list') private readonly _list!: AmpLadderList;
  @query('.opened') private readonly _opened!: HTMLElement;

  /** The dataset that is being read now. */
  private _reading = '';

  override render(): TemplateResult | typeof nothing {
    const { client, source } = this;
    if (source === undefined) return nothing;
    const total = source.counts.ladders;
    const read = this._summaries.length;
    const last = this._chosen >= total - 1;
    return html`
      <div @keydown=${this._onKey}>
        <p class="small quiet" role="status">
          ${
            read < total
              ? `Reading ${read.toLocaleString('en')} of ${total.toLocaleString('en')} ladders…`
              : `${total.toLocaleString('en')} ladders, each best answer first.`
          }
        </p>
        <amp-error .error=${this._error}>
          <button type="button" @click=${this._onRetry}>Read them again</button>
        </amp-error>
        <div class="sides">
          <amp-ladder-list
            .summaries=${this._summaries}
            .chosen=${this._chosen}
            .draw=${client?.drawImage}
            @amp-select=${this._onSelect}
            @amp-enter=${this._onEnter}
          ></amp-ladder-list>
          ${
            this._ladder === undefined
              ? nothing
              : html`<section class="opened" tabindex="-1" aria-label="The chosen ladder">
                  <div class="bar">
                    <h4>Ladder ${this._chosen + 1} of ${total.toLocaleString('en')}</h4>
                    <div class="steps">
                      <button
                        class="plain"
                        type="button"
                        ?disabled=${this._chosen <= 0}
                        @click=${() => this._list.move(-1)}
                      >
                        Previous <kbd aria-hidden="true">k</kbd>
                      </button>
                      <button
                        class="plain"
                        type="button"
                        ?disabled=${last}
                        @click=${() => this._list.move(1)}
                      >
                        Next <kbd aria-hidden="true">j</kbd>
                      </button>
                    </div>
                  </div>
                  <amp-checked-ladder .ladder=${this._ladder} .draw=${client?.drawImage}></amp-checked-ladder>
                </section>`
          }
        </div>
      </div>
    `;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('source')) return;
    if (changed.get('source')?.id !== this.source?.id) {
      this._summaries = [];
      this._chosen = -1;
      this._ladder = undefined;
    }
    void this._read();
  }

  /** Reads what was not read yet, a page at a time, so that the list can be used at once. */
  private async _read(): Promise<void> {
    const { client, source } = this;
    if (client === undefined || source === undefined || this._reading === source.id) return;
    const { id } = source;
    this._reading = id;
    this._error = undefined;
    try {
      while (this.source?.id === id && this._summaries.length < this.source.counts.ladders) {
        const from = this._summaries.length;
        const { ladders } = await client.pageLadders(id, from, PAGE);
        if (this.source?.id !== id || ladders.length === 0) break;
        this._summaries = [...this._summaries, ...ladders.map((ladder, i) => summarise(ladder, from + i))];
        if (this._chosen < 0) void this._open(0);
      }
    } catch (error) {
      if (this.source?.id === id) this._error = errorRecord(error);
    } finally {
      if (this._reading === id) this._reading = '';
    }
  }

  private async _open(index: number): Promise<void> {
    const { client, source } = this;
    if (client === undefined || source === undefined) return;
    this._chosen = index;
    try {
      const { ladders } = await client.pageLadders(source.id, index, 1);
      if (this.source?.id === source.id && this._chosen === index) this._ladder = ladders[0];
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private readonly _onRetry = (): void => {
    void this._read();
  };

  private readonly _onSelect = (event: CustomEvent<number>): void => {
    void this._open(event.detail);
  };

  private readonly _onEnter = (): void => {
    this._opened.focus({ preventScroll: true });
    this._opened.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    const writing = event.composedPath()[0] instanceof HTMLInputElement;
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'j') this._list.move(1);
    else if (event.key === 'k') this._list.move(-1);
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-browser': AmpLadderBrowser;
  }
}
