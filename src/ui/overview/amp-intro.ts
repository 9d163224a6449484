import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LabClient } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-lesson.ts';
import { EXAMPLE_LADDER } from './exampleLadder.ts';

/**
 * What a preference ladder is, in one minute: a model learns one before one's eyes.
 *
 * @slot - Buttons that lead on.
 */
@customElement('amp-intro')
export class AmpIntro extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .opening {
        display: grid;
        grid-template-columns: minmax(0, 7fr) minmax(0, 6fr);
        gap: 1rem clamp(1.5rem, 4vw, 4rem);
        align-items: center;
        margin-bottom: 1.4rem;
      }
      h1 {
        margin: 0;
        font-size: var(--size-5);
        line-height: 1.08;
        letter-spacing: -0.025em;
        text-wrap: balance;
      }
      .lead {
        margin-bottom: 0.9rem;
        font-size: var(--size-2);
      }
      .lesson {
        padding: 1.2rem 1.4rem 0.9rem;
        background: var(--sheet);
        border: 1px solid var(--rule);
        border-radius: 10px;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 0.8rem clamp(1.2rem, 3vw, 2.5rem);
        margin: 1.4rem 0 0;
        list-style: none;
        counter-reset: point;
      }
      li {
        counter-increment: point;
      }
      li::before {
        content: counter(point) '. ';
        font-weight: 700;
        color: var(--accent);
      }
      @media (max-width: 860px) {
        .opening {
          grid-template-columns: minmax(0, 1fr);
        }
        .lesson {
          padding: 1rem;
        }
      }
    `,
  ];

  /** Whose model learns the example. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Whether the GPU is there and free. */
  @property({ type: Boolean }) ready = false;

  override render(): TemplateResult {
    return html`
      <div class="opening">
        <h1>Teach a small model to look before it speaks</h1>
        <div>
          <p class="lead">
            Models that see and talk make things up: they say what is <em>usually</em> there. A
            <b>preference ladder</b> shows a model the difference, in small steps.
          </p>
          <slot></slot>
        </div>
      </div>
      <section class="lesson" aria-label="A model learns a preference ladder">
        <amp-lesson .client=${this.client} .ladder=${EXAMPLE_LADDER} ?ready=${this.ready}></amp-lesson>
      </section>
      <ol>
        <li>
          <b>One image, one question, several answers</b>, from true to mostly made up: each is a rung. What
          is made up is marked.
        </li>
        <li>
          <b>Nobody ranks them by hand.</b> The model’s own younger versions, which learned from less data,
          wrote the lower rungs.
        </li>
        <li>
          <b>Training compares every rung with every rung below it</b>, not only best with worst, so that the
          model learns small differences too: a yellow carrot or an orange one.
        </li>
      </ol>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-intro': AmpIntro;
  }
}
