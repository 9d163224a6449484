import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import { EVERYTHING } from '../../protocol/discard.ts';
import type { JobEvent } from '../../protocol/job.ts';
import '../amp-error.ts';
import { JobControls } from '../jobControls.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { download } from '../data/download.ts';
import { isUnderWay, STARTED, timeLeftInWords, withJobEvent, type JobProgress } from '../jobProgress.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import '../train/amp-job-bar.ts';
import { discardWithUndo } from '../undo/undoable.ts';

/** A job of this element: packing or reading a lab. */
interface Move extends JobProgress {
  readonly name: string;
}

/**
 * The whole lab: out as one zip and back in, with progress, time left, pause and stop; and cleared, which can be undone.
 *
 * @fires amp-busy - `detail` says whether the lab is being packed, unpacked or cleared.
 * @fires amp-changed - Records came in: lists have to be read again.
 */
@customElement('amp-whole-lab')
export class AmpWholeLab extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
      }
      label:has(:disabled) {
        opacity: 0.55;
        cursor: not-allowed;
      }
      label:has(:focus-visible) {
        outline: 3px solid var(--focus);
        outline-offset: 2px;
      }
      .danger {
        color: var(--bad);
        border-color: var(--bad);
      }
      .small,
      amp-job-bar,
      amp-error,
      .outcome {
        margin-top: 0.7rem;
      }
      .outcome {
        padding: 0.5rem 0.8rem;
        background: var(--good-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why records cannot be moved now; empty = they can. */
  @property() blocked = '';

  @state() private _move: Move | undefined;
  @state() private _done = '';
  /** Whether the user has pressed Clear once. */
  @state() private _sure = false;
  @state() private _error: ErrorRecord | undefined;

  private readonly _controls = new JobControls(
    () => this.client,
    () => this._move,
    (view) => (this._move = view),
  );

  override render(): TemplateResult {
    const disabled = this.blocked !== '' || isUnderWay(this._move);
    return html`
      <div class="row">
        <button type="button" ?disabled=${disabled} @click=${this._onExport}>Export the lab</button>
        <label class="button">
          Import a lab
          <input
            class="visually-hidden"
            type="file"
            accept=".zip"
            ?disabled=${disabled}
            @change=${this._onImport}
          />
        </label>
        ${
          this._sure
            ? html`<button class="danger" type="button" ?disabled=${disabled} @click=${this._onClear}>
                  Clear it all
                </button>
                <button type="button" @click=${() => (this._sure = false)}>Keep it</button>`
            : html`<button
                class="danger"
                type="button"
                ?disabled=${disabled}
                @click=${() => (this._sure = true)}
              >
                Clear the lab…
              </button>`
        }
      </div>
      ${
        this._sure
          ? html`<p class="small quiet">
              You can take it back for some seconds, until something new is stored. Export the lab first if
              you may want it later.
            </p>`
          : nothing
      }
      ${this.blocked === '' ? nothing : html`<p class="small quiet">${this.blocked}</p>`}
      ${this._move === undefined ? nothing : this._bar(this._move)}
      <p class="outcome" role="status" ?hidden=${this._done === ''}>${this._done}</p>
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>
    `;
  }

  private _bar(move: Move): TemplateResult {
    const { done, total, state: now } = move;
    const job = {
      ...move,
      headline: now === 'paused' ? 'Paused.' : now === 'stopping' ? 'Stopping…' : move.message,
      timeLeft: timeLeftInWords(move),
      counts: total === 0 ? '' : `${Math.floor((100 * done) / total)} %`,
    };
    return html`<amp-job-bar
      label="Progress of the whole lab"
      .job=${job}
      ?hidden=${!isUnderWay(move)}
      @amp-pause=${this._controls.pause}
      @amp-resume=${this._controls.resume}
      @amp-stop=${this._controls.stop}
    ></amp-job-bar>`;
  }

  /** One thing at a time, with its progress and its error shown here. */
  private async _run(
    name: string,
    stopped: string,
    run: (client: LabClient, onEvent: (event: JobEvent) => void) => Promise<string>,
  ): Promise<void> {
    const { client } = this;
    if (client === undefined || isUnderWay(this._move)) return;
    this._move = { ...STARTED, name };
    this._done = '';
    this._sure = false;
    this._error = undefined;
    this._tell('amp-busy', true);
    try {
      this._done = await run(client, (event) => {
        if (this._move !== undefined) this._move = withJobEvent(this._move, event);
      });
    } catch (error) {
      const record = errorRecord(error);
      if (record.name === 'CancelledError') this._done = stopped;
      else this._error = record;
    } finally {
      this._move = undefined;
      this._tell('amp-busy', false);
    }
  }

  private _tell(type: 'amp-busy' | 'amp-changed', detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private readonly _onExport = (): Promise<void> =>
    this._run('Export of the lab', 'Stopped; nothing was saved.', async (client, onEvent) => {
      const { name, blob } = await client.exportLab(onEvent);
      download(name, blob);
      return `${name}, ${formatBytes(blob.size)}.`;
    });

  private readonly _onImport = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file === undefined) return;
    await this._run(
      `Import of ${file.name}`,
      'Stopped; what was through is kept, and the same file can be imported again.',
      async (client, onEvent) => {
        const records = await client.importLab({ path: file.name, blob: file }, onEvent);
        return `${records.toLocaleString('en')} records came in.`;
      },
    );
    this._tell('amp-changed'); // also when it failed: what came before stays
    input.value = ''; // so that the same file can be chosen again
  };

  private readonly _onClear = async (): Promise<void> => {
    const { client } = this;
    if (client === undefined) return;
    this._sure = false;
    this._error = undefined;
    try {
      await discardWithUndo(this, client, EVERYTHING, 'The whole lab is cleared', () => (this._done = ''));
      this._done = 'The lab is empty.';
    } catch (error) {
      this._error = errorRecord(error);
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-whole-lab': AmpWholeLab;
  }
}
