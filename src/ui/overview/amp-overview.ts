import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { QuickstartEvent, QuickstartOptions, QuickstartResult } from '../../protocol/lab.ts';
import type { Run } from '../../protocol/run.ts';
import '../amp-error.ts';
import { JobControls } from '../jobControls.ts';
import { errorRecord } from '../amp-error.ts';
import '../amp-history.ts';
import '../amp-quickstart.ts';
import type { LabClient } from '../client.ts';
import {
  addEvent,
  failView,
  finishView,
  restoreView,
  startView,
  type ErrorRecord,
  type QuickstartView,
} from '../quickstartView.ts';
import { column, sheets } from '../sheets.ts';
import { shared } from '../styles.ts';
import './amp-intro.ts';
import './amp-quickstart-outcome.ts';

/**
 * What the lab is, and the whole method in one press: the quickstart, what came of it, and earlier ones.
 *
 * @fires amp-busy - `detail` says whether a quickstart is under way.
 * @fires amp-runs - A run, ladders and results have come.
 * @fires amp-open-gpu - The user asks for the GPU that was lost.
 */
@customElement('amp-overview')
export class AmpOverview extends LitElement {
  static override readonly styles = [shared, sheets, column];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Whether the GPU is a CPU in disguise: the full quickstart then takes long. */
  @property({ type: Boolean }) software = false;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';
  /** All runs, for the history. */
  @property({ attribute: false }) runs: readonly Run[] = [];

  @state() private _view: QuickstartView | undefined;
  @state() private _quickstarts: readonly QuickstartResult[] = [];
  @state() private _error: ErrorRecord | undefined;

  private readonly _controls = new JobControls(
    () => this.client,
    () => this._view,
    (view) => (this._view = view),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this._restore();
  }

  /** Runs the quickstart, shown on the page. @throws whatever ended it early, which the page shows too */
  async runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void = () => undefined,
  ): Promise<QuickstartResult> {
    const { client } = this;
    if (client === undefined) throw new Error('internal: amp-overview has no client.');
    if (this._busy) throw new Error('A quickstart is already running on this page.');
    this._view = startView(options);
    this._tell('amp-busy', true);
    try {
      const result = await client.runQuickstart(options, (event) => {
        if (this._view !== undefined) this._view = addEvent(this._view, event);
        onEvent(event);
      });
      this._view = finishView(this._view, result);
      return result;
    } catch (error) {
      this._view = failView(this._view, errorRecord(error));
      throw error;
    } finally {
      this._tell('amp-busy', false);
      await this.refresh();
      this._tell('amp-runs');
    }
  }

  /** Reads the earlier quickstarts again; one that is stored no more is shown no more. */
  async refresh(): Promise<void> {
    try {
      this._quickstarts = (await this.client?.listQuickstarts()) ?? [];
      const shown = this._view?.result?.id;
      if (shown !== undefined && !this._quickstarts.some(({ id }) => id === shown)) this._view = undefined;
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** The GPU is there again: what was said of its loss goes. */
  gpuOpened(): void {
    if (this._view?.error?.name === 'DeviceLostError') this._view = undefined;
  }

  override render(): TemplateResult {
    const view = this._view;
    return html`
      <amp-intro .client=${this.client} ?ready=${this.blocked === '' && !this._busy}>
        <button
          class="primary"
          type="button"
          ?disabled=${this.blocked !== '' || this._busy}
          @click=${this._onLead}
        >
          ${this._busy ? 'The quickstart is running below' : 'Run the quickstart'}
        </button>
        <p class="small quiet" style="margin-top:0.5rem">
          Ladders, training, before and after:
          ${this.software ? 'under ten minutes on this software GPU' : 'about a minute'}, all in this tab.
        </p>
      </amp-intro>
      <section class="sheet" aria-labelledby="quickstart">
        <h2 id="quickstart">Quickstart</h2>
        <p class="quiet">
          The whole method at once: the bundled model makes its own ladders, learns from them, and is measured
          before and after.
        </p>
        <amp-quickstart
          .view=${view}
          .software=${this.software}
          ?disabled=${this.blocked !== ''}
          @amp-start=${this._onStart}
          @amp-pause=${this._controls.pause}
          @amp-resume=${this._controls.resume}
          @amp-stop=${this._controls.stop}
        ></amp-quickstart>
        ${this._failure()}
      </section>
      ${
        view === undefined
          ? nothing
          : html`<amp-quickstart-outcome
              .view=${view}
              .draw=${this.client?.drawImage}
            ></amp-quickstart-outcome>`
      }
      <section class="sheet" aria-labelledby="history">
        <h2 id="history">Earlier quickstarts</h2>
        <p class="quiet">Kept in this browser, for this address. Nothing is sent anywhere.</p>
        <amp-error .error=${this._error}></amp-error>
        <amp-history
          .quickstarts=${this._quickstarts}
          .runs=${this._others()}
          .shown=${view?.result?.id ?? ''}
          @amp-show=${this._onShow}
        ></amp-history>
      </section>
    `;
  }

  private get _busy(): boolean {
    return this._view !== undefined && ['running', 'paused', 'stopping'].includes(this._view.state);
  }

  /** Runs of quickstarts that have no result; the others stand under Train. */
  private _others(): Run[] {
    return this.runs.filter(({ id, source, trained }) => {
      const ofQuickstart = source === undefined && trained === undefined;
      return ofQuickstart && (!this._busy || id !== this._view?.run?.id);
    });
  }

  private _failure(): TemplateResult | typeof nothing {
    if (this._view?.state !== 'failed') return nothing;
    const lost = this._view.error?.name === 'DeviceLostError';
    return html`<amp-error style="margin-top:1rem" .error=${this._view.error}>
      ${lost ? html`<button type="button" @click=${() => this._tell('amp-open-gpu')}>Open the GPU again</button>` : nothing}
    </amp-error>`;
  }

  /** Shows the newest quickstart of earlier visits. */
  private async _restore(): Promise<void> {
    await this.refresh();
    const newest = this._quickstarts[0];
    if (newest !== undefined && this._view === undefined) await this._show(newest);
  }

  private async _show(result: QuickstartResult): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      const [events, results, runs] = await Promise.all([
        client.listRunEvents(result.runId),
        client.listResults(),
        client.listRuns(),
      ]);
      if (this._busy) return; // one was started meanwhile
      const run = runs.find(({ id }) => id === result.runId);
      this._view = restoreView(result, run, events, results);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private _tell(type: 'amp-busy' | 'amp-runs' | 'amp-open-gpu', detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** One button: starts with the options as they stand below, and leads there. */
  private readonly _onLead = async (): Promise<void> => {
    const quickstart = this.renderRoot.querySelector('amp-quickstart');
    quickstart?.start();
    await this.updateComplete;
    quickstart?.parentElement?.scrollIntoView({ behavior: 'smooth', block: 'start' });
    quickstart?.focusStart();
  };

  private readonly _onStart = (event: CustomEvent<QuickstartOptions>): void => {
    this.runQuickstart(event.detail).catch(() => undefined); // the page shows the error
  };

  private readonly _onShow = (event: CustomEvent<string>): void => {
    const result = this._quickstarts.find(({ id }) => id === event.detail);
    if (result !== undefined && !this._busy) void this._show(result);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-overview': AmpOverview;
  }
}
