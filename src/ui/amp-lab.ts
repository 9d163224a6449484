import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../protocol/dataset.ts';
import type { GpuReport, QuickstartEvent, QuickstartOptions, QuickstartResult } from '../protocol/lab.ts';
import type { Run } from '../protocol/run.ts';
import './amp-checkpoint.ts';
import './amp-curves.ts';
import './amp-dialogues.ts';
import { errorRecord } from './amp-error.ts';
import './amp-gpu.ts';
import './amp-history.ts';
import './amp-intro.ts';
import './amp-live-ladder.ts';
import './amp-no-gpu.ts';
import './amp-quickstart.ts';
import './amp-scoreboard.ts';
import type { LabClient } from './client.ts';
import './ladders/amp-ladders.ts';
import {
  addEvent,
  failView,
  finishView,
  restoreView,
  startView,
  type ErrorRecord,
  type QuickstartView,
} from './quickstartView.ts';
import { shared } from './styles.ts';
import './train/amp-experiments.ts';
import './train/amp-train.ts';
import './train/amp-unfinished-runs.ts';
import { unfinishedRuns, wasCutOff } from './train/runView.ts';

/** What is under way on this page: one job at a time. */
type Work = 'ladders' | 'training' | 'experiment';

const WORK: Readonly<Record<Work, string>> = {
  ladders: 'Ladders are being made, or data moved.',
  training: 'A training run is under way.',
  experiment: 'An experiment is under way.',
};

/** The whole page. Holds what is shown and passes it down; the worker behind `client` does the work. */
@customElement('amp-lab')
export class AmpLab extends LitElement {
  static override readonly styles = [
    shared,
    css`
      header,
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
        padding-block: 1rem;
      }
      .brand {
        display: flex;
        gap: 0.7rem;
        align-items: center;
        font-size: var(--size-1);
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
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: clamp(1.5rem, 3vw, 2.5rem);
        padding-block: clamp(0.5rem, 2vw, 1.5rem) 3rem;
      }
      .sheet {
        padding: var(--gap);
        background: var(--sheet);
        border: 1px solid var(--rule);
        border-radius: 10px;
      }
      .sheet > h2 {
        margin-bottom: 0.2rem;
      }
      .sheet > h2 + p {
        max-width: 46rem;
        margin-bottom: 1.1rem;
      }
      pre {
        margin: 0;
        padding: 0.8rem 1rem;
        font: var(--size-0) / 1.5 var(--mono);
        background: var(--sunk);
        border-radius: var(--round);
        white-space: pre-wrap;
      }
      .words {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
        gap: 0.8rem;
      }
      summary {
        font-weight: 600;
      }
      details[open] > summary {
        margin-bottom: 0.9rem;
      }
      footer {
        padding-block: 0 2rem;
      }
      @media (max-width: 760px) {
        .claim {
          display: none;
        }
      }
    `,
  ];

  /** The worker's client; set once, before the element is connected. */
  @property({ attribute: false }) client: LabClient | undefined;

  @state() private _gpu: GpuReport | undefined;
  @state() private _view: QuickstartView | undefined;
  @state() private _quickstarts: readonly QuickstartResult[] = [];
  @state() private _runs: readonly Run[] = [];
  @state() private _datasets: readonly Dataset[] = [];
  /** Which section has a job under way. */
  @state() private _work: Work | undefined;
  /** An error that belongs to no quickstart. */
  @state() private _error: ErrorRecord | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.client?.onDeviceLost((message) => this._onDeviceLost(message));
    void this._openGpu();
    void this._restore();
  }

  /** Runs the quickstart, shown on the page. @throws whatever ended it early, which the page shows too */
  async runQuickstart(
    options: QuickstartOptions,
    onEvent: (event: QuickstartEvent) => void = () => undefined,
  ): Promise<QuickstartResult> {
    const { client } = this;
    if (client === undefined) throw new Error('internal: amp-lab has no client.');
    if (this._busy) throw new Error('A quickstart is already running on this page.');
    this._view = startView(options);
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
      await this._list();
    }
  }

  override render(): TemplateResult {
    const noGpu = this._gpu?.kind === 'unavailable' ? this._gpu : undefined;
    const idle = this._gpu?.kind === 'ready' ? '' : 'Models need the GPU.';
    return html`
      <header>
        <div class="brand">
          ${LOGO}
          <b>AMP Lab</b>
          <span class="claim quiet">
            trains a tiny model that sees and talks, in this tab, on ranked answers, so that it hallucinates
            less
          </span>
        </div>
        <amp-gpu .report=${this._gpu}></amp-gpu>
      </header>
      <main>
        ${
          noGpu === undefined
            ? nothing
            : html`<amp-no-gpu .message=${noGpu.message} @amp-retry=${this._openGpu}></amp-no-gpu>`
        }
        <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
          <button type="button" @click=${this._openGpu}>Open the GPU again</button>
        </amp-error>
        ${this._cutOff(idle)}
        <amp-intro .draw=${this.client?.drawImage}>
          <button class="primary" type="button" @click=${this._onLead}>See a model learn it</button>
        </amp-intro>
        <section class="sheet" aria-labelledby="quickstart">
          <h2 id="quickstart">Quickstart</h2>
          <p class="quiet">
            The whole method at once: the bundled model makes its own ladders, learns from them, and is
            measured before and after.
          </p>
          <amp-quickstart
            .view=${this._view}
            .software=${this._gpu?.kind === 'ready' && this._gpu.adapter.software}
            ?disabled=${this._gpu?.kind !== 'ready' || this._work !== undefined}
            @amp-start=${this._onStart}
            @amp-pause=${this._onPause}
            @amp-resume=${this._onResume}
            @amp-stop=${this._onStop}
          ></amp-quickstart>
          ${this._failure()}
        </section>
        ${this._view === undefined ? nothing : this._outcome(this._view)}
        <section class="sheet" aria-labelledby="making">
          <h2 id="making">Ladders</h2>
          <p class="quiet">
            Make ladders without an annotator, bring your own data, see why every rung stands where it stands.
          </p>
          <amp-ladders
            .client=${this.client}
            .blocked=${this._blocked('ladders')}
            .idle=${idle}
            @amp-busy=${(event: CustomEvent<boolean>) => this._onBusy('ladders', event)}
            @amp-datasets=${(event: CustomEvent<readonly Dataset[]>) => (this._datasets = event.detail)}
          ></amp-ladders>
        </section>
        <section class="sheet" aria-labelledby="training">
          <h2 id="training">Train</h2>
          <p class="quiet">
            Any of the bundled or your own models, on ladders or on best answers alone. A run keeps
            checkpoints: what is cut off can be gone on with.
          </p>
          <amp-train
            .client=${this.client}
            .datasets=${this._datasets}
            .blocked=${this._blocked('training')}
            .idle=${idle}
            @amp-busy=${(event: CustomEvent<boolean>) => this._onBusy('training', event)}
            @amp-runs=${this._onRuns}
            @amp-open-gpu=${this._openGpu}
          ></amp-train>
        </section>
        <section class="sheet" aria-labelledby="experiments">
          <h2 id="experiments">Experiments</h2>
          <p class="quiet">
            A file says which options to try and with which seeds; every arm is trained, measured on the same
            benchmark, and compared with the baseline, dialogue by dialogue.
          </p>
          <amp-experiments
            .client=${this.client}
            .blocked=${this._blocked('experiment')}
            .idle=${idle}
            @amp-busy=${(event: CustomEvent<boolean>) => this._onBusy('experiment', event)}
          ></amp-experiments>
        </section>
        <section class="sheet" aria-labelledby="history">
          <h2 id="history">Earlier runs</h2>
          <p class="quiet">Kept in this browser, for this address. Nothing is sent anywhere.</p>
          <amp-history
            .quickstarts=${this._quickstarts}
            .runs=${this._runs.filter(({ id, source, trained }) => {
              const ofQuickstart = source === undefined && trained === undefined;
              return ofQuickstart && (!this._busy || id !== this._view?.run?.id);
            })}
            .shown=${this._view?.result?.id ?? ''}
            @amp-show=${this._onShow}
            @amp-clear=${this._onClear}
          ></amp-history>
        </section>
        <section class="sheet" aria-labelledby="checkpoint">
          <h2 id="checkpoint">Your own checkpoint</h2>
          <p class="quiet">
            Weights are read as safetensors under Hugging Face’s names, and checked before use.
          </p>
          <amp-checkpoint .client=${this.client}></amp-checkpoint>
        </section>
      </main>
      <footer class="small quiet">
        The method: “Automated Multi-level Preference for MLLMs”, arXiv 2405.11165. Icons in the scenes: Noto
        Emoji (Apache 2.0) and Fluent Emoji (MIT).
      </footer>
    `;
  }

  private get _busy(): boolean {
    return this._view !== undefined && ['running', 'paused', 'stopping'].includes(this._view.state);
  }

  /** Why a section cannot start anything now; empty = it can. */
  private _blocked(section: Work): string {
    if (this._busy) return 'The quickstart is running.';
    return this._work === undefined || this._work === section ? '' : WORK[this._work];
  }

  /** Runs that a reload, a crash or a lost GPU cut off: the first thing to know after it. */
  private _cutOff(idle: string): TemplateResult | typeof nothing {
    if (this._work !== undefined || this._busy) return nothing;
    const runs = unfinishedRuns(this._runs, undefined).filter(wasCutOff).slice(0, 1);
    return html`<amp-unfinished-runs
      .runs=${runs}
      .blocked=${idle}
      ?hidden=${runs.length === 0}
      @amp-go-on=${this._onGoOn}
    ></amp-unfinished-runs>`;
  }

  private _failure(): TemplateResult | typeof nothing {
    if (this._view?.state !== 'failed') return nothing;
    const lost = this._view.error?.name === 'DeviceLostError';
    return html`<amp-error style="margin-top:1rem" .error=${this._view.error}>
      ${lost ? html`<button type="button" @click=${this._openGpu}>Open the GPU again</button>` : nothing}
    </amp-error>`;
  }

  private _outcome(view: QuickstartView): TemplateResult {
    const draw = this.client?.drawImage;
    return html`
      ${
        view.before === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="scores">
              <h2 id="scores">Does it hallucinate less?</h2>
              <p class="quiet">The same questions before and after training.</p>
              <amp-scoreboard
                .earlier=${view.before}
                .later=${view.after}
                .change=${view.result?.change}
              ></amp-scoreboard>
            </section>`
      }
      ${
        view.ladders.length === 0
          ? nothing
          : html`<section class="sheet" aria-labelledby="ladders">
              <h2 id="ladders">The ladders, as the model sees them</h2>
              <p class="quiet">
                The implicit reward of a rung says how much likelier training has made it than it was for the
                reference. Higher rungs should gain on lower ones.
              </p>
              <amp-live-ladder .ladders=${view.ladders} .beta=${view.run?.config.beta ?? 0.1} .draw=${draw}>
              </amp-live-ladder>
            </section>`
      }
      ${
        view.events.length === 0
          ? nothing
          : html`<section class="sheet" aria-labelledby="curves">
              <h2 id="curves">Training, step by step</h2>
              <p class="quiet">
                Step ${view.events.length} of ${view.run?.config.steps ?? view.events.length}. All rewards may
                fall: what counts is how far they are apart.
              </p>
              <amp-curves .events=${view.events}></amp-curves>
            </section>`
      }
      ${
        view.before === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="dialogues">
              <details ?open=${view.state === 'finished'}>
                <summary>
                  <span id="dialogues"
                    >The benchmark’s dialogues, ${view.after ? 'before and after' : 'before training'}</span
                  >
                </summary>
                <amp-dialogues .earlier=${view.before} .later=${view.after} .draw=${draw}></amp-dialogues>
              </details>
            </section>`
      }
      ${
        view.result === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="words">
              <details>
                <summary>
                  <span id="words">Three ladders in words; made-up parts stand between asterisks</span>
                </summary>
                <div class="words">${view.result.ladders.map((ladder) => html`<pre>${ladder}</pre>`)}</div>
              </details>
            </section>`
      }
    `;
  }

  private readonly _openGpu = async (): Promise<void> => {
    this._error = undefined;
    this._gpu = undefined;
    try {
      this._gpu = await this.client?.openGpu();
      if (this._view?.error?.name === 'DeviceLostError') this._view = undefined;
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  /** Shows the newest quickstart of earlier visits. */
  private async _restore(): Promise<void> {
    await this._list();
    const newest = this._quickstarts[0];
    if (newest !== undefined && this._view === undefined) await this._show(newest);
  }

  private async _list(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      [this._quickstarts, this._runs] = await Promise.all([client.listQuickstarts(), client.listRuns()]);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private async _show(result: QuickstartResult): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      const [events, results] = await Promise.all([client.listRunEvents(result.runId), client.listResults()]);
      if (this._busy) return; // one was started meanwhile
      this._view = restoreView(
        result,
        this._runs.find(({ id }) => id === result.runId),
        events,
        results,
      );
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private readonly _onLead = (): void => {
    const quickstart = this.renderRoot.querySelector('amp-quickstart');
    quickstart?.parentElement?.scrollIntoView({ behavior: 'smooth', block: 'start' });
    quickstart?.focusStart();
  };

  private readonly _onStart = (event: CustomEvent<QuickstartOptions>): void => {
    this.runQuickstart(event.detail).catch(() => undefined); // the page shows the error
  };

  private readonly _onPause = async (): Promise<void> => {
    await this.client?.pause();
    if (this._view?.state === 'running') this._view = { ...this._view, state: 'paused' };
  };

  private readonly _onResume = async (): Promise<void> => {
    await this.client?.resume();
    if (this._view?.state === 'paused') this._view = { ...this._view, state: 'running' };
  };

  private readonly _onStop = async (): Promise<void> => {
    if (this._view !== undefined) this._view = { ...this._view, state: 'stopping' };
    await this.client?.stop();
  };

  private readonly _onShow = (event: CustomEvent<string>): void => {
    const result = this._quickstarts.find(({ id }) => id === event.detail);
    if (result !== undefined && !this._busy) void this._show(result);
  };

  private _onBusy(work: Work, event: CustomEvent<boolean>): void {
    if (event.detail) this._work = work;
    else if (this._work === work) this._work = undefined;
  }

  /** A run that ended is a model that ladders can be made with. */
  private readonly _onRuns = async (): Promise<void> => {
    await Promise.all([this._list(), this.renderRoot.querySelector('amp-ladders')?.refresh()]);
  };

  private readonly _onGoOn = (event: CustomEvent<Run>): void => {
    const train = this.renderRoot.querySelector('amp-train');
    train?.goOn(event.detail).catch((error: unknown) => (this._error = errorRecord(error)));
  };

  private readonly _onClear = async (): Promise<void> => {
    try {
      await this.client?.clearAll();
      if (!this._busy) this._view = undefined;
      await this.renderRoot.querySelector('amp-ladders')?.refresh();
      await this.renderRoot.querySelector('amp-train')?.refresh();
      await this.renderRoot.querySelector('amp-experiments')?.refresh();
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this._list();
  };

  private _onDeviceLost(message: string): void {
    this._error = {
      name: 'DeviceLostError',
      message: `The GPU was lost (${message}). Nothing that is stored was lost with it.`,
    };
  }
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
