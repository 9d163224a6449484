import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { levelColour, shared } from '../styles.ts';
import { hasChanged } from './ladderView.ts';

/**
 * The rungs of a ladder as small chips: their ranks as generated and, where that differs, the order after auto-check.
 *
 * @cssprop --chip - Side of a chip.
 */
@customElement('amp-order')
export class AmpOrder extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.25rem;
        align-items: center;
        white-space: nowrap;
      }
      .chips {
        display: inline-flex;
        gap: 2px;
      }
      .chip {
        display: grid;
        place-items: center;
        width: var(--chip, 1.15rem);
        height: var(--chip, 1.15rem);
        font-size: 0.75rem;
        font-weight: 700;
        line-height: 1;
        color: var(--sheet);
        background: var(--colour);
        border-radius: 4px;
      }
      .before .chip {
        color: var(--colour);
        background: none;
        box-shadow: inset 0 0 0 1.5px var(--colour);
      }
    `,
  ];

  /** Ranks as generated, in the order of the rungs now. */
  @property({ attribute: false }) order: readonly number[] = [];

  override render(): TemplateResult {
    const { order } = this;
    const generated = order.toSorted((a, b) => a - b);
    if (!hasChanged({ order })) {
      return html`<span class="visually-hidden">${order.length} levels as generated</span>${chips(order)}`;
    }
    return html`<span class="visually-hidden"
        >generated ${generated.join(' ')}, after auto-check ${order.join(' ')}</span
      >${chips(generated, 'before')}<span class="quiet" aria-hidden="true">→</span>${chips(order)}`;
  }
}

function chips(ranks: readonly number[], kind = ''): TemplateResult {
  return html`<span class="chips ${kind}" aria-hidden="true"
    >${ranks.map((rank) => html`<span class="chip" style="--colour:${levelColour(rank)}">${rank}</span>`)}</span
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-order': AmpOrder;
  }
}
