import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Diagnosis } from '../../protocol/training.ts';
import { shared } from '../styles.ts';

const SIGNS: Readonly<Record<Diagnosis['severity'], readonly [sign: string, words: string]>> = {
  good: ['✓', 'good'],
  note: ['i', 'note'],
  warning: ['!', 'warning'],
  problem: ['✗', 'problem'],
};

/** What a run's metrics say, in words: each with the figures that it rests on, and what to do. */
@customElement('amp-diagnoses')
export class AmpDiagnoses extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        gap: 0.7rem;
        list-style: none;
      }
      li {
        padding: 0.7rem 0.9rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-left: 4px solid var(--ink-quiet);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      .good {
        border-left-color: var(--good);
      }
      .warning {
        border-left-color: var(--warn);
      }
      .problem {
        border-left-color: var(--bad);
      }
      h4 {
        font-size: var(--size-1);
      }
      .good .sign {
        color: var(--good);
      }
      .warning .sign {
        color: var(--warn);
      }
      .problem .sign {
        color: var(--bad);
      }
      p {
        margin-top: 0.25rem;
      }
    `,
  ];

  /** What there is to say; nothing is shown without any. */
  @property({ attribute: false }) diagnoses: readonly Diagnosis[] = [];

  override render(): TemplateResult | typeof nothing {
    if (this.diagnoses.length === 0) return nothing;
    return html`<ul aria-label="What the metrics say">
      ${this.diagnoses.map(({ id, severity, title, evidence, suggestion }) => {
        const [sign, words] = SIGNS[severity];
        return html`<li class=${severity} data-id=${id}>
          <h4>
            <span class="sign" aria-hidden="true">${sign}</span
            ><span class="visually-hidden">${words}:</span> ${title}
          </h4>
          <p class="small quiet">${evidence}</p>
          <p class="small">${suggestion}</p>
        </li>`;
      })}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-diagnoses': AmpDiagnoses;
  }
}
