// A score drawn as a dot and its interval as a line, on an axis: for tables, beside the numbers. For the eye only.
import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { Estimate } from '../../protocol/bench.ts';

/** `own`: filled, with its interval. `published`: hollow and dotted, and without one. */
export interface MarkOptions {
  readonly axis: readonly [low: number, high: number];
  readonly published?: boolean;
  /** CSS colour. */
  readonly colour?: string;
}

export const markStyles = css`
  svg.mark {
    display: block;
    width: 100%;
    height: 1.1rem;
    overflow: visible;
  }
`;

export function scoreMark(
  { value, low, high }: Pick<Estimate, 'value'> & Partial<Estimate>,
  { axis: [start, end], published = false, colour = 'var(--accent)' }: MarkOptions,
): TemplateResult {
  const x = (at: number): string =>
    `${(100 * (Math.min(end, Math.max(start, at)) - start)) / (end - start)}%`;
  const zero = Math.max(start, Math.min(end, 0));
  return html`<svg class="mark" aria-hidden="true">
    ${svg`
      <line x1="0" x2="100%" y1="50%" y2="50%" stroke="var(--rule)"></line>
      <line x1=${x(zero)} x2=${x(zero)} y1="15%" y2="85%" stroke="var(--rule-strong)"></line>
      ${
        low === undefined || high === undefined
          ? nothing
          : svg`<line x1=${x(low)} x2=${x(high)} y1="50%" y2="50%" stroke-width="2.5" stroke-linecap="round"
              style=${`stroke:${colour}`}></line>`
      }
      ${
        published
          ? svg`<circle cx=${x(value)} cy="50%" r="4.5" fill="var(--sheet)" stroke="var(--ink-quiet)"
              stroke-width="1.5" stroke-dasharray="2 1.6"></circle>`
          : svg`<circle cx=${x(value)} cy="50%" r="4.5" style=${`fill:${colour}`} stroke="var(--sheet)"></circle>`
      }`}
  </svg>`;
}
