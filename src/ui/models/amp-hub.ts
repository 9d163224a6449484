import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import type { NamedBlob } from '../../protocol/dataset.ts';
import type { JobEvent } from '../../protocol/job.ts';
import { folderSize, HUB, type HubRequest, type ModelFolder } from '../../protocol/modelFolder.ts';
import '../amp-error.ts';
import { JobControls } from '../jobControls.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../data/amp-drop.ts';
import { isUnderWay, STARTED, timeLeftInWords, withJobEvent, type JobProgress } from '../jobProgress.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import '../train/amp-job-bar.ts';
import { discardWithUndo } from '../undo/undoable.ts';
import { hub } from './hubStyles.ts';
import { factsInWords, goOnInWords, sourceInWords, stateInWords, useInWords } from './hubView.ts';

/** A download or an import under way. */
interface Job extends JobProgress {
  readonly name: string;
}

/**
 * Models as files: looked up on a hub and downloaded, or brought as a folder or a zip; listed with sizes, gone on with,
 * checked and deleted. Nothing is fetched before it is asked for.
 *
 * @fires amp-busy - `detail` says whether a download or an import is under way.
 */
@customElement('amp-hub')
export class AmpHub extends LitElement {
  static override readonly styles = [shared, hub];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why nothing can be fetched or deleted now; empty = it can. */
  @property() blocked = '';

  @state() private _folders: readonly ModelFolder[] | undefined;
  @state() private _found: ModelFolder | undefined;
  @state() private _asking = false;
  @state() private _job: Job | undefined;
  @state() private _error: ErrorRecord | undefined;

  private readonly _controls = new JobControls(
    () => this.client,
    () => this._job,
    (view) => (this._job = view),
  );
  /** Of the user's account: in memory, and sent to the hub alone. */
  private token = '';

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client')) void this._list();
  }

  override render(): TemplateResult {
    const disabled = this.blocked !== '' || this._asking || isUnderWay(this._job);
    return html`
      <div class="ways">
        ${this._form(disabled)}
        <amp-drop folders accept=".zip" ?disabled=${disabled} @amp-files=${this._onFiles}>
          <p>Or drop a model’s folder here</p>
          <p class="small quiet">
            ${this.blocked || 'A folder or a zip: config.json, safetensors, tokenizer.json and what lies beside them.'}
          </p>
        </amp-drop>
      </div>
      ${this._job === undefined ? this._offer(disabled) : this._bar(this._job)}
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>
      ${this._models(disabled)}
    `;
  }

  private _form(disabled: boolean): TemplateResult {
    return html`<form @submit=${this._onLookUp}>
      <label class="field wide">
        Model on the hub, owner/name
        <input
          name="repository"
          required
          spellcheck="false"
          autocapitalize="off"
          placeholder="HuggingFaceTB/SmolVLM-256M-Instruct"
        />
      </label>
      <label class="field">
        Revision
        <input name="revision" spellcheck="false" autocapitalize="off" placeholder="main" />
      </label>
      <label class="field">
        Token, if it is gated
        <input
          name="token"
          type="password"
          autocomplete="off"
          @input=${(event: Event) => (this.token = (event.target as HTMLInputElement).value.trim())}
        />
      </label>
      <details class="wide small">
        <summary>Another hub</summary>
        <label class="field">
          Its address
          <input name="host" type="url" .defaultValue=${HUB} />
        </label>
      </details>
      <p class="wide small quiet">
        The hub is asked for this model’s files, and nothing else is sent. A token goes to the hub alone, and
        is forgotten with this page.
      </p>
      <div class="wide">
        <button type="submit" ?disabled=${disabled}>${this._asking ? 'Looking it up…' : 'Look it up'}</button>
      </div>
    </form>`;
  }

  /** What was found, before any weights are fetched. */
  private _offer(disabled: boolean): TemplateResult | typeof nothing {
    const found = this._found;
    if (found === undefined) return nothing;
    return html`<section class="found" aria-label=${`Found: ${found.name}`}>
      <h3>${found.name}</h3>
      ${facts(found)}
      <p class="small quiet">${sourceInWords(found)}</p>
      <button class="primary" type="button" ?disabled=${disabled} @click=${() => this._onDownload(found)}>
        Download ${formatBytes(folderSize(found))}
      </button>
    </section>`;
  }

  private _bar(job: Job): TemplateResult {
    const { done, total, state: now } = job;
    const shown = {
      ...job,
      headline: now === 'paused' ? 'Paused.' : now === 'stopping' ? 'Stopping…' : job.message,
      timeLeft: timeLeftInWords(job),
      counts: total === 0 ? '' : `${formatBytes(done)} of ${formatBytes(total)}`,
    };
    return html`<amp-job-bar
      label=${`Progress of ${job.name}`}
      .job=${shown}
      @amp-pause=${this._controls.pause}
      @amp-resume=${this._controls.resume}
      @amp-stop=${this._controls.stop}
    ></amp-job-bar>`;
  }

  private _models(disabled: boolean): TemplateResult | typeof nothing {
    const folders = this._folders;
    if (folders === undefined) return nothing;
    if (folders.length === 0) return html`<p class="none small quiet">None is in this browser yet.</p>`;
    return html`<ul class="list" aria-label="Models in this browser">
      ${folders.map((folder) => this._model(folder, disabled))}
    </ul>`;
  }

  private _model(folder: ModelFolder, disabled: boolean): TemplateResult {
    const { id, name } = folder;
    const more = goOnInWords(folder);
    return html`<li>
      <div>
        <h3>${name}</h3>
        ${facts(folder)}
        <p class="small">${stateInWords(folder)}; ${sourceInWords(folder)}.</p>
        <p class="small quiet">${useInWords(folder)}</p>
      </div>
      <div class="buttons">
        ${
          more === ''
            ? nothing
            : html`<button
                class="plain"
                type="button"
                ?disabled=${disabled}
                @click=${() => this._onGoOn(folder)}
              >
                ${more}<span class="visually-hidden"> with ${name}</span>
              </button>`
        }
        <button class="plain" type="button" ?disabled=${disabled} @click=${() => this._onDelete(id, name)}>
          Delete<span class="visually-hidden"> ${name}</span>
        </button>
      </div>
    </li>`;
  }

  /** Reads the list; one that cannot be read says why. */
  private async _list(): Promise<void> {
    try {
      this._folders = await this.client?.listModelFolders();
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  /** One job at a time, with its progress and its end shown here. */
  private async _run(
    name: string,
    run: (client: LabClient, onEvent: (event: JobEvent) => void) => Promise<ModelFolder>,
  ): Promise<void> {
    const { client } = this;
    if (client === undefined || isUnderWay(this._job)) return;
    this._job = { ...STARTED, name };
    this._error = undefined;
    this._busy(true);
    try {
      await run(client, (event) => {
        if (this._job !== undefined) this._job = withJobEvent(this._job, event);
      });
      this._found = undefined;
    } catch (error) {
      const record = errorRecord(error);
      if (record.name !== 'CancelledError') this._error = record;
    } finally {
      this._job = undefined;
      this._busy(false);
      await this._list(); // also when it failed: what came is there
    }
  }

  private _busy(detail: boolean): void {
    this.dispatchEvent(new CustomEvent('amp-busy', { detail, bubbles: true, composed: true }));
  }

  private readonly _onLookUp = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { client } = this;
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => (data.get(name) as string | null)?.trim() ?? '';
    const request: HubRequest = {
      host: text('host') || HUB,
      repository: text('repository'),
      revision: text('revision'),
    };
    if (client === undefined || this._asking) return;
    this._asking = true;
    this._found = undefined;
    this._error = undefined;
    try {
      this._found = await client.lookUpModel(request, this.token);
    } catch (error) {
      this._error = errorRecord(error);
    } finally {
      this._asking = false;
    }
  };

  private _onDownload({ name, source }: ModelFolder): Promise<void> {
    return this._run(name, (client, onEvent) => {
      if (source.kind !== 'hub') throw new Error('internal: found on no hub.');
      return client.downloadModel(source, this.token, onEvent);
    });
  }

  private _onGoOn({ id, name }: ModelFolder): Promise<void> {
    return this._run(name, (client, onEvent) => client.resumeModel(id, this.token, onEvent));
  }

  private readonly _onFiles = (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const files = event.detail;
    return this._run('the import', (client, onEvent) => client.importModel(files, onEvent));
  };

  private async _onDelete(id: string, name: string): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      const words = `Model “${name}” deleted`;
      await discardWithUndo(this, client, { kind: 'modelFolder', id }, words, () => void this._list());
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this._list();
  }
}

function facts(folder: ModelFolder): TemplateResult {
  return html`<p class="facts">${factsInWords(folder).map((fact) => html`<span>${fact}</span>`)}</p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-hub': AmpHub;
  }
}
