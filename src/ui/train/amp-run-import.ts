import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NamedBlob } from '../../protocol/dataset.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../data/amp-drop.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';

type State =
  | { readonly kind: 'initial' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'complete'; readonly words: string }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/**
 * Import of a run that was exported, or of an adapter's folder.
 *
 * @fires amp-imported - Something came in.
 */
@customElement('amp-run-import')
export class AmpRunImport extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .outcome {
        margin-top: 0.6rem;
        padding: 0.5rem 0.8rem;
        background: var(--good-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      amp-error {
        margin-top: 0.6rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _state: State = { kind: 'initial' };

  override render(): TemplateResult {
    const now = this._state;
    return html`
      <amp-drop
        folders
        accept=".zip,.safetensors,.json"
        ?disabled=${now.kind === 'pending' || this.blocked !== ''}
        @amp-files=${this._onFiles}
      >
        <p>Drop a run’s zip or an adapter’s folder here</p>
        <p class="small quiet">
          ${
            now.kind === 'pending'
              ? 'Reading…'
              : this.blocked ||
                'A zip that this lab exported, or PEFT’s adapter_model.safetensors with adapter_config.json.'
          }
        </p>
      </amp-drop>
      ${
        now.kind === 'complete'
          ? html`<p class="outcome small" role="status">${now.words}</p>`
          : now.kind === 'error'
            ? html`<amp-error .error=${now.error}></amp-error>`
            : nothing
      }
    `;
  }

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const { client } = this;
    if (client === undefined || this._state.kind === 'pending') return;
    this._state = { kind: 'pending' };
    try {
      const { model, run } = await client.importRun(event.detail);
      const words =
        run === undefined
          ? `The model ${model} came in; it can be chosen above.`
          : `The run “${run.name}” came in, with its model.`;
      this._state = { kind: 'complete', words };
      this.dispatchEvent(new CustomEvent('amp-imported'));
    } catch (error) {
      this._state = { kind: 'error', error: errorRecord(error) };
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-import': AmpRunImport;
  }
}
