import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { errorRecord } from './amp-error.ts';
import type { LabClient } from './client.ts';
import type { ErrorRecord } from './quickstartView.ts';
import { shared } from './styles.ts';

type State =
  | { readonly kind: 'initial' }
  | { readonly kind: 'pending'; readonly name: string }
  | { readonly kind: 'complete'; readonly name: string; readonly parameters: number; readonly hash: string }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/** Import of a checkpoint file: checked tensor by tensor before a byte is used; what is wrong is said here. */
@customElement('amp-checkpoint')
export class AmpCheckpoint extends LitElement {
  static override readonly styles = [
    shared,
    css`
      label {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.4rem;
      }
      input {
        width: min(100%, 28rem);
        min-width: 0;
        padding: 0.4rem 0.6rem;
      }
      .outcome {
        margin-top: 0.7rem;
        overflow-wrap: anywhere;
      }
      .fine {
        padding: 0.6rem 0.9rem;
        background: var(--good-wash);
        border-radius: var(--round);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;

  @state() private _state: State = { kind: 'initial' };

  override render(): TemplateResult {
    return html`
      <label>
        <span>A <code>.safetensors</code> file of the bundled model’s architecture</span>
        <input
          type="file"
          accept=".safetensors"
          ?disabled=${this._state.kind === 'pending'}
          @change=${this._onChange}
        />
      </label>
      <div class="outcome">${this._outcome()}</div>
    `;
  }

  private _outcome(): TemplateResult | typeof nothing {
    const now = this._state;
    switch (now.kind) {
      case 'initial':
        return nothing;
      case 'pending':
        return html`<p role="status">Checking ${now.name}…</p>`;
      case 'complete':
        return html`<p class="fine" role="status">
          <b>${now.name}</b> is fine: ${now.parameters.toLocaleString('en')} parameters, kept in this browser
          as <code>${now.hash.slice(0, 12)}</code>.
        </p>`;
      case 'error':
        return html`<amp-error .error=${now.error}></amp-error>`;
    }
  }

  private readonly _onChange = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    const { client } = this;
    if (file === undefined || client === undefined) return;
    this._state = { kind: 'pending', name: file.name };
    try {
      const { parameters, hash } = await client.importCheckpoint(file.name, await file.arrayBuffer());
      this._state = { kind: 'complete', name: file.name, parameters, hash };
    } catch (error) {
      this._state = { kind: 'error', error: errorRecord(error) };
    }
    input.value = ''; // so that the same file can be tried again
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-checkpoint': AmpCheckpoint;
  }
}
