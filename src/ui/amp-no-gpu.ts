import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { readBrowser, remedies } from './browser.ts';
import { shared } from './styles.ts';

/**
 * The page's state where WebGPU, an adapter or a limit is missing: says what, for which browser and system, and what
 * to do. The host itself is the alert.
 *
 * @fires amp-retry - The user wants the GPU to be looked for again.
 */
@customElement('amp-no-gpu')
export class AmpNoGpu extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        padding: 1.1rem 1.3rem;
        background: var(--warn-wash);
        border: 1px solid var(--warn);
        border-radius: var(--round);
      }
      h2 {
        font-size: var(--size-3);
      }
      p,
      ol,
      button {
        margin-top: 0.6rem;
      }
      ol {
        padding-left: 1.4rem;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** What the lab found missing. */
  @property() message = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'alert');
  }

  override render(): TemplateResult {
    const browser = readBrowser(navigator);
    const steps = remedies(browser, { secure: window.isSecureContext, origin: location.origin });
    const version = browser.version > 0 ? ` ${browser.version}` : '';
    return html`
      <h2>Training needs WebGPU, and this page has none</h2>
      <p>${this.message}</p>
      <p>You are using ${browser.name}${version} on ${browser.system}. What to do:</p>
      <ol>
        ${steps.map((step) => html`<li>${step}</li>`)}
      </ol>
      <p class="small quiet">The rest of the page works without it: read on, and look at stored results.</p>
      <button type="button" @click=${this._onRetry}>Look for the GPU again</button>
    `;
  }

  private readonly _onRetry = (): void => {
    this.dispatchEvent(new CustomEvent('amp-retry', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-no-gpu': AmpNoGpu;
  }
}
