import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { missingPart } from './missingPart.ts';
import type { ErrorRecord } from './quickstartView.ts';
import { shared } from './styles.ts';

/**
 * An error where it happened: the class's name, what it says, and a way on.
 *
 * @slot - Buttons that lead on.
 */
@customElement('amp-error')
export class AmpError extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .box {
        padding: 0.8rem 1rem;
        color: var(--ink);
        background: var(--bad-wash);
        border: 1px solid var(--bad);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      strong {
        color: var(--bad);
      }
      ::slotted(*) {
        margin-top: 0.6rem;
      }
    `,
  ];

  /** What to show; nothing is shown without it. */
  @property({ attribute: false }) error: ErrorRecord | undefined;

  override render(): TemplateResult | typeof nothing {
    if (this.error === undefined) return nothing;
    return html`<div class="box" role="alert">
      <strong>${this.error.name}</strong> ${this.error.message}
      <div><slot></slot></div>
    </div>`;
  }
}

/** Any thrown value as a record. */
export function errorRecord(error: unknown): ErrorRecord {
  if (error instanceof Error) {
    const missing = missingPart(error.message);
    if (missing !== undefined) return { name: 'NetworkError', message: missing };
    return { name: error.name, message: error.message };
  }
  return { name: 'Error', message: String(error) };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-error': AmpError;
  }
}
