import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExperimentSpec } from '../../protocol/experiment.ts';
import { shared } from '../styles.ts';
import { planInWords } from './experimentView.ts';

/**
 * What an experiment's file asks for, before it is started.
 *
 * @slot - Buttons.
 */
@customElement('amp-experiment-plan')
export class AmpExperimentPlan extends LitElement {
  static override readonly styles = [
    shared,
    css`
      article {
        padding: 0.9rem 1.1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      h4 {
        font-size: var(--size-2);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(5rem, auto) minmax(0, 1fr);
        gap: 0.2rem 1rem;
        margin: 0.7rem 0;
        font-size: var(--size-0);
      }
      dt {
        color: var(--ink-quiet);
      }
    `,
  ];

  /** What the file asks for; nothing is shown without it. */
  @property({ attribute: false }) spec: ExperimentSpec | undefined;

  override render(): TemplateResult | typeof nothing {
    const { spec } = this;
    if (spec === undefined) return nothing;
    return html`<article aria-label=${spec.name}>
      <h4>${spec.name}</h4>
      <p>${spec.about}</p>
      <dl>
        ${planInWords(spec).map(
          ([term, words]) =>
            html`<dt>${term}</dt>
              <dd>${words}</dd>`,
        )}
      </dl>
      <slot></slot>
    </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-experiment-plan': AmpExperimentPlan;
  }
}
