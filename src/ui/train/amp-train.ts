import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { Run } from '../../protocol/run.ts';
import type { TrainEvent, TrainOptions, TrainPreset } from '../../protocol/training.ts';
import '../amp-error.ts';
import { JobControls } from '../jobControls.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { revealLinked } from '../reveal.ts';
import { shared } from '../styles.ts';
import { discardWithUndo } from '../undo/undoable.ts';
import './amp-live-run.ts';
import './amp-run-form.ts';
import './amp-run-import.ts';
import './amp-runs.ts';
import './amp-unfinished-runs.ts';
import { addTrainEvent, finishTraining, startTraining, unfinishedRuns, type TrainView } from './runView.ts';
import { failed, isUnderWay } from '../jobProgress.ts';
import { leadTo } from '../leadTo.ts';

/** Milliseconds between two looks at a run: steps may come by the hundred a second, and every look draws all charts. */
const GLANCE = 100;

/**
 * Training: a new run, the run under way, and all runs of earlier. Holds what is shown and passes it down.
 *
 * @fires amp-busy - `detail` says whether a run of this section is under way.
 * @fires amp-path - `detail` are the ids of the runs that are shown now.
 * @fires amp-runs - Runs, and with them models, have come, gone or ended.
 * @fires amp-open-gpu - After the GPU was lost.
 */
@customElement('amp-train')
export class AmpTrain extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .part {
        margin-top: 1.8rem;
      }
      h3 {
        margin-bottom: 0.6rem;
        font-size: var(--size-3);
      }
      amp-unfinished-runs:not([hidden]) {
        margin-bottom: 1.2rem;
      }
      amp-live-run {
        margin-top: 1.2rem;
      }
      amp-run-import {
        max-width: 34rem;
        margin-top: 1.2rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Ids of the runs whose curves are shown. */
  @property({ attribute: false }) path: readonly string[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Why nothing can be started now, such as a quickstart that runs; empty = it can. */
  @property() blocked = '';
  /** Why no model can run now; empty = it can. */
  @property() idle = '';

  @state() private _models: readonly ModelInfo[] = [];
  @state() private _presets: readonly TrainPreset[] = [];
  @state() private _runs: readonly Run[] = [];
  /** Whether runs and models were read. */
  @state() private _known = false;
  @state() private _view: TrainView | undefined;
  @state() private _error: ErrorRecord | undefined;

  private readonly _controls = new JobControls(
    () => this.client,
    () => this._view,
    (view) => (this._view = view),
  );

  /** What the run has told since the last look. */
  private _told: TrainEvent[] = [];
  private _timer = 0;
  /** Whether what the address names was brought into sight. */
  private _led = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this._loadPresets();
    void this.refresh();
  }

  /** Lists runs and models again, such as after the store was cleared. */
  async refresh(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      [this._runs, this._models] = await Promise.all([client.listRuns(), client.listModels()]);
      this._known = true;
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** Goes on with a run from its last checkpoint. */
  async goOn({ id, name, last }: Run): Promise<void> {
    const { client } = this;
    if (client === undefined || isUnderWay(this._view)) return;
    const events = await client.listRunEvents(id);
    const kept = events.filter(({ step }) => step < (last?.step ?? 0));
    await this._follow(startTraining(name, kept), (onEvent) => client.resumeTraining(id, onEvent));
  }

  override render(): TemplateResult {
    const { client } = this;
    const busy = isUnderWay(this._view);
    const running = busy ? (this._view?.run?.id ?? '') : '';
    const blocked = this.blocked || (busy ? 'A run is under way.' : '');
    /** The lists could not be read: the error alone says what to do. */
    const unread = !this._known && this._error !== undefined;
    const unfinished = busy ? [] : unfinishedRuns(this._runs, running);
    return html`
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
        <button type="button" @click=${this._onRetry}>Try again</button>
      </amp-error>
      <amp-unfinished-runs
        .runs=${unfinished}
        ?hidden=${unfinished.length === 0}
        .blocked=${this.idle || blocked}
        @amp-go-on=${this._onGoOn}
        @amp-delete=${this._onDelete}
      ></amp-unfinished-runs>
      <amp-run-form
        ?hidden=${unread}
        .client=${client}
        .models=${this._models}
        .datasets=${this.datasets}
        .presets=${this._presets}
        .blocked=${this.idle || blocked}
        @amp-train=${this._onTrain}
      ></amp-run-form>
      <amp-live-run
        .view=${this._view}
        .draw=${client?.drawImage}
        @amp-pause=${this._controls.pause}
        @amp-resume=${this._controls.resume}
        @amp-stop=${this._controls.stop}
        @amp-go-on=${this._onGoOn}
        @amp-open-gpu=${() => this._tell('amp-open-gpu')}
      ></amp-live-run>
      <section class="part" aria-labelledby="runs" ?hidden=${unread}>
        <h3 id="runs">Runs</h3>
        <amp-runs
          .client=${client}
          .runs=${this._runs}
          ?reading=${!this._known && this._error === undefined}
          .models=${this._models}
          .datasets=${this.datasets}
          .chosen=${this.path}
          .running=${running}
          .blocked=${blocked}
          @amp-choose=${this._onChoose}
          @amp-delete=${this._onDelete}
          @amp-begin=${() => leadTo(this.renderRoot.querySelector('amp-run-form'))}
        ></amp-runs>
        <amp-run-import
          .client=${client}
          .blocked=${blocked}
          @amp-imported=${this._onImported}
        ></amp-run-import>
      </section>
    `;
  }

  protected override updated(): void {
    if (this._led || !this._known || this.path.length === 0) return;
    this._led = true;
    revealLinked(this.renderRoot.querySelector('#runs')?.parentElement);
  }

  private async _loadPresets(): Promise<void> {
    try {
      this._presets = (await this.client?.listTrainPresets()) ?? [];
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** Follows a run to its end. */
  private async _follow(
    start: TrainView,
    run: (onEvent: (event: TrainEvent) => void) => Promise<Run>,
  ): Promise<void> {
    this._view = start;
    this._tell('amp-busy', true);
    const live = this.renderRoot.querySelector('amp-live-run');
    void live?.updateComplete.then(() => live.scrollIntoView({ behavior: 'smooth', block: 'start' }));
    try {
      const done = await run((event) => {
        this._told.push(event);
        this._timer ||= window.setTimeout(() => this._look(), GLANCE);
      });
      this._look();
      this._view = finishTraining(this._view, done);
    } catch (error) {
      this._look();
      this._view = failed(this._view, errorRecord(error));
    } finally {
      this._tell('amp-busy', false);
      await this.refresh();
      this._tell('amp-runs');
    }
  }

  private _look(): void {
    clearTimeout(this._timer);
    this._timer = 0;
    const known = this._view?.run;
    const told = this._told.splice(0);
    if (this._view !== undefined) this._view = told.reduce(addTrainEvent, this._view);
    if (known === undefined && this._view?.run !== undefined) void this.refresh(); // it has just begun
  }

  private _tell(type: 'amp-busy' | 'amp-runs' | 'amp-open-gpu', detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  private readonly _onTrain = (event: CustomEvent<TrainOptions>): void => {
    const { client } = this;
    const options = event.detail;
    if (client === undefined || isUnderWay(this._view)) return;
    void this._follow(startTraining(options.name), (onEvent) => client.train(options, onEvent));
  };

  private readonly _onGoOn = (event: CustomEvent<Run>): void => {
    this.goOn(event.detail).catch((error: unknown) => (this._error = errorRecord(error)));
  };

  private readonly _onChoose = (event: CustomEvent<readonly string[]>): void => {
    this._led = true; // nobody followed a link
    this.path = event.detail;
    this.dispatchEvent(new CustomEvent('amp-path', { detail: event.detail }));
  };

  private readonly _onDelete = async (event: CustomEvent<string | Run>): Promise<void> => {
    const { client } = this;
    const id = typeof event.detail === 'string' ? event.detail : event.detail.id;
    const name = this._runs.find((run) => run.id === id)?.name ?? id;
    if (client === undefined) return;
    try {
      await discardWithUndo(this, client, { kind: 'run', id }, `Run “${name}” deleted`);
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this.refresh();
  };

  private readonly _onImported = async (): Promise<void> => {
    await this.refresh();
    this._tell('amp-runs');
  };

  private readonly _onRetry = (): void => {
    this._error = undefined;
    void this._loadPresets();
    void this.refresh();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-train': AmpTrain;
  }
}
