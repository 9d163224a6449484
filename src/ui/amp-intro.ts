import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import './amp-ladder.ts';
import type { Draw } from './client.ts';
import { EXAMPLE_LADDER } from './exampleLadder.ts';
import { shared } from './styles.ts';

/**
 * What a preference ladder is, in one minute, by an example.
 *
 * @slot - Buttons that lead on.
 */
@customElement('amp-intro')
export class AmpIntro extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 8fr);
        gap: clamp(1.5rem, 4vw, 4rem);
        align-items: start;
      }
      h1 {
        margin: 0 0 1rem;
        font-size: var(--size-5);
        line-height: 1.08;
        letter-spacing: -0.025em;
        text-wrap: balance;
      }
      .lead {
        font-size: var(--size-2);
        max-width: 34rem;
      }
      ol {
        display: grid;
        gap: 0.7rem;
        margin: 1.2rem 0 1.4rem;
        padding-left: 1.3rem;
        max-width: 34rem;
      }
      li::marker {
        font-weight: 700;
        color: var(--accent);
      }
      .example {
        padding: 1.2rem 1.4rem;
        background: var(--sheet);
        border: 1px solid var(--rule);
        border-radius: 10px;
      }
      .example h2 {
        margin-bottom: 0.8rem;
        font-size: var(--size-0);
        letter-spacing: 0.02em;
        color: var(--ink-quiet);
      }
      @media (max-width: 960px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
        .example {
          padding: 1rem;
        }
      }
    `,
  ];

  /** Who draws the image. */
  @property({ attribute: false }) draw: Draw | undefined;

  override render(): TemplateResult {
    return html`<div class="layout">
      <div>
        <h1>Teach a small model to look before it speaks</h1>
        <p class="lead">
          Models that see and talk make things up: they say what is <em>usually</em> there. A
          <b>preference ladder</b>
          shows a model the difference, in small steps.
        </p>
        <ol>
          <li>
            <b>One image, one question, several answers</b>, from true to mostly made up. Each is a rung.
          </li>
          <li>
            <b>Nobody ranks them by hand.</b> The model’s own younger versions, which learned from less data,
            write the lower rungs.
          </li>
          <li>
            <b>Training compares every rung with every rung below it</b>, not only best with worst. So the
            model learns small differences too: brown goats or green ones.
          </li>
        </ol>
        <slot></slot>
      </div>
      <section class="example" aria-label="A preference ladder">
        <h2>A preference ladder: level 0 is the best, and what is made up is marked</h2>
        <amp-ladder .ladder=${EXAMPLE_LADDER} .draw=${this.draw}></amp-ladder>
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-intro': AmpIntro;
  }
}
