import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes, formatDuration, formatTimeLeft } from '../../base/format.ts';
import type { ImportEvent, ImportProblem, ImportReport, NamedBlob } from '../../protocol/dataset.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { form } from '../ladders/formStyles.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { discardWithUndo } from '../undo/undoable.ts';
import './amp-drop.ts';
import './amp-problems.ts';
import { importName } from './datasetView.ts';

type Progress = Extract<ImportEvent, { kind: 'progress' }>;

type State =
  | { readonly kind: 'initial' }
  | { readonly kind: 'pending'; readonly progress?: Progress; readonly problems: readonly ImportProblem[] }
  | { readonly kind: 'complete'; readonly report: ImportReport; readonly undone: boolean }
  | { readonly kind: 'error'; readonly error: ErrorRecord; readonly problems: readonly ImportProblem[] };

/**
 * Import of files, folders and zips: progress and stop, what did not come in and why, and undo.
 *
 * @fires amp-busy - `detail` says whether an import is under way.
 * @fires amp-imported - `detail` is the id of the dataset that came in, or that was undone.
 */
@customElement('amp-import')
export class AmpImport extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .about {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: 0.6rem;
        margin-top: 0.6rem;
      }
      .outcome {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.6rem;
        margin-top: 0.8rem;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.8rem;
        align-items: center;
        justify-content: space-between;
        overflow-wrap: anywhere;
      }
      .fine {
        padding: 0.5rem 0.8rem;
        background: var(--good-wash);
        border-radius: var(--round);
      }
      .note {
        padding: 0.4rem 0.7rem;
        background: var(--warn-wash);
        border-radius: var(--round);
      }
      progress {
        width: 100%;
        height: 0.7rem;
        accent-color: var(--accent);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _name = '';
  @state() private _licence = '';
  @state() private _state: State = { kind: 'initial' };

  override render(): TemplateResult {
    const pending = this._state.kind === 'pending';
    return html`
      <amp-drop
        folders
        accept=".json,.jsonl,.ndjson,.parquet,.zip,image/png,image/jpeg,image/webp"
        ?disabled=${pending || this.blocked !== ''}
        @amp-files=${this._onFiles}
      >
        <p>Drop files, a folder or a zip here</p>
        <p class="small quiet">
          ${
            this.blocked ||
            'Rows as JSON, JSONL or Parquet, with their images: AMP, LLaVA, RLHF-V, RLAIF-V, VLFeedback, TRL, or ladders of this lab.'
          }
        </p>
      </amp-drop>
      <div class="about">
        <label class="field">
          Name, if not the file’s
          <input
            name="import-name"
            .value=${this._name}
            @input=${(event: Event) => (this._name = (event.target as HTMLInputElement).value)}
          />
        </label>
        <label class="field">
          Licence
          <input
            name="licence"
            placeholder="such as CC-BY-4.0"
            .value=${this._licence}
            @input=${(event: Event) => (this._licence = (event.target as HTMLInputElement).value)}
          />
        </label>
      </div>
      ${this._outcome()}
    `;
  }

  private _outcome(): TemplateResult | typeof nothing {
    const now = this._state;
    switch (now.kind) {
      case 'initial':
        return nothing;
      case 'pending':
        return this._pending(now);
      case 'complete':
        return this._report(now.report, now.undone);
      case 'error':
        return html`<div class="outcome">
          ${
            now.error.name === 'CancelledError'
              ? html`<p role="status">Stopped. Files that were through are kept.</p>`
              : html`<amp-error .error=${now.error}></amp-error>`
          }
          <amp-problems .problems=${now.problems} .total=${now.problems.length}></amp-problems>
        </div>`;
    }
  }

  private _pending({ progress, problems }: Extract<State, { kind: 'pending' }>): TemplateResult {
    return html`<div class="outcome">
      <div class="line">
        <span role="status">
          ${
            progress === undefined
              ? 'Opening the files…'
              : html`${progress.file}: ${progress.ladders.toLocaleString('en')} ladders,
                ${progress.refused.toLocaleString('en')} rows refused`
          }
        </span>
        <button class="plain" type="button" @click=${this._onStop}>Stop the import</button>
      </div>
      <progress
        aria-label="Progress of the import"
        max=${Math.max(1, progress?.bytesTotal ?? 1)}
        value=${progress?.bytesDone ?? nothing}
      ></progress>
      ${
        progress === undefined
          ? nothing
          : html`<p class="small quiet">
              ${formatBytes(progress.bytesDone)} of
              ${formatBytes(progress.bytesTotal)}${
                progress.secondsLeft === undefined ? '' : `, ${formatTimeLeft(progress.secondsLeft)} left`
              }
            </p>`
      }
      <amp-problems .problems=${problems} .total=${problems.length}></amp-problems>
    </div>`;
  }

  private _report(report: ImportReport, undone: boolean): TemplateResult {
    const { dataset, problems, problemCount, notes, seconds } = report;
    return html`<div class="outcome">
      <div class="line ${dataset === undefined || undone ? '' : 'fine'}">
        <span role="status">
          ${
            dataset === undefined
              ? 'Nothing came in.'
              : undone
                ? html`Undone: <b>${dataset.name}</b> is gone again.`
                : html`<b>${dataset.name}</b>: ${dataset.counts.ladders.toLocaleString('en')} ladders came in,
                    ${formatDuration(seconds)}.`
          }
          ${problemCount > 0 ? html`${problemCount.toLocaleString('en')} refused.` : nothing}
        </span>
        ${
          dataset === undefined || undone
            ? nothing
            : html`<button
                class="plain"
                type="button"
                title=${this.blocked || nothing}
                ?disabled=${this.blocked !== ''}
                @click=${() => this._undo(report)}
              >
                Undo this import
              </button>`
        }
      </div>
      ${notes.map(
        ({ text, count }) =>
          html`<p class="note small">${text} <b>${count.toLocaleString('en')}&nbsp;×</b></p>`,
      )}
      <amp-problems .problems=${problems} .total=${problemCount}></amp-problems>
    </div>`;
  }

  private _send(type: 'amp-busy' | 'amp-imported', detail: boolean | string): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private async _undo(report: ImportReport): Promise<void> {
    const { client } = this;
    const { dataset } = report;
    if (client === undefined || dataset === undefined) return;
    const undone: State = { kind: 'complete', report, undone: true };
    const back = (): void => {
      if (this._state === undone) this._state = { ...undone, undone: false };
    };
    try {
      const words = `Import of “${dataset.name}” undone`;
      await discardWithUndo(this, client, { kind: 'dataset', id: dataset.id }, words, back);
      this._state = undone;
    } catch (error) {
      this._state = { kind: 'error', error: errorRecord(error), problems: report.problems };
    }
    this._send('amp-imported', dataset.id);
  }

  private readonly _onStop = (): void => {
    void this.client?.stop();
  };

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const { client } = this;
    const files = event.detail;
    if (client === undefined || this._state.kind === 'pending') return;
    const problems: ImportProblem[] = [];
    this._state = { kind: 'pending', problems };
    this._send('amp-busy', true);
    try {
      const options = { name: this._name.trim() || importName(files), licence: this._licence.trim() };
      const report = await client.importFiles(files, options, (event) => {
        if (this._state.kind !== 'pending') return;
        if (event.kind === 'problem') problems.push(event.problem);
        if (event.kind === 'progress')
          this._state = { kind: 'pending', progress: event, problems: [...problems] };
      });
      this._state = { kind: 'complete', report, undone: false };
      this._name = ''; // the next import has another
    } catch (error) {
      this._state = { kind: 'error', error: errorRecord(error), problems };
    } finally {
      this._send('amp-busy', false);
    }
    this._send('amp-imported', this._state.kind === 'complete' ? (this._state.report.dataset?.id ?? '') : '');
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-import': AmpImport;
  }
}
