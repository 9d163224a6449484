import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Dataset } from '../protocol/dataset.ts';
import type { GpuReport, QuickstartEvent, QuickstartOptions, QuickstartResult } from '../protocol/lab.ts';
import type { Run } from '../protocol/run.ts';
import { errorRecord } from './amp-error.ts';
import './amp-gpu.ts';
import './amp-no-gpu.ts';
import './amp-update.ts';
import { remember, remembered } from './bench/remember.ts';
import type { LabClient } from './client.ts';
import './overview/amp-overview.ts';
import { PLACE_ELEMENTS } from './places.ts';
import type { ErrorRecord } from './quickstartView.ts';
import { HOME, parseRoute, PLACES, routeHash, sameRoute, type Place, type Route } from './route.ts';
import { shared } from './styles.ts';
import './train/amp-unfinished-runs.ts';
import { unfinishedRuns, wasCutOff } from './train/runView.ts';
import './undo/amp-undo.ts';
import { discardWithUndo, type Undoable } from './undo/undoable.ts';
import type { Updates } from './updates.ts';

/** What is under way, by the place that started it: one job at a time. */
const WORK: Readonly<Partial<Record<Place, string>>> = {
  overview: 'The quickstart is running.',
  data: 'Ladders are being made, or data moved.',
  train: 'A training run is under way.',
  experiments: 'An experiment is under way.',
  bench: 'A benchmark is under way.',
  settings: 'The lab is being packed, unpacked or cleared.',
};

/** The elements that list records, by their places. */
const LISTING: Readonly<Partial<Record<Place, string>>> = {
  overview: 'amp-overview',
  data: 'amp-ladders',
  models: 'amp-models',
  train: 'amp-train',
  experiments: 'amp-experiments',
  bench: 'amp-bench',
  settings: 'amp-settings',
};

/** Where the last visit ended. */
const LAST = 'amp-lab.route';

/**
 * The whole page: the places, one shown at a time, each kept as it was left; the address says which. The worker behind
 * `client` does the work.
 */
@customElement('amp-lab')
export class AmpLab extends LitElement {
  static override readonly styles = [
    shared,
    css`
      header,
      nav,
      main,
      footer {
        max-width: 82rem;
        margin: 0 auto;
        padding-inline: clamp(1rem, 4vw, 2.5rem);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1.2rem;
        align-items: center;
        justify-content: space-between;
        padding-block: 1rem 0.5rem;
      }
      .brand {
        display: flex;
        gap: 0.7rem;
        align-items: center;
        font-size: var(--size-1);
        color: inherit;
        text-decoration: none;
      }
      .brand b {
        font-size: var(--size-3);
        letter-spacing: -0.02em;
        white-space: nowrap;
      }
      .brand svg {
        flex: none;
        width: 1.9rem;
        height: 1.9rem;
      }
      .bar {
        position: sticky;
        top: 0;
        z-index: 3;
        background: var(--paper);
        border-bottom: 1px solid var(--rule);
      }
      amp-update {
        position: absolute; /* the navigation leaves it room: nothing moves when it comes */
        inset-block: 0;
        right: calc(max(0px, (100% - 82rem) / 2) + clamp(1rem, 4vw, 2.5rem));
      }
      nav {
        display: flex;
        gap: 0.2rem;
        align-items: stretch;
        overflow-x: auto;
        scrollbar-width: none;
      }
      nav a {
        display: flex;
        gap: 0.45rem;
        align-items: center;
        padding: 0.65rem 0.8rem;
        color: var(--ink-quiet);
        font-weight: 600;
        text-decoration: none;
        white-space: nowrap;
        border-bottom: 3px solid transparent;
      }
      nav a:first-of-type {
        margin-left: -0.8rem;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a[aria-current='page'] {
        color: var(--ink);
        border-color: var(--accent);
      }
      nav a:focus-visible {
        outline-offset: -3px;
      }
      .light {
        width: 0.55rem;
        height: 0.55rem;
        background: var(--accent);
        border-radius: 50%;
        animation: breathe 1.6s ease-in-out infinite;
      }
      @keyframes breathe {
        50% {
          opacity: 0.3;
        }
      }
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: clamp(1.2rem, 2.5vw, 2rem);
        padding-block: clamp(1.2rem, 2.5vw, 2.2rem) 3rem;
        min-height: 70vh;
        align-content: start;
      }
      .place > h1 {
        margin: 0 0 0.2rem;
        font-size: var(--size-5);
        letter-spacing: -0.02em;
        line-height: 1.15;
      }
      .place > h1 + p {
        max-width: 46rem;
        margin-bottom: 1.4rem;
        color: var(--ink-quiet);
      }
      .place > h1:focus {
        outline: none;
      }
      .sheet {
        padding: var(--gap);
        background: var(--sheet);
        border: 1px solid var(--rule);
        border-radius: 10px;
      }
      .narrow {
        display: none;
        margin-bottom: 1rem;
      }
      footer {
        padding-block: 0 2rem;
      }
      @media (max-width: 1160px) {
        footer {
          padding-bottom: 5rem; /* amp-update lies over the page's foot */
        }
      }
      @media (max-width: 760px) {
        .claim {
          display: none;
        }
        .narrow {
          display: block;
        }
      }
    `,
  ];

  /** The worker's client; set once, before the element is connected. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Where newer versions of the lab are heard of; undefined without a service worker. */
  @property({ attribute: false }) updates: Updates | undefined;

  @state() private _route: Route = HOME;
  /** The places that have been shown: they stay as they were left. */
  @state() private _visited: readonly Place[] = ['overview'];
  @state() private _gpu: GpuReport | undefined;
  @state() private _runs: readonly Run[] = [];
  @state() private _datasets: readonly Dataset[] = [];
  /** Which place has a job under way. */
  @state() private _work: Place | undefined;
  @state() private _error: ErrorRecord | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this._onHash);
    this.client?.onDeviceLost((message) => this._onDeviceLost(message));
    if (location.hash === '') history.replaceState(null, '', remembered(LAST) ?? routeHash(HOME));
    this._onHash();
    void this._openGpu();
    void this._list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this._onHash);
  }

  /** Goes to the overview and runs the quickstart there. @throws whatever ended it early, which the page shows too */
  async runQuickstart(
    options: QuickstartOptions,
    onEvent?: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult> {
    this._go({ place: 'overview', path: [] });
    await this.updateComplete;
    const overview = this.renderRoot.querySelector('amp-overview');
    if (overview === null) throw new Error('internal: there is no overview.');
    return overview.runQuickstart(options, onEvent);
  }

  override render(): TemplateResult {
    const noGpu = this._gpu?.kind === 'unavailable' ? this._gpu : undefined;
    return html`
      <header>
        <a class="brand" href=${routeHash(HOME)}>
          ${LOGO}
          <b>AMP Lab</b>
          <span class="claim quiet">
            trains a small model that sees and talks, in this tab, on ranked answers, so that it hallucinates
            less
          </span>
        </a>
        <amp-gpu .report=${this._gpu}></amp-gpu>
      </header>
      <div class="bar">
        <nav aria-label="Places">
          ${PLACES.map(
            ({ place, title }) =>
              html`<a
                href=${routeHash({ place, path: [] })}
                aria-current=${place === this._route.place ? 'page' : nothing}
                >${title}${
                  place === this._work
                    ? html`<span
                        class="light"
                        role="img"
                        aria-label="at work"
                        title=${WORK[place] ?? ''}
                      ></span>`
                    : nothing
                }</a
              >`,
          )}
        </nav>
        <amp-update .updates=${this.updates} .blocked=${this._working}></amp-update>
      </div>
      <main @amp-undoable=${this._onUndoable}>
        ${
          noGpu === undefined
            ? nothing
            : html`<amp-no-gpu .message=${noGpu.message} @amp-retry=${this._openGpu}></amp-no-gpu>`
        }
        <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
          <button type="button" @click=${this._openGpu}>Open the GPU again</button>
        </amp-error>
        ${this._cutOff()}
        ${this._visited.includes(this._route.place) ? nothing : html`<p class="quiet" role="status">Opening…</p>`}
        ${repeat(
          this._visited,
          (place) => place,
          (place) => this._place(place),
        )}
      </main>
      <footer class="small quiet">
        The method: “Automated Multi-level Preference for MLLMs”, arXiv 2405.11165. Icons in the scenes: Noto
        Emoji (Apache 2.0) and Fluent Emoji (MIT).
      </footer>
      <amp-undo @amp-undone=${() => this._changed()}></amp-undo>
    `;
  }

  /** On a narrow screen the navigation is wider than the page: the place that is shown stays in sight. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has('_route')) return;
    const link = this.renderRoot.querySelector('nav [aria-current]');
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  }

  private get _idle(): string {
    return this._gpu?.kind === 'ready' ? '' : 'Models need the GPU.';
  }

  /** What is under way, in words; empty = nothing. */
  private get _working(): string {
    return this._work === undefined ? '' : (WORK[this._work] ?? '');
  }

  /** Why a place cannot start anything now; empty = it can. */
  private _blocked(place: Place): string {
    return this._work === place ? '' : this._working;
  }

  private _place(place: Place): TemplateResult {
    const shown = place === this._route.place;
    return html`<div class="place" ?hidden=${!shown} data-place=${place}>${this._inside(place, shown)}</div>`;
  }

  private _inside(place: Place, shown: boolean): TemplateResult {
    const { client, _idle: idle } = this;
    const path = shown ? this._route.path : (this._paths.get(place) ?? []);
    const busy = (event: CustomEvent<boolean>): void => this._onBusy(place, event.detail);
    const moved = (event: CustomEvent<readonly string[]>): void => this._go({ place, path: event.detail });
    switch (place) {
      case 'overview':
        return html`<amp-overview
          .client=${client}
          .software=${this._gpu?.kind === 'ready' && this._gpu.adapter.software}
          .blocked=${idle || this._blocked('overview')}
          .runs=${this._runs}
          @amp-busy=${busy}
          @amp-runs=${() => this._changed('overview')}
          @amp-open-gpu=${this._openGpu}
        ></amp-overview>`;
      case 'data':
        return html`${heading(
            'Ladders and data',
            'Make ladders without an annotator, bring your own data, see why every rung stands where it stands.',
          )}
          <div class="sheet">
            <amp-ladders
              .client=${client}
              .path=${path}
              .blocked=${this._blocked('data')}
              .idle=${idle}
              @amp-busy=${busy}
              @amp-link=${this._onLink}
              @amp-datasets=${(event: CustomEvent<readonly Dataset[]>) => (this._datasets = event.detail)}
            ></amp-ladders>
          </div>`;
      case 'models':
        return html`${heading('Models', 'What can answer, be trained and be measured here.')}
          <amp-models
            .client=${client}
            .chosen=${path[0] ?? ''}
            .blocked=${this._blocked('models')}
            @amp-busy=${busy}
          ></amp-models>`;
      case 'train':
        return html`${heading(
            'Train',
            'Any of the bundled or your own models, on ladders or on best answers alone. A run keeps checkpoints: what is cut off can be gone on with.',
          )}
          <p class="narrow small quiet">
            On a telephone this is for looking; training wants a desktop with a GPU and its tab left open.
          </p>
          <div class="sheet">
            <amp-train
              .client=${client}
              .path=${path}
              .datasets=${this._datasets}
              .blocked=${this._blocked('train')}
              .idle=${idle}
              @amp-busy=${busy}
              @amp-path=${moved}
              @amp-runs=${() => this._changed('train')}
              @amp-open-gpu=${this._openGpu}
            ></amp-train>
          </div>`;
      case 'experiments':
        return html`${heading(
            'Experiments',
            'A file says which options to try and with which seeds; every arm is trained, measured on the same benchmark, and compared with the baseline, dialogue by dialogue.',
          )}
          <div class="sheet">
            <amp-experiments
              .client=${client}
              .blocked=${this._blocked('experiments')}
              .idle=${idle}
              @amp-busy=${busy}
            ></amp-experiments>
          </div>`;
      case 'bench':
        return html`${heading(
            'Benchmarks',
            'How often does a model make things up? Ask it what is known, and let a judge say which answers hold.',
          )}
          <div class="sheet">
            <amp-bench
              .client=${client}
              .path=${path}
              .blocked=${this._blocked('bench')}
              .idle=${idle}
              @amp-busy=${busy}
              @amp-path=${moved}
              @amp-open-gpu=${this._openGpu}
            ></amp-bench>
          </div>`;
      case 'settings':
        return html`${heading('Settings', 'How the lab looks, what it stores, and all of it as one file.')}
          <amp-settings
            .client=${client}
            .blocked=${this._blocked('settings')}
            @amp-busy=${busy}
            @amp-changed=${() => this._changed('settings')}
          ></amp-settings>`;
    }
  }

  /** Runs that a reload, a crash or a lost GPU cut off: the first thing to know after it. */
  private _cutOff(): TemplateResult | typeof nothing {
    if (this._work !== undefined || this._route.place === 'train') return nothing;
    const runs = unfinishedRuns(this._runs, undefined).filter(wasCutOff).slice(0, 1);
    return html`<amp-unfinished-runs
      .runs=${runs}
      .blocked=${this._idle}
      ?hidden=${runs.length === 0}
      @amp-go-on=${this._onGoOn}
      @amp-delete=${this._onDeleteRun}
    ></amp-unfinished-runs>`;
  }

  /** What was open in the places that are not shown. */
  private readonly _paths = new Map<Place, readonly string[]>();

  /** Goes somewhere as a link would: back leads here again. */
  private _go(route: Route): void {
    if (sameRoute(route, this._route)) return;
    history.pushState(null, '', routeHash(route));
    this._onHash();
  }

  private readonly _onHash = (): void => {
    const route = parseRoute(location.hash);
    const before = this._route;
    this._paths.set(before.place, before.path);
    this._route = route;
    remember(LAST, routeHash(route));
    void this._visit(route.place);
    if (route.place === before.place) return;
    document.title = `${PLACES.find(({ place }) => place === route.place)?.title ?? ''} · AMP Lab`;
    scrollTo({ top: 0 });
  };

  /** Fetches a place's element and only then shows it: an element must be known before it is given its properties. */
  private async _visit(place: Place): Promise<void> {
    if (this._visited.includes(place)) return;
    try {
      await PLACE_ELEMENTS[place]();
      if (!this._visited.includes(place)) this._visited = [...this._visited, place];
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private readonly _openGpu = async (): Promise<void> => {
    this._error = undefined;
    this._gpu = undefined;
    try {
      this._gpu = await this.client?.openGpu();
      this.renderRoot.querySelector('amp-overview')?.gpuOpened();
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  private async _list(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      [this._runs, this._datasets] = await Promise.all([client.listRuns(), client.listDatasets()]);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** The address follows the ladder that is seen, without a step of its own in the history. */
  private readonly _onLink = (event: CustomEvent<readonly string[]>): void => {
    const route: Route = { place: 'data', path: event.detail };
    const places = [this._route.place, parseRoute(location.hash).place]; // the address may already lead elsewhere
    if (places.some((place) => place !== 'data') || sameRoute(route, this._route)) return;
    history.replaceState(null, '', routeHash(route));
    this._onHash();
  };

  private _onBusy(place: Place, busy: boolean): void {
    if (busy) this._work = place;
    else if (this._work === place) this._work = undefined;
  }

  /** Records came or went: every place that lists some reads them again, but the one that told and has. */
  private async _changed(teller?: Place): Promise<void> {
    const tags = Object.entries(LISTING).flatMap(([place, tag]) => (place === teller ? [] : [tag]));
    const elements = tags.map((tag) => this.renderRoot.querySelector<LitElement & Refreshable>(tag));
    // An element is absent until its place is visited.
    await Promise.all([this._list(), ...elements.map((element) => element?.refresh())]);
  }

  /** Something was taken out of the lists, or done on the page alone, and can be taken back. */
  private readonly _onUndoable = (event: CustomEvent<Undoable>): void => {
    void this.renderRoot.querySelector('amp-undo')?.offer(event.detail);
    void this._changed();
  };

  private readonly _onDeleteRun = async (event: CustomEvent<Run>): Promise<void> => {
    const { client } = this;
    const { id, name } = event.detail;
    try {
      if (client !== undefined) {
        await discardWithUndo(event.target ?? this, client, { kind: 'run', id }, `Run “${name}” deleted`);
      }
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  private readonly _onGoOn = async (event: CustomEvent<Run>): Promise<void> => {
    this._go({ place: 'train', path: [] });
    try {
      await this._visit('train');
      await this.updateComplete;
      await this.renderRoot.querySelector('amp-train')?.goOn(event.detail);
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  private _onDeviceLost(message: string): void {
    this._error = {
      name: 'DeviceLostError',
      message: `The GPU was lost (${message}). Nothing that is stored was lost with it.`,
    };
  }
}

interface Refreshable {
  refresh(): Promise<void>;
}

function heading(title: string, about: string): TemplateResult {
  return html`<h1>${title}</h1>
    <p>${about}</p>`;
}

/** Four rungs, each in its level's colour. */
const LOGO = html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <g fill="none" stroke-width="3" stroke-linecap="round">
    <path d="M8 3v26M24 3v26" stroke="var(--ink)"></path>
    <path d="M8 7h16" stroke="var(--level-0)"></path>
    <path d="M8 13h16" stroke="var(--level-1)"></path>
    <path d="M8 19h16" stroke="var(--level-2)"></path>
    <path d="M8 25h16" stroke="var(--level-3)"></path>
  </g>
</svg>`;

declare global {
  interface HTMLElementTagNameMap {
    'amp-lab': AmpLab;
  }
}
