import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Estimate } from '../../protocol/bench.ts';
import { shared } from '../styles.ts';

/** An estimate drawn on an axis: its 95 % interval as a line, its value as a dot, and where 0 is. For the eye only. */
@customElement('amp-interval')
export class AmpInterval extends LitElement {
  static override readonly styles = [
    shared,
    css`
      svg {
        display: block;
        width: 100%;
        min-width: 8rem;
        height: 1.1rem;
        overflow: visible;
      }
    `,
  ];

  /** The estimate, in the axis' unit; nothing is shown without it. */
  @property({ attribute: false }) estimate: Estimate | undefined;
  /** Ends of the axis. */
  @property({ attribute: false }) axis: readonly [low: number, high: number] = [0, 1];
  /** CSS colour of line and dot. */
  @property() colour = 'var(--ink-quiet)';

  override render(): TemplateResult | typeof nothing {
    const { estimate, colour } = this;
    if (estimate === undefined) return nothing;
    const [low, high] = this.axis;
    const x = (value: number): string => `${(100 * (value - low)) / (high - low)}%`;
    return html`<svg aria-hidden="true">
      ${svg`
        <line x1=${x(0)} x2=${x(0)} y1="0" y2="100%" stroke="var(--rule-strong)"></line>
        <line x1=${x(estimate.low)} x2=${x(estimate.high)} y1="50%" y2="50%"
          style=${`stroke:${colour}`} stroke-width="2"></line>
        <circle cx=${x(estimate.value)} cy="50%" r="4.5" style=${`fill:${colour}`}></circle>`}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-interval': AmpInterval;
  }
}
