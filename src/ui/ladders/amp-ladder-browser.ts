import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { LadderAnnotation, Reader, Reading } from '../../protocol/inspect.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../inspect/amp-inspector.ts';
import type { AmpInspector, ReadRewards } from '../inspect/amp-inspector.ts';
import '../inspect/amp-keys.ts';
import '../inspect/amp-ladder-bar.ts';
import type { AmpLadderBar } from '../inspect/amp-ladder-bar.ts';
import type { AmpKeys } from '../inspect/amp-keys.ts';
import '../inspect/amp-read-all.ts';
import type { ReadMany } from '../inspect/amp-read-all.ts';
import { linkPath, readingKey, sameReading, settleReading } from '../inspect/readingView.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { routeHash } from '../route.ts';
import { shared } from '../styles.ts';
import './amp-ladder-list.ts';
import type { AmpLadderList } from './amp-ladder-list.ts';
import { browserStyles } from './browserStyles.ts';
import { summarise, type LadderKnowledge, type LadderSummary } from './ladderView.ts';

/** Ladders that are read from the store at once. */
const PAGE = 250;

type Rewards = ReadonlyMap<number, readonly number[]>;

/**
 * The ladders of a dataset: the list on one side, the chosen one opened in the inspector on the other. Keys: j and k,
 * next and previous; ? shows the others.
 *
 * @fires amp-link - `detail` is the path to exactly what is seen, as `linkPath` writes it; it changes with every choice.
 * @fires amp-busy - `detail` says whether all ladders are being read, which takes the GPU.
 */
@customElement('amp-ladder-browser')
export class AmpLadderBrowser extends LitElement {
  static override readonly styles = [shared, browserStyles];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The dataset; when its count grows, the new ones are read too. */
  @property({ attribute: false }) source: Dataset | undefined;
  /** The ladder to open, by its place from 0, such as a link names it; undefined = the first. */
  @property({ attribute: false }) index: number | undefined;
  /** Who is to read it, such as a link names it; undefined = whoever has most to say. */
  @property({ attribute: false }) reading: Reading | undefined;
  /** The address of exactly this, for the button that copies it; empty = the page's own with the ladder's place. */
  @property() link = '';
  /** Why no model can read now; empty = one can. */
  @property() idle = '';
  /** Why nothing long can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _summaries: readonly LadderSummary[] = [];
  @state() private _chosen = -1;
  @state() private _opened: { readonly index: number; readonly ladder: Ladder } | undefined;
  @state() private _readers: readonly Reader[] = [];
  @state() private _reading: Reading | undefined;
  @state() private _rewards: ReadonlyMap<string, Rewards> = new Map();
  @state() private _said: LadderKnowledge['said'] = new Map();
  @state() private _error: ErrorRecord | undefined;

  @query('amp-ladder-list') private readonly _list!: AmpLadderList;
  @query('amp-inspector') private readonly _inspector!: AmpInspector | null;
  @query('amp-ladder-bar') private readonly _bar!: AmpLadderBar | null;
  @query('amp-keys') private readonly _keys!: AmpKeys;
  @query('.opened') private readonly _section!: HTMLElement;

  /** The path that was told last. */
  private _linked = '';
  /** The dataset that is being read from the store now. */
  private _paging = '';
  private _knowledge: LadderKnowledge = { rewards: new Map(), said: new Map() };

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('source')) {
      if ((changed.get('source') as Dataset | undefined)?.id !== this.source?.id) this._forget();
      void this._page();
      void this._listReaders();
    }
    if (changed.has('index') && this.index !== undefined && this.index !== this._chosen)
      void this._open(this.index);
    if (changed.has('reading') && this.reading !== undefined && !sameReading(this.reading, this._reading)) {
      this._reading = this.reading;
    }
    if ((changed.has('reading') || changed.has('_readers')) && this._readers.length > 0) {
      const settled = settleReading(this._reading, this._readers, this.source?.id ?? '');
      if (!sameReading(settled, this._reading)) this._reading = settled;
    }
    if (changed.has('_rewards') || changed.has('_reading') || changed.has('_said')) {
      this._knowledge = {
        rewards: this._rewards.get(readingKey(this._reading)) ?? new Map(),
        said: this._said,
      };
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { client, source } = this;
    if (source === undefined) return nothing;
    const total = source.counts.ladders;
    const read = this._summaries.length;
    return html`
      <div @keydown=${this._onKey}>
        <p class="small quiet" role="status">
          ${
            this._error !== undefined
              ? `${read.toLocaleString('en')} of ${total.toLocaleString('en')} ladders were read.`
              : read < total
                ? `Reading ${read.toLocaleString('en')} of ${total.toLocaleString('en')} ladders…`
                : `${total === 1 ? '1 ladder' : `${total.toLocaleString('en')} ladders`}, each best answer first.`
          }
        </p>
        <amp-error .error=${this._error}>
          <button type="button" @click=${this._onRetry}>Read them again</button>
        </amp-error>
        <div class="sides">
          <div class="list">
            <amp-ladder-list
              .summaries=${this._summaries}
              .knowledge=${this._knowledge}
              .chosen=${this._chosen}
              .draw=${client?.drawImage}
              @amp-select=${this._onSelect}
              @amp-enter=${this._onEnter}
            ></amp-ladder-list>
            <amp-read-all
              .client=${client}
              .datasetId=${source.id}
              .total=${total}
              .read=${this._knowledge.rewards.size}
              .reading=${this._reading}
              .blocked=${this.idle || this.blocked}
              @amp-read=${this._onRead}
            ></amp-read-all>
          </div>
          ${this._opened === undefined ? nothing : this._inspect(this._opened, total)}
        </div>
        <amp-keys></amp-keys>
      </div>
    `;
  }

  private _inspect({ index, ladder }: { index: number; ladder: Ladder }, total: number): TemplateResult {
    return html`<section class="opened" tabindex="-1" aria-label="The chosen ladder">
      <amp-ladder-bar
        .index=${this._chosen}
        .total=${total}
        .link=${this._address()}
        @amp-move=${(event: CustomEvent<number>) => this._list.move(event.detail)}
        @amp-keys=${() => this._keys.show()}
      ></amp-ladder-bar>
      <amp-inspector
        .client=${this.client}
        .datasetId=${this.source?.id ?? ''}
        .index=${index}
        .ladder=${ladder}
        .annotation=${this._said.get(ladder.id)}
        .readers=${this._readers}
        .reading=${this._reading}
        .idle=${this.idle}
        @amp-reading=${this._onReading}
        @amp-rewards=${this._onRewards}
        @amp-annotate=${this._onAnnotate}
      ></amp-inspector>
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('_chosen') && !changed.has('_reading')) return;
    const detail = this._path();
    if (detail === undefined || JSON.stringify(detail) === this._linked) return;
    this._linked = JSON.stringify(detail);
    this.dispatchEvent(new CustomEvent('amp-link', { detail, bubbles: true, composed: true }));
  }

  /** The path to exactly this. */
  private _path(): string[] | undefined {
    const { source, _chosen: index, _reading: reading } = this;
    if (source === undefined || index < 0) return undefined;
    return linkPath({ dataset: source.id, index, ...(reading && { reading }) });
  }

  /** The address of exactly this. */
  private _address(): string {
    const path = this._path();
    if (this.link !== '' || path === undefined) return this.link;
    return `${location.href.replace(/#.*$/, '')}${routeHash({ place: 'data', path })}`;
  }

  private _forget(): void {
    this._summaries = [];
    this._chosen = -1;
    this._opened = undefined;
    this._rewards = new Map();
    this._said = new Map();
  }

  /** Reads what was not read yet, a page at a time, so that the list can be used at once. */
  private async _page(): Promise<void> {
    const { client, source } = this;
    if (client === undefined || source === undefined || this._paging === source.id) return;
    const { id } = source;
    this._paging = id;
    this._error = undefined;
    try {
      if (this._summaries.length === 0) {
        const said = await client.listAnnotations(id);
        if (this.source?.id === id) this._said = new Map(said.map((one) => [one.ladder, one]));
      }
      while (this.source?.id === id && this._summaries.length < this.source.counts.ladders) {
        const from = this._summaries.length;
        const { ladders } = await client.pageLadders(id, from, PAGE);
        if (this.source?.id !== id || ladders.length === 0) break;
        this._summaries = [...this._summaries, ...ladders.map((ladder, i) => summarise(ladder, from + i))];
        if (this._chosen < 0) void this._open(this.index ?? 0);
      }
    } catch (error) {
      if (this.source?.id === id) this._error = errorRecord(error);
    } finally {
      if (this._paging === id) this._paging = '';
    }
  }

  private async _listReaders(): Promise<void> {
    try {
      this._readers = (await this.client?.listReaders()) ?? [];
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private async _open(index: number): Promise<void> {
    const { client, source } = this;
    if (client === undefined || source === undefined) return;
    this._chosen = index;
    try {
      const { ladders } = await client.pageLadders(source.id, index, 1);
      const ladder = ladders[0];
      if (this.source?.id !== source.id || this._chosen !== index) return;
      this._opened = ladder && { index, ladder };
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** Adds rewards that were read, under their reading. */
  private _learn(reading: Reading, rewards: Iterable<readonly [number, readonly number[]]>): void {
    const key = readingKey(reading);
    const known = new Map([...(this._rewards.get(key) ?? []), ...rewards]);
    this._rewards = new Map(this._rewards).set(key, known);
  }

  private readonly _onRetry = (): void => {
    void this._page();
    void this._listReaders();
  };

  private readonly _onSelect = (event: CustomEvent<number>): void => {
    void this._open(event.detail);
  };

  private readonly _onEnter = (): void => {
    this._section.focus({ preventScroll: true });
    this._section.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };

  private readonly _onReading = (event: CustomEvent<Reading>): void => {
    event.stopPropagation();
    if (!sameReading(event.detail, this._reading)) this._reading = event.detail;
  };

  private readonly _onRewards = (event: CustomEvent<ReadRewards>): void => {
    const { reading, index, rewards } = event.detail;
    this._learn(reading, [[index, rewards]]);
  };

  private readonly _onRead = (event: CustomEvent<ReadMany>): void => {
    const { reading, from, rewards } = event.detail;
    this._learn(
      reading,
      rewards.flatMap((own, i) => (own === undefined ? [] : [[from + i, own] as const])),
    );
  };

  private readonly _onAnnotate = async (event: CustomEvent<LadderAnnotation>): Promise<void> => {
    const { detail } = event;
    const said = new Map(this._said).set(detail.ladder, detail);
    if (detail.ranks.length === 0 && detail.note.trim() === '') said.delete(detail.ladder);
    this._said = said;
    try {
      await this.client?.putAnnotation(detail);
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0];
    const writing = from instanceof HTMLInputElement && from.type !== 'range';
    if (writing || from instanceof HTMLTextAreaElement || from instanceof HTMLSelectElement || event.altKey)
      return;
    const plain = !event.ctrlKey && !event.metaKey;
    if (plain && event.key === 'j') this._list.move(1);
    else if (plain && event.key === 'k') this._list.move(-1);
    else if (plain && event.key === 'c') void this._bar?.copy();
    else if (plain && event.key === '?') this._keys.show();
    else if (this._inspector?.press(event) !== true) return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-browser': AmpLadderBrowser;
  }
}
