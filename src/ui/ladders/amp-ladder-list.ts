import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatPercent } from '../../base/format.ts';
import '../amp-scene.ts';
import type { Draw } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-order.ts';
import {
  countFilters,
  hasChanged,
  LADDER_FILTERS,
  NO_SEARCH,
  rowsInSight,
  searchLadders,
  type LadderFilter,
  type LadderSearch,
  type LadderSummary,
} from './ladderView.ts';

const FILTERS: Readonly<Record<LadderFilter, { readonly label: string; readonly title: string }>> = {
  changed: { label: 'order changed', title: 'Auto-check moved a rung.' },
  contradicts: {
    label: 'contradicts the facts',
    title: 'A rung stands above one that hallucinates in fewer rounds.',
  },
  made: { label: 'has false claims', title: 'A generated rung says something that is not so.' },
};

/** Pixels; every row is as high as every other, so that a row's place is known without drawing those before it. */
const ROW = 84;

/**
 * The ladders of a dataset as a list that draws what is in sight only, with filters. The chosen one follows the keys
 * (arrows, Home, End, Page Up, Page Down) and the mouse.
 *
 * @fires amp-select - `detail` is the index of the chosen ladder.
 * @fires amp-enter - Enter was pressed: the user wants into the chosen ladder.
 */
@customElement('amp-ladder-list')
export class AmpLadderList extends LitElement {
  static override readonly styles = [
    shared,
    css`
      input {
        width: 100%;
      }
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        margin: 0.5rem 0;
      }
      .list {
        position: relative;
        height: var(--list-height, 36rem);
        max-height: 80vh;
        overflow-y: auto;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
        contain: strict;
      }
      .row {
        position: absolute;
        inset-inline: 0;
        display: grid;
        grid-template-columns: 60px minmax(0, 1fr);
        gap: 0 0.7rem;
        align-items: center;
        height: ${ROW}px;
        padding: 0 0.7rem;
        border-bottom: 1px solid var(--rule);
        cursor: pointer;
      }
      .row:hover {
        background: var(--sunk);
      }
      .row[aria-selected='true'] {
        background: var(--sheet);
        box-shadow: inset 4px 0 0 var(--accent);
      }
      amp-scene {
        width: 60px;
      }
      .question {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 0.5rem;
        align-items: center;
        max-height: 2.8rem;
        margin-top: 0.15rem;
        overflow: hidden;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .badge {
        padding: 0 0.45rem;
        font-weight: 600;
        color: var(--warn);
        background: var(--warn-wash);
        border-radius: 1rem;
        white-space: nowrap;
      }
      .none {
        padding: 1rem;
      }
    `,
  ];

  /** All ladders of the dataset that were read so far. */
  @property({ attribute: false }) summaries: readonly LadderSummary[] = [];
  /** Index of the chosen one; -1 = none. */
  @property({ type: Number }) chosen = -1;
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _search: LadderSearch = NO_SEARCH;
  @state() private _found: readonly LadderSummary[] = [];
  @state() private _sight = { first: 0, last: 0 };

  @query('.list') private readonly _list!: HTMLElement;

  private _counts = countFilters([]);
  private readonly _resize = new ResizeObserver(() => this._look());

  /** Chooses the ladder `by` places further among those that pass the filters. */
  move(by: number): void {
    const at = this._found.findIndex(({ index }) => index === this.chosen);
    this._choose(at < 0 ? 0 : at + by);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('summaries')) this._counts = countFilters(this.summaries);
    if (changed.has('summaries') || changed.has('_search'))
      this._found = searchLadders(this.summaries, this._search);
    if (changed.has('_found')) this._look();
  }

  override render(): TemplateResult {
    const { _found: found, _sight: sight } = this;
    const rows = found.slice(sight.first, sight.last);
    const inSight = rows.some(({ index }) => index === this.chosen);
    return html`
      <input
        type="search"
        placeholder="Search questions and answers"
        aria-label="Search questions and answers"
        .value=${this._search.words}
        @input=${this._onWords}
      />
      <div class="filters" role="group" aria-label="Which ladders">
        ${LADDER_FILTERS.map(
          (filter) =>
            html`<button
              class="plain"
              type="button"
              title=${FILTERS[filter].title}
              aria-pressed=${this._search.filters.has(filter)}
              @click=${() => this._toggle(filter)}
            >
              ${FILTERS[filter].label} (${this._counts[filter].toLocaleString('en')})
            </button>`,
        )}
      </div>
      <div
        class="list"
        role="listbox"
        tabindex="0"
        aria-label="Ladders"
        aria-activedescendant=${inSight ? `ladder-${this.chosen}` : nothing}
        @scroll=${this._look}
        @keydown=${this._onKey}
      >
        <div role="presentation" style="height:${found.length * ROW}px">
          ${repeat(
            rows,
            ({ index }) => index,
            (summary, i) => this._row(summary, sight.first + i),
          )}
        </div>
        ${
          found.length === 0
            ? html`<div class="none quiet" role="option" aria-disabled="true" aria-selected="false">
                No ladder is like that. Choose other words or filters.
              </div>`
            : nothing
        }
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('chosen') || (changed.has('_search') && this.chosen >= 0)) this._reveal();
  }

  private _row(summary: LadderSummary, at: number): TemplateResult {
    const { index, image, questions, order, claims, contradicts } = summary;
    const more = questions.length > 1 ? ` (+${questions.length - 1})` : '';
    return html`<div
      class="row"
      id=${`ladder-${index}`}
      role="option"
      style="top:${at * ROW}px"
      aria-selected=${index === this.chosen}
      aria-posinset=${at + 1}
      aria-setsize=${this._found.length}
      @click=${() => this._select(index)}
    >
      <amp-scene .image=${image} .draw=${this.draw}></amp-scene>
      <div>
        <p class="question">${questions[0]}${more}</p>
        <p class="facts">
          <amp-order .order=${order}></amp-order>
          <span>K = ${order.length}</span>
          ${
            claims === undefined
              ? nothing
              : html`<span>${claims.all === 0 ? 'no claims' : `${share(claims)} false`}</span>`
          }
          ${hasChanged(summary) ? html`<span class="badge">order changed</span>` : nothing}
          ${contradicts === true ? html`<span class="badge">against the facts</span>` : nothing}
        </p>
      </div>
    </div>`;
  }

  private _toggle(filter: LadderFilter): void {
    const filters = new Set(this._search.filters);
    if (!filters.delete(filter)) filters.add(filter);
    this._search = { ...this._search, filters };
  }

  /** The one at this place, or the nearest there is. */
  private _choose(at: number): void {
    const summary = this._found[Math.max(0, Math.min(this._found.length - 1, at))];
    if (summary !== undefined) this._select(summary.index);
  }

  private _select(index: number): void {
    if (index === this.chosen) return;
    this.dispatchEvent(new CustomEvent('amp-select', { detail: index, bubbles: true, composed: true }));
  }

  /** Notes which rows are in sight. */
  private readonly _look = (): void => {
    const { scrollTop = 0, clientHeight = 0 } = (this._list as HTMLElement | null) ?? {}; // not yet drawn
    const { first, last } = rowsInSight(scrollTop, clientHeight, ROW, this._found.length);
    if (first !== this._sight.first || last !== this._sight.last) this._sight = { first, last };
  };

  /** Scrolls the list, not the page, until the chosen row is in sight. */
  private _reveal(): void {
    const at = this._found.findIndex(({ index }) => index === this.chosen);
    if (at < 0) return;
    const { scrollTop, clientHeight } = this._list;
    const top = at * ROW;
    if (top < scrollTop) this._list.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this._list.scrollTop = top + ROW - clientHeight;
  }

  private readonly _onWords = (event: Event): void => {
    this._search = { ...this._search, words: (event.target as HTMLInputElement).value };
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(this._list.clientHeight / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.move(step);
    else if (event.key === 'Enter')
      this.dispatchEvent(new CustomEvent('amp-enter', { bubbles: true, composed: true }));
    else return;
    event.preventDefault();
  };
}

function share({ made, all }: { readonly made: number; readonly all: number }): string {
  return formatPercent(made / all).replace(/\.\d/, '');
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-list': AmpLadderList;
  }
}
