import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NamedBlob } from '../../protocol/dataset.ts';
import type { Experiment, ExperimentSpec } from '../../protocol/experiment.ts';
import '../amp-error.ts';
import { JobControls } from '../jobControls.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../data/amp-drop.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { discardWithUndo, offerPageUndo } from '../undo/undoable.ts';
import './amp-experiment-list.ts';
import './amp-experiment-plan.ts';
import './amp-experiment-table.ts';
import './amp-job-bar.ts';
import {
  addExperimentEvent,
  experimentHeadline,
  experimentTimeLeft,
  finishExperiment,
  isResultFile,
  startExperiment,
  type ExperimentView,
} from './experimentView.ts';
import { failed, isUnderWay } from '../jobProgress.ts';

/**
 * Experiments: open a file, see what it will do, start it, see its table; earlier ones and imported results.
 *
 * @fires amp-busy - `detail` says whether an experiment is under way.
 */
@customElement('amp-experiments')
export class AmpExperiments extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .top {
        display: grid;
        grid-template-columns: minmax(0, 7fr) minmax(0, 11fr);
        gap: var(--gap);
        align-items: start;
      }
      amp-job-bar,
      amp-experiment-table,
      amp-error,
      .part {
        margin-top: 1.2rem;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
        align-items: center;
      }
      h3 {
        margin-bottom: 0.6rem;
      }
      @media (max-width: 960px) {
        .top {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why nothing can be started now, such as a run that is under way; empty = it can. */
  @property() blocked = '';
  /** Why no model can run now; empty = it can. */
  @property() idle = '';

  @state() private _experiments: readonly Experiment[] = [];
  /** Whether the list was read. */
  @state() private _known = false;
  /** What was read from a file and not started yet. */
  @state() private _spec: ExperimentSpec | undefined;
  @state() private _view: ExperimentView | undefined;
  /** Id of the experiment whose table is shown. */
  @state() private _shown = '';
  @state() private _error: ErrorRecord | undefined;

  private readonly _controls = new JobControls(
    () => this.client,
    () => this._view,
    (view) => (this._view = view),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  /** Lists experiments again, such as after the store was cleared. */
  async refresh(): Promise<void> {
    try {
      this._experiments = (await this.client?.listExperiments()) ?? [];
      this._known = true;
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  override render(): TemplateResult {
    const { _view: view } = this;
    const busy = isUnderWay(view);
    const running = busy ? (view?.experiment?.id ?? '') : '';
    const blocked = this.blocked || this.idle || (busy ? 'An experiment is under way.' : '');
    const live = view?.experiment;
    const experiments = this._experiments.map((one) => (one.id === live?.id ? live : one));
    const shown = experiments.find(({ id }) => id === this._shown) ?? experiments[0];
    return html`
      <div class="top">
        <amp-drop accept=".json" label="Open a file" @amp-files=${this._onFiles}>
          <p>Drop an experiment’s file here</p>
          <p class="small quiet">What <code>npm run experiment</code> takes, or a result that it has left.</p>
        </amp-drop>
        <amp-experiment-list
          .experiments=${experiments}
          ?reading=${!this._known && this._error === undefined}
          .shown=${shown?.id ?? ''}
          .running=${running}
          .blocked=${blocked}
          @amp-show=${(event: CustomEvent<string>) => (this._shown = event.detail)}
          @amp-go-on=${(event: CustomEvent<Experiment>) => void this._run(event.detail.spec)}
          @amp-delete=${this._onDelete}
        ></amp-experiment-list>
      </div>
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>
      ${
        this._spec === undefined
          ? nothing
          : html`<amp-experiment-plan class="part" .spec=${this._spec}>
              <div class="buttons">
                <button
                  class="primary"
                  type="button"
                  ?disabled=${blocked !== ''}
                  @click=${() => this._spec && void this._run(this._spec)}
                >
                  Start the experiment
                </button>
                <button type="button" @click=${this._onPutAway}>Put it away</button>
                <span class="small quiet">${blocked}</span>
              </div>
            </amp-experiment-plan>`
      }
      ${view === undefined ? nothing : this._progress(view)}
      <amp-experiment-table .experiment=${shown}></amp-experiment-table>
    `;
  }

  private _progress(view: ExperimentView): TemplateResult {
    const trials = view.experiment?.trials.length ?? 0;
    const job = {
      ...view,
      name: view.spec.name,
      headline: experimentHeadline(view),
      timeLeft: experimentTimeLeft(view),
      counts: view.total === 0 ? '' : `${trials} of ${view.total} trials are through`,
    };
    return html`<amp-job-bar
        label="Progress of the experiment"
        .job=${job}
        @amp-pause=${this._controls.pause}
        @amp-resume=${this._controls.resume}
        @amp-stop=${this._controls.stop}
      ></amp-job-bar>
      <amp-error
        .error=${view.state === 'failed' ? view.error : undefined}
        ?hidden=${view.state !== 'failed'}
      ></amp-error>`;
  }

  private async _run(spec: ExperimentSpec): Promise<void> {
    const { client } = this;
    if (client === undefined || isUnderWay(this._view)) return;
    this._spec = undefined;
    this._view = startExperiment(spec);
    this._busy(true);
    try {
      const done = await client.runExperiment(spec, (event) => {
        const known = this._view?.experiment;
        if (this._view !== undefined) this._view = addExperimentEvent(this._view, event);
        if (event.kind !== 'experiment' || known !== undefined) return;
        this._shown = event.experiment.id;
        void this.refresh();
      });
      this._view = finishExperiment(this._view, done);
    } catch (error) {
      this._view = failed(this._view, errorRecord(error));
    } finally {
      this._busy(false);
      await this.refresh();
    }
  }

  private _busy(detail: boolean): void {
    this.dispatchEvent(new CustomEvent('amp-busy', { detail }));
  }

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const { client } = this;
    const [file] = event.detail;
    if (client === undefined || file === undefined) return;
    this._error = undefined;
    try {
      const text = await file.blob.text();
      if (!isResultFile(text)) {
        this._spec = await client.readExperiment(text);
        return;
      }
      this._shown = (await client.importExperiment(text)).id;
      await this.refresh();
    } catch (error) {
      this._error = errorRecord(error);
    }
  };

  private readonly _onDelete = async (event: CustomEvent<string>): Promise<void> => {
    const { client } = this;
    const id = event.detail;
    const name = this._experiments.find((experiment) => experiment.id === id)?.spec.name ?? id;
    if (client === undefined) return;
    try {
      await discardWithUndo(this, client, { kind: 'experiment', id }, `Results of “${name}” deleted`);
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this.refresh();
  };

  private readonly _onPutAway = (): void => {
    const spec = this._spec;
    if (spec === undefined) return;
    this._spec = undefined;
    offerPageUndo(this, `Experiment “${spec.name}” put away`, () => (this._spec = spec));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-experiments': AmpExperiments;
  }
}
