import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { BenchResult } from '../../protocol/bench.ts';
import type { Draw } from '../client.ts';
import { form } from '../ladders/formStyles.ts';
import { shared } from '../styles.ts';
import './amp-sample.ts';
import { reveal } from '../reveal.ts';
import {
  badWord,
  countWhich,
  pageOf,
  samplesOf,
  searchSamples,
  typesOf,
  type SampleSearch,
  type SampleView,
  type Which,
} from './sampleView.ts';

/** Samples at once: each draws an image. */
const PAGE = 8;

/**
 * The samples of a result, or of two side by side: filters, search, pages; the chosen one follows the arrow keys, N
 * and P.
 */
@customElement('amp-samples')
export class AmpSamples extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: end;
      }
      .which {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      .filters .field {
        flex: 0 1 11rem;
      }
      .filters .words {
        flex: 1 1 12rem;
      }
      ol {
        margin-top: 0.8rem;
        list-style: none;
        border-top: 1px solid var(--rule);
      }
      li {
        padding: 0 0.8rem;
        border-bottom: 1px solid var(--rule);
        scroll-margin-block: 1rem;
      }
      li[aria-current='true'] {
        background: var(--paper);
        box-shadow: inset 4px 0 0 var(--accent);
      }
      li:focus-visible {
        outline-offset: -3px;
      }
      .pages {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        margin-top: 0.8rem;
      }
      .keys {
        margin-left: auto;
      }
      .none {
        padding: 1rem;
      }
      @media (max-width: 680px) {
        .keys {
          display: none;
        }
      }
    `,
  ];

  /** One result, or two of the same samples. */
  @property({ attribute: false }) results: readonly BenchResult[] = [];
  /** Names of the results, when there are two. */
  @property({ attribute: false }) names: readonly string[] = [];
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _search: SampleSearch = { which: 'all', type: '', words: '' };
  @state() private _page = 0;
  /** Place of the chosen sample among the found ones. */
  @state() private _at = 0;

  private _samples: readonly SampleView[] = [];
  private _found: readonly SampleView[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('results')) {
      const ids = (results: readonly BenchResult[] = []): string => results.map(({ id }) => id).join(' ');
      this._samples = samplesOf(this.results);
      if (ids(changed.get('results') as readonly BenchResult[]) !== ids(this.results)) {
        this._look({ which: this.results.length > 1 ? 'differ' : 'all', type: '', words: '' });
      }
    }
    if (this._search.which === 'failed' && countWhich(this._samples, 'failed') === 0) {
      this._look({ ...this._search, which: 'all' }); // they were judged meanwhile
    }
    if (changed.has('results') || changed.has('_search'))
      this._found = searchSamples(this._samples, this._search);
  }

  override render(): TemplateResult | typeof nothing {
    if (this._samples.length === 0) return nothing;
    const { _found: found } = this;
    const { shown, page, pages } = pageOf(found, this._page, PAGE);
    const bad = badWord(this._samples);
    return html`
      ${this._filters(bad)}
      <ol aria-label="Samples" @keydown=${this._onKey}>
        ${repeat(
          shown,
          ({ index }) => index,
          (sample, i) => {
            const at = page * PAGE + i;
            const current = at === this._at;
            return html`<li
              tabindex=${current ? 0 : -1}
              aria-current=${current ? 'true' : 'false'}
              @click=${() => (this._at = at)}
            >
              <amp-sample .sample=${sample} .names=${this.names} .bad=${bad} .draw=${this.draw}></amp-sample>
            </li>`;
          },
        )}
        ${
          found.length === 0
            ? html`<li class="none quiet" role="listitem">
                No sample is like that. Choose other words or filters.
              </li>`
            : nothing
        }
      </ol>
      <div class="pages" ?hidden=${found.length === 0}>
        <button class="plain" type="button" ?disabled=${page === 0} @click=${() => this._turn(page - 1)}>
          Previous page
        </button>
        <button
          class="plain"
          type="button"
          ?disabled=${page >= pages - 1}
          @click=${() => this._turn(page + 1)}
        >
          Next page
        </button>
        <span class="small quiet" role="status">
          ${page * PAGE + 1} to ${page * PAGE + shown.length} of ${found.length.toLocaleString('en')}
        </span>
        <span class="small quiet keys">In the list: ← → or P and N for the previous and next sample</span>
      </div>
    `;
  }

  private _filters(bad: 'wrong' | 'hallucinated'): TemplateResult {
    const { which, type, words } = this._search;
    const choices: readonly (readonly [Which, string])[] = [
      ...(this.results.length > 1 ? [['differ', 'that differ'] as const] : []),
      ['all', 'all'],
      ['bad', bad],
      ['failed', 'not judged'],
    ];
    const types = typesOf(this._samples);
    return html`<div class="filters">
      <div class="which" role="group" aria-label="Which samples">
        ${choices.map(([name, label]) => {
          const n = countWhich(this._samples, name);
          if (name === 'failed' && n === 0) return nothing;
          return html`<button
            class="plain"
            type="button"
            aria-pressed=${name === which}
            @click=${() => this._look({ ...this._search, which: name })}
          >
            ${label} (${n.toLocaleString('en')})
          </button>`;
        })}
      </div>
      ${
        types.length < 2
          ? nothing
          : html`<label class="field">
              Question type
              <select
                @change=${(event: Event) =>
                  this._look({ ...this._search, type: (event.target as HTMLSelectElement).value })}
              >
                <option value="" ?selected=${type === ''}>any</option>
                ${types.map((one) => html`<option value=${one} ?selected=${one === type}>${one}</option>`)}
              </select>
            </label>`
      }
      <label class="field words">
        Words in question or answer
        <input
          type="search"
          .value=${words}
          @input=${(event: Event) =>
            this._look({ ...this._search, words: (event.target as HTMLInputElement).value })}
        />
      </label>
    </div>`;
  }

  private _look(search: SampleSearch): void {
    this._search = search;
    this._page = 0;
    this._at = 0;
  }

  private _turn(page: number): void {
    this._page = page;
    this._at = page * PAGE;
    void this.updateComplete.then(() => reveal(this.renderRoot.querySelector('.filters'), 'nearest'));
  }

  /** The found sample at this place, on whichever page it is, with the focus on it. */
  private async _choose(at: number): Promise<void> {
    this._at = Math.max(0, Math.min(this._found.length - 1, at));
    this._page = Math.floor(this._at / PAGE);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('li[aria-current="true"]')?.focus();
  }

  private readonly _onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, n: 1, ArrowLeft: -1, p: -1 };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void this._choose(this._at + step);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-samples': AmpSamples;
  }
}
