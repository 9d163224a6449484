import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes, formatTimeLeft } from '../../base/format.ts';
import {
  EXPORT_FORMATS,
  type Dataset,
  type ExportEvent,
  type ExportFormat,
  type ExportOptions,
  type ExportResult,
  type PairChoice,
} from '../../protocol/dataset.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { form } from '../ladders/formStyles.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { download } from './download.ts';

const FORMATS: Readonly<Record<ExportFormat, string>> = {
  ladders: 'Ladders as JSONL, with everything the lab knows',
  amp: 'AMP’s training JSON',
  trl: 'TRL preference pairs, JSONL',
  'trl-parquet': 'TRL preference pairs, Parquet with images',
};

const PAIRS: Readonly<Record<PairChoice, string>> = {
  all: 'all pairs',
  adjacent: 'neighbours only',
  best: 'the best against each other',
};

type State =
  | { readonly kind: 'initial' }
  | { readonly kind: 'pending'; readonly event?: ExportEvent }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'complete'; readonly result: ExportResult }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/**
 * Export of a dataset as a download, with progress, time left and stop.
 *
 * @fires amp-busy - `detail` says whether an export is under way.
 */
@customElement('amp-export')
export class AmpExport extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1rem;
        align-items: end;
        padding: 0.9rem 1.1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .outcome {
        flex: 1 1 100%;
        overflow-wrap: anywhere;
      }
      .now {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.8rem;
        align-items: center;
      }
      progress {
        flex: 1 1 9rem;
        accent-color: var(--accent);
      }
      .check {
        min-height: 2.5rem;
        align-items: center;
      }
      .check input {
        translate: none;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The dataset. */
  @property({ attribute: false }) source: Dataset | undefined;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _options: ExportOptions = { format: 'ladders', pairs: 'all', images: true };
  @state() private _state: State = { kind: 'initial' };

  override render(): TemplateResult {
    const { format, pairs, images } = this._options;
    const trl = format === 'trl' || format === 'trl-parquet';
    return html`<form @submit=${this._onSubmit}>
      <label class="field">
        Format
        <select
          @change=${(event: Event) => this._change({ format: (event.target as HTMLSelectElement).value as ExportFormat })}
        >
          ${EXPORT_FORMATS.map(
            (name) => html`<option value=${name} ?selected=${name === format}>${FORMATS[name]}</option>`,
          )}
        </select>
      </label>
      ${
        trl
          ? html`<label class="field">
              Pairs
              <select
                @change=${(event: Event) => this._change({ pairs: (event.target as HTMLSelectElement).value as PairChoice })}
              >
                ${Object.entries(PAIRS).map(
                  ([name, label]) =>
                    html`<option value=${name} ?selected=${name === pairs}>${label}</option>`,
                )}
              </select>
            </label>`
          : nothing
      }
      <label class="check">
        <input
          type="checkbox"
          .checked=${images || format === 'trl-parquet'}
          ?disabled=${format === 'trl-parquet'}
          @change=${(event: Event) => this._change({ images: (event.target as HTMLInputElement).checked })}
        />
        <span>${format === 'trl-parquet' ? 'with its images' : 'with its images, as a zip'}</span>
      </label>
      <button
        type="submit"
        title=${this.blocked || nothing}
        ?disabled=${this.blocked !== '' || this._state.kind === 'pending'}
      >
        Download
      </button>
      ${this._outcome()}
    </form>`;
  }

  private _outcome(): TemplateResult | typeof nothing {
    const now = this._state;
    switch (now.kind) {
      case 'initial':
        return nothing;
      case 'pending':
        return html`<div class="outcome now">
          <progress
            aria-label="Progress of the export"
            max=${now.event?.total ?? 1}
            value=${now.event?.done ?? nothing}
          ></progress>
          <span class="small quiet">${inWords(now.event)}</span>
          <button class="plain" type="button" @click=${this._onStop}>Stop</button>
        </div>`;
      case 'stopped':
        return html`<p class="outcome small" role="status">Stopped; nothing was saved.</p>`;
      case 'complete': {
        const { fileName, blob, ladders, skipped } = now.result;
        return html`<p class="outcome small" role="status">
          <b>${fileName}</b>, ${formatBytes(blob.size)}, ${ladders.toLocaleString('en')}
          ladders${skipped > 0 ? `; ${skipped.toLocaleString('en')} of one level only were left out` : ''}.
        </p>`;
      }
      case 'error':
        return html`<amp-error class="outcome" .error=${now.error}></amp-error>`;
    }
  }

  private _change(changes: Partial<ExportOptions>): void {
    this._options = { ...this._options, ...changes };
    this._state = { kind: 'initial' };
  }

  private _busy(detail: boolean): void {
    this.dispatchEvent(new CustomEvent('amp-busy', { detail, bubbles: true, composed: true }));
  }

  private readonly _onStop = (): void => {
    void this.client?.stop();
  };

  private readonly _onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { client, source } = this;
    if (client === undefined || source === undefined || this.blocked !== '') return;
    this._state = { kind: 'pending' };
    this._busy(true);
    try {
      const result = await client.exportDataset(source.id, this._options, (progress) => {
        if (this._state.kind === 'pending') this._state = { kind: 'pending', event: progress };
      });
      download(result.fileName, result.blob);
      this._state = { kind: 'complete', result };
    } catch (error) {
      const record = errorRecord(error);
      this._state = record.name === 'CancelledError' ? { kind: 'stopped' } : { kind: 'error', error: record };
    } finally {
      this._busy(false);
    }
  };
}

function inWords(event: ExportEvent | undefined): string {
  if (event === undefined) return 'Beginning…';
  const { done, total, secondsLeft } = event;
  const left = secondsLeft === undefined ? '' : `, ${formatTimeLeft(secondsLeft)} left`;
  return `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ladders${left}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-export': AmpExport;
  }
}
