import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatChange, formatPercent } from '../../base/format.ts';
import '../amp-scene.ts';
import type { Draw } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-order.ts';
import { listStyles, ROW } from './listStyles.ts';
import {
  countFilters,
  LADDER_FILTERS,
  LADDER_SORTS,
  ladderRows,
  NO_SEARCH,
  NOTHING_KNOWN,
  rowsInSight,
  searchLadders,
  type LadderFilter,
  type LadderKnowledge,
  type LadderRow,
  type LadderSearch,
  type LadderSort,
  type LadderSummary,
} from './ladderView.ts';

const FILTERS: Readonly<Record<LadderFilter, { readonly label: string; readonly title: string }>> = {
  changed: { label: 'order changed', title: 'Auto-check moved a rung.' },
  contradicts: {
    label: 'against the facts',
    title: 'A rung stands above one that hallucinates in fewer rounds.',
  },
  made: { label: 'false claims', title: 'A generated rung says something that is not so.' },
  violated: { label: 'violated', title: 'The model that reads has a pair of rungs in the wrong order.' },
  said: { label: 'yours', title: 'A person ordered it, or wrote a note.' },
};

const SORTS: Readonly<Record<LadderSort, string>> = {
  place: 'as in the dataset',
  violated: 'most pairs violated',
  margin: 'smallest margin',
  'margin-high': 'largest margin',
  longer: 'best answer longer',
  shorter: 'best answer shorter',
};

/** Sorts that need a model to have read the ladders. */
const READ_SORTS: readonly LadderSort[] = ['violated', 'margin', 'margin-high'];

/**
 * The ladders of a dataset as a list that draws what is in sight only, with filters. The chosen one follows the keys
 * (arrows, Home, End, Page Up, Page Down) and the mouse.
 *
 * @fires amp-select - `detail` is the index of the chosen ladder.
 * @fires amp-enter - Enter was pressed: the user wants into the chosen ladder.
 * @cssprop --list-height - Height of the list, which scrolls.
 */
@customElement('amp-ladder-list')
export class AmpLadderList extends LitElement {
  static override readonly styles = [shared, listStyles];

  /** All ladders of the dataset that were read so far. */
  @property({ attribute: false }) summaries: readonly LadderSummary[] = [];
  /** Who read them, and what a person said of them. */
  @property({ attribute: false }) knowledge: LadderKnowledge = NOTHING_KNOWN;
  /** Index of the chosen one; -1 = none. */
  @property({ type: Number }) chosen = -1;
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _search: LadderSearch = NO_SEARCH;
  @state() private _found: readonly LadderRow[] = [];
  @state() private _sight = { first: 0, last: 0 };

  @query('.list') private readonly _list!: HTMLElement;

  private _rows: readonly LadderRow[] = [];
  /** Where the chosen one stood when it last passed the filters. */
  private _place = 0;
  private _counts = countFilters([]);
  private readonly _resize = new ResizeObserver(() => this._look());

  /** Chooses the ladder `by` places further among those that pass the filters. */
  move(by: number): void {
    const at = this._found.findIndex(({ summary }) => summary.index === this.chosen);
    if (at >= 0) this._choose(at + by);
    else this._choose(by > 0 ? this._place + by - 1 : this._place + by); // it no longer passes the filters
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
    const other = changed.has('summaries') || changed.has('knowledge');
    if (other) {
      this._rows = ladderRows(this.summaries, this.knowledge);
      this._counts = countFilters(this._rows);
    }
    if (other || changed.has('_search')) this._found = searchLadders(this._rows, this._search);
    if (changed.has('_found')) this._look();
    const at = this._found.findIndex(({ summary }) => summary.index === this.chosen);
    if (at >= 0) this._place = at;
  }

  override render(): TemplateResult {
    const { _found: found, _sight: sight } = this;
    const rows = found.slice(sight.first, sight.last);
    const inSight = rows.some(({ summary }) => summary.index === this.chosen);
    const unread = this.knowledge.rewards.size === 0;
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
              class="plain filter"
              type="button"
              title=${FILTERS[filter].title}
              aria-pressed=${this._search.filters.has(filter)}
              @click=${() => this._toggle(filter)}
            >
              ${FILTERS[filter].label} (${this._counts[filter].toLocaleString('en')})
            </button>`,
        )}
      </div>
      <label class="sort">
        <span>Sorted by</span>
        <select @change=${this._onSort}>
          ${LADDER_SORTS.map(
            (sort) =>
              html`<option
                value=${sort}
                ?selected=${sort === this._search.sort}
                ?disabled=${unread && READ_SORTS.includes(sort)}
              >
                ${SORTS[sort]}${unread && READ_SORTS.includes(sort) ? ' (read them first)' : ''}
              </option>`,
          )}
        </select>
      </label>
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
            ({ summary }) => summary.index,
            (row, i) => this._row(row, sight.first + i),
          )}
        </div>
        ${
          found.length === 0
            ? html`<div class="none quiet" role="option" aria-disabled="true" aria-selected="false">
                ${
                  this.summaries.length === 0
                    ? 'No ladder has been read yet.'
                    : 'No ladder is like that. Choose other words or filters.'
                }
              </div>`
            : nothing
        }
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('chosen') || (changed.has('_search') && this.chosen >= 0)) this._reveal();
  }

  private _row({ summary, marks, said }: LadderRow, at: number): TemplateResult {
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
        <p class="question">
          <span>${questions[0]}${more}</span>${said ? html`<span class="badge said">yours</span>` : nothing}
        </p>
        <p class="facts">
          <amp-order .order=${order}></amp-order>
          ${
            claims === undefined
              ? nothing
              : html`<span>${claims.all === 0 ? 'no claims' : `${share(claims)} false`}</span>`
          }
          ${marks?.margin === undefined ? nothing : margin(marks.violated, marks.margin)}
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
    const row = this._found[Math.max(0, Math.min(this._found.length - 1, at))];
    if (row !== undefined) this._select(row.summary.index);
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
    const at = this._found.findIndex(({ summary }) => summary.index === this.chosen);
    if (at < 0) return;
    const { scrollTop, clientHeight } = this._list;
    const top = at * ROW;
    if (top < scrollTop) this._list.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this._list.scrollTop = top + ROW - clientHeight;
  }

  private readonly _onSort = (event: Event): void => {
    this._search = { ...this._search, sort: (event.target as HTMLSelectElement).value as LadderSort };
  };

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

/** How the model's rewards stand to the order. */
function margin(violated: number, smallest: number): TemplateResult {
  const words = `${violated} ${violated === 1 ? 'pair' : 'pairs'} violated, smallest margin`;
  const figure = formatChange(smallest, 2);
  if (violated === 0) return html`<span title=${words}>margin ${figure}</span>`;
  return html`<span class="badge bad" title="${words} ${figure}"
    >✗ ${violated}<span class="visually-hidden"> ${words}</span> · ${figure}</span
  >`;
}

function share({ made, all }: { readonly made: number; readonly all: number }): string {
  return formatPercent(made / all).replace(/\.\d/, '');
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-list': AmpLadderList;
  }
}
