import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatPercent } from '../../base/format.ts';
import type { Estimate } from '../../protocol/bench.ts';
import type { ModelCard } from '../../protocol/modelCard.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';

/** A bundled model's card, read when it is opened: how it was made, and its scores with 95 % intervals. */
@customElement('amp-model-card')
export class AmpModelCard extends LitElement {
  static override readonly styles = [
    shared,
    css`
      details {
        margin-top: 0.5rem;
      }
      summary {
        font-size: var(--size-0);
        color: var(--accent);
      }
      table {
        width: 100%;
        margin-top: 0.5rem;
        font-size: var(--size-0);
      }
      th,
      td {
        padding: 0.2rem 0.5rem 0.2rem 0;
      }
      tbody th {
        min-width: 5rem;
        overflow-wrap: anywhere;
      }
      td span {
        display: inline-block;
        color: var(--ink-quiet);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Id of the model. */
  @property() model = '';
  /** Whether the card is open from the start. */
  @property({ type: Boolean }) open = false;

  @state() private _card: ModelCard | undefined;
  @state() private _reading = false;
  @state() private _error: ErrorRecord | undefined;

  override render(): TemplateResult {
    return html`<details ?open=${this.open} @toggle=${this._onToggle}>
      <summary>How it was made, and how right it is</summary>
      <amp-error .error=${this._error}></amp-error>
      ${this._card === undefined ? this._none() : body(this._card)}
    </details>`;
  }

  private _none(): TemplateResult | typeof nothing {
    if (this._error !== undefined) return nothing;
    return html`<p class="small quiet" role="status">
      ${this._reading ? 'Reading the card…' : 'No card came with this model.'}
    </p>`;
  }

  private readonly _onToggle = async (event: Event): Promise<void> => {
    if (!(event.target as HTMLDetailsElement).open || this._card !== undefined) return;
    this._reading = true;
    this._error = undefined;
    try {
      this._card = await this.client?.modelCard(this.model);
    } catch (error) {
      this._error = errorRecord(error);
    } finally {
      this._reading = false;
    }
  };
}

function body({ licence, pretraining, fineTuning, scores }: ModelCard): TemplateResult {
  const options = Object.entries(fineTuning)
    .filter(([name]) => name !== 'seconds')
    .map(([name, value]) => `${name} ${value}`);
  return html`
    <table>
      <thead>
        <tr>
          <th scope="col">on</th>
          <th scope="col">without a false claim</th>
          <th scope="col">yes/no right</th>
        </tr>
      </thead>
      <tbody>
        ${scores.map(
          ({ condition, truthful, existence }) =>
            html`<tr>
              <th scope="row">${condition}</th>
              <td>${share(truthful)}</td>
              <td>${share(existence)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="small quiet" style="margin-top:0.5rem">
      ${options.join('; ')}. Pretraining: ${pretraining}. Licence: ${licence}.
    </p>
  `;
}

function share({ value, low, high }: Estimate): TemplateResult {
  return html`${formatPercent(value)} <span>[${formatPercent(low)}, ${formatPercent(high)}]</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-model-card': AmpModelCard;
  }
}
