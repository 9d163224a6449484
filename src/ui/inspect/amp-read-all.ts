import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatTimeLeft } from '../../base/format.ts';
import type { Reading, ScoreEvent } from '../../protocol/inspect.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';

/** Rewards of some ladders in a row. */
export interface ReadMany {
  readonly reading: Reading;
  readonly from: number;
  readonly rewards: readonly (readonly number[] | undefined)[];
}

/**
 * Has every ladder of a dataset read, so that the list can be filtered and sorted by what the model makes of them. What
 * was read stays, also when it is stopped.
 *
 * @fires amp-read - `detail` is a ReadMany.
 * @fires amp-busy - `detail` says whether a reading is under way.
 */
@customElement('amp-read-all')
export class AmpReadAll extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.7rem;
        align-items: center;
        font-size: var(--size-0);
      }
      progress {
        flex: 1 1 7rem;
        accent-color: var(--accent);
      }
      amp-error {
        margin-top: 0.4rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Id of the dataset. */
  @property() datasetId = '';
  /** How many ladders it has. */
  @property({ type: Number }) total = 0;
  /** How many of them were read already, by this reading. */
  @property({ type: Number }) read = 0;
  /** Who is to read them, against whom; undefined = nobody. */
  @property({ attribute: false }) reading: Reading | undefined;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _progress: Extract<ScoreEvent, { kind: 'progress' }> | undefined;
  @state() private _running = false;
  @state() private _error: ErrorRecord | undefined;

  override render(): TemplateResult | typeof nothing {
    const { total, read, reading } = this;
    if (reading === undefined || total === 0) return nothing;
    const all = read >= total;
    const now = this._progress;
    return html`<div class="row">
        ${
          this._running
            ? html`<progress max=${total} .value=${now?.done ?? 0} aria-label="Ladders read"></progress>
                <span role="status"
                  >${(now?.done ?? 0).toLocaleString('en')} of
                  ${total.toLocaleString('en')}${now?.secondsLeft === undefined ? '' : `, ${formatTimeLeft(now.secondsLeft)} left`}</span
                >
                <button class="plain" type="button" @click=${this._onStop}>Stop</button>`
            : html`<button
                  class="plain"
                  type="button"
                  ?disabled=${this.blocked !== '' || all}
                  title=${this.blocked || nothing}
                  @click=${this._onStart}
                >
                  Read all ${total.toLocaleString('en')}
                </button>
                <span class="quiet"
                  >${
                    all
                      ? 'All are read: sort by margin or violation.'
                      : `${read.toLocaleString('en')} read; all are wanted to sort by margin or violation.`
                  }</span
                >`
        }
      </div>
      <amp-error .error=${this._error}></amp-error>`;
  }

  private _tell(detail: boolean): void {
    this._running = detail;
    this.dispatchEvent(new CustomEvent('amp-busy', { detail, bubbles: true, composed: true }));
  }

  private readonly _onStart = async (): Promise<void> => {
    const { client, datasetId, reading } = this;
    if (client === undefined || reading === undefined || this._running) return;
    this._error = undefined;
    this._progress = undefined;
    this._tell(true);
    try {
      await client.scoreLadders(datasetId, reading, (event) => {
        if (event.kind === 'progress') this._progress = event;
        else {
          const { from, rewards } = event;
          const detail: ReadMany = { reading, from, rewards };
          this.dispatchEvent(new CustomEvent('amp-read', { detail }));
        }
      });
    } catch (error) {
      const record = errorRecord(error);
      if (record.name !== 'CancelledError') this._error = record;
    } finally {
      this._tell(false);
    }
  };

  private readonly _onStop = (): void => {
    void this.client?.stop();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-read-all': AmpReadAll;
  }
}
