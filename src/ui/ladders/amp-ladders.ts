import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { LadderJob, LadderJobEvent, ModelInfo } from '../../protocol/ladderJob.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../data/amp-datasets.ts';
import '../data/amp-import.ts';
import { readLink } from '../inspect/readingView.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { revealLinked } from '../reveal.ts';
import { shared } from '../styles.ts';
import { deleteNow, discardWithUndo } from '../undo/undoable.ts';
import './amp-ladder-browser.ts';
import './amp-ladder-job.ts';
import './amp-ladder-maker.ts';
import type { MakeRequest } from './amp-ladder-maker.ts';
import { addJobEvent, finishJob, startJob, unfinishedJobs, type JobView } from './jobView.ts';
import { ownFiles, type OwnImage } from './ownImages.ts';
import { failed, isUnderWay } from '../jobProgress.ts';
import { leadTo } from '../leadTo.ts';

/**
 * Ladders and data: make them, bring them, look at them, take them away. Holds what is shown and passes it down.
 *
 * @fires amp-busy - `detail` says whether a job of this section is under way.
 * @fires amp-datasets - `detail` are the datasets in this browser, listed anew.
 */
@customElement('amp-ladders')
export class AmpLadders extends LitElement {
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
      .data {
        display: grid;
        grid-template-columns: minmax(0, 11fr) minmax(0, 7fr);
        gap: var(--gap);
        align-items: start;
      }
      amp-ladder-job {
        margin-top: 1rem;
      }
      amp-error {
        margin-bottom: 1rem;
      }
      @media (max-width: 960px) {
        .data {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** What a link names: a dataset, a ladder's place in it, and who reads it (`readLink`). */
  @property({ attribute: false }) path: readonly string[] = [];
  /** Why nothing can be started now, such as a quickstart that runs; empty = it can. */
  @property() blocked = '';
  /** Why no model can run now; empty = it can. Data comes and goes without one. */
  @property() idle = '';

  @state() private _models: readonly ModelInfo[] = [];
  @state() private _datasets: readonly Dataset[] = [];
  @state() private _jobs: readonly LadderJob[] = [];
  /** Whether the lists were read. */
  @state() private _known = false;
  @state() private _view: JobView | undefined;
  /** Id of the dataset whose ladders are shown. */
  @state() private _shown = '';
  /** Whether an import or an export is under way. */
  @state() private _moving = false;
  @state() private _error: ErrorRecord | undefined;

  /** Whether what the address names was brought into sight. */
  private _led = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  /** Lists datasets, jobs and models again, such as after the store was cleared or a model was trained. */
  async refresh(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      [this._datasets, this._jobs, this._models] = await Promise.all([
        client.listDatasets(),
        client.listLadderJobs(),
        client.listModels(),
      ]);
      this._known = true;
      this.dispatchEvent(new CustomEvent('amp-datasets', { detail: this._datasets }));
      this._settle();
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('path')) this._settle();
  }

  protected override updated(): void {
    if (this._led || this._shown === '' || this._shown !== this.path[0]) return;
    this._led = true;
    revealLinked(this.renderRoot.querySelector('#shown')?.parentElement);
  }

  override render(): TemplateResult {
    const { client } = this;
    const dataset = this._datasets.find(({ id }) => id === this._shown);
    const link = readLink(this.path);
    const blocked =
      this.blocked ||
      (isUnderWay(this._view)
        ? 'Ladders are being made.'
        : this._moving
          ? 'Data is being read or written.'
          : '');
    return html`
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
        <button type="button" @click=${this._onRetry}>Try again</button>
      </amp-error>
      <amp-ladder-maker
        .models=${this._models}
        .datasets=${this._datasets}
        .blocked=${this.idle || blocked}
        @amp-make=${this._onMake}
      ></amp-ladder-maker>
      <amp-ladder-job
        .view=${this._view}
        .unfinished=${unfinishedJobs(this._jobs, this._view)}
        .blocked=${this.idle || blocked}
        @amp-stop=${this._onStop}
        @amp-go-on=${this._onGoOn}
        @amp-discard=${this._onDiscard}
      ></amp-ladder-job>
      <div class="part data">
        <section aria-labelledby="datasets">
          <h3 id="datasets">Datasets in this browser</h3>
          <amp-datasets
            .client=${client}
            .datasets=${this._datasets}
            ?reading=${!this._known && this._error === undefined}
            .shown=${this._shown}
            .blocked=${blocked}
            @amp-show=${this._onShow}
            @amp-delete=${this._onDelete}
            @amp-begin=${this._onBegin}
            @amp-busy=${this._onBusy}
          ></amp-datasets>
        </section>
        <section aria-labelledby="import">
          <h3 id="import">Bring your own</h3>
          <amp-import
            .client=${client}
            .blocked=${blocked}
            @amp-busy=${this._onBusy}
            @amp-imported=${this._onImported}
          ></amp-import>
        </section>
      </div>
      ${
        dataset === undefined
          ? nothing
          : html`<section class="part" aria-labelledby="shown">
              <h3 id="shown">${dataset.name}</h3>
              <amp-ladder-browser
                .client=${client}
                .source=${dataset}
                .index=${link?.dataset === dataset.id ? link.index : undefined}
                .reading=${link?.dataset === dataset.id ? link.reading : undefined}
                .idle=${this.idle}
                .blocked=${blocked}
                @amp-busy=${this._onBusy}
              ></amp-ladder-browser>
            </section>`
      }
    `;
  }

  /** Follows a job to its end. */
  private async _run(
    name: string,
    run: (client: LabClient, onEvent: (event: LadderJobEvent) => void) => Promise<LadderJob>,
  ): Promise<void> {
    const { client } = this;
    if (client === undefined || isUnderWay(this._view)) return;
    this._view = startJob({ name });
    this._tell(true);
    try {
      const job = await run(client, (event) => this._follow(event));
      this._view = finishJob(this._view, job);
    } catch (error) {
      this._view = failed(this._view, errorRecord(error));
    } finally {
      this._tell(false);
      await this.refresh();
    }
  }

  private _follow(event: LadderJobEvent): void {
    if (this._view === undefined) return;
    this._view = addJobEvent(this._view, event);
    if (event.kind !== 'ladders') return;
    const id = this._view.job?.datasetId;
    void this.refresh().then(() => {
      if (id !== undefined && this._datasets.some((dataset) => dataset.id === id)) this._shown = id;
    });
  }

  private _tell(detail: boolean): void {
    this.dispatchEvent(new CustomEvent('amp-busy', { detail, bubbles: true, composed: true }));
  }

  private readonly _onMake = (event: CustomEvent<MakeRequest>): void => {
    const { options, images } = event.detail;
    void this._run(options.name, async (client, onEvent) => {
      if (images.length > 0) await storeImages(client, images, `Images of ${options.name}`, onEvent);
      return client.makeLadders(options, onEvent);
    });
  };

  private readonly _onGoOn = (event: CustomEvent<LadderJob>): void => {
    const { id, options } = event.detail;
    void this._run(options.name, (client, onEvent) => client.resumeLadders(id, onEvent));
  };

  private readonly _onStop = async (): Promise<void> => {
    if (this._view !== undefined) this._view = { ...this._view, state: 'stopping' };
    await this.client?.stop();
  };

  private readonly _onDiscard = (event: CustomEvent<LadderJob>): void => {
    const { datasetId, options } = event.detail;
    void this._delete(datasetId, `Ladder set “${options.name}” discarded`);
  };

  private readonly _onBegin = (event: CustomEvent<string>): void => {
    if (event.detail === 'make') leadTo(this.renderRoot.querySelector('amp-ladder-maker'));
    else leadTo(this.renderRoot.querySelector('amp-import')?.renderRoot.querySelector('amp-drop'));
  };

  private readonly _onDelete = (event: CustomEvent<string>): void => {
    const id = event.detail;
    const name = this._datasets.find((dataset) => dataset.id === id)?.name ?? id;
    void this._delete(id, `Dataset “${name}” deleted`);
  };

  private async _delete(id: string, words: string): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      await discardWithUndo(this, client, { kind: 'dataset', id }, words);
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this.refresh();
  }

  private readonly _onShow = (event: CustomEvent<string>): void => {
    this._shown = event.detail;
  };

  private readonly _onBusy = (event: CustomEvent<boolean>): void => {
    this._moving = event.detail; // goes on to the page, which blocks its other jobs too
  };

  private readonly _onImported = async (event: CustomEvent<string>): Promise<void> => {
    await this.refresh();
    if (this._datasets.some(({ id }) => id === event.detail)) this._shown = event.detail;
  };

  /** The dataset that the link names, if it is there; else the one that was shown; else the newest. */
  private _settle(): void {
    const known = [this.path[0], this._shown, this._datasets[0]?.id];
    this._shown = known.find((one) => this._datasets.some(({ id }) => id === one)) ?? '';
  }

  private readonly _onRetry = (): void => {
    this._error = undefined;
    void this.refresh();
  };
}

/** Puts the user's images into the store, where the models find them. @throws Error when one is refused */
async function storeImages(
  client: LabClient,
  images: readonly OwnImage[],
  name: string,
  onEvent: (event: LadderJobEvent) => void,
): Promise<void> {
  onEvent({ kind: 'stage', message: 'Storing the images.' });
  const report = await client.importFiles(ownFiles(images), { name, licence: '' }, () => undefined);
  const [problem] = report.problems;
  if (problem === undefined) return;
  if (report.dataset !== undefined) await deleteNow(client, { kind: 'dataset', id: report.dataset.id });
  throw Object.assign(new Error(`${problem.reason} ${problem.remedy}`), { name: 'FormatError' });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladders': AmpLadders;
  }
}
