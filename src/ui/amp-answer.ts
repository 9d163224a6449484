import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Claim } from '../protocol/ladder.ts';
import { segments } from './segments.ts';

/** An answer with what it makes up marked by colour, a wavy line and a cross, and in words for screen readers. */
@customElement('amp-answer')
export class AmpAnswer extends LitElement {
  static override readonly styles = css`
    :host {
      overflow-wrap: anywhere;
      unicode-bidi: plaintext; /* answers in any direction */
    }
    mark {
      padding: 0 0.1em;
      color: var(--bad);
      background: var(--bad-wash);
      border-radius: 3px;
      text-decoration: underline wavy var(--bad) 1px;
      text-underline-offset: 0.22em;
    }
    mark::after {
      content: '\\202f✗';
      font-size: 0.75em;
      vertical-align: 0.3em;
    }
    .visually-hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    em {
      color: var(--ink-quiet);
    }
  `;

  /** The answer. */
  @property() text = '';
  /** What it claims, with verdicts. */
  @property({ attribute: false }) claims: readonly Claim[] = [];

  override render(): TemplateResult {
    if (this.text.trim() === '') return html`<em>(nothing said)</em>`;
    return html`${segments(this.text, this.claims).map(({ text, falseClaims }) =>
      falseClaims.length === 0
        ? text
        : html`<mark title=${`Not so: ${falseClaims.join('; ')}`}
            >${text}<span class="visually-hidden"> (hallucinated: ${falseClaims.join('; ')})</span></mark
          >`,
    )}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-answer': AmpAnswer;
  }
}
