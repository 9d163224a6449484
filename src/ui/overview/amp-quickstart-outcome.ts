import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../amp-curves.ts';
import '../amp-dialogues.ts';
import '../amp-live-ladder.ts';
import '../amp-scoreboard.ts';
import type { Draw } from '../client.ts';
import type { QuickstartView } from '../quickstartView.ts';
import { column, sheets } from '../sheets.ts';
import { shared } from '../styles.ts';

/** What a quickstart has brought so far: scores, ladders as the model sees them, curves, dialogues, ladders in words. */
@customElement('amp-quickstart-outcome')
export class AmpQuickstartOutcome extends LitElement {
  static override readonly styles = [
    shared,
    sheets,
    column,
    css`
      pre {
        margin: 0;
        padding: 0.8rem 1rem;
        font: var(--size-0) / 1.5 var(--mono);
        background: var(--sunk);
        border-radius: var(--round);
        white-space: pre-wrap;
      }
      .words {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
        gap: 0.8rem;
      }
      summary {
        font-weight: 600;
      }
      details[open] > summary {
        margin-bottom: 0.9rem;
      }
    `,
  ];

  /** The quickstart, running or over. */
  @property({ attribute: false }) view: QuickstartView | undefined;
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  override render(): TemplateResult | typeof nothing {
    const { view, draw } = this;
    if (view === undefined) return nothing;
    return html`
      ${
        view.before === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="scores">
              <h2 id="scores">Does it hallucinate less?</h2>
              <p class="quiet">The same questions before and after training.</p>
              <amp-scoreboard
                .earlier=${view.before}
                .later=${view.after}
                .change=${view.result?.change}
              ></amp-scoreboard>
            </section>`
      }
      ${
        view.ladders.length === 0
          ? nothing
          : html`<section class="sheet" aria-labelledby="ladders">
              <h2 id="ladders">The ladders, as the model sees them</h2>
              <p class="quiet">
                The implicit reward of a rung says how much likelier training has made it than it was for the
                reference. Higher rungs should gain on lower ones.
              </p>
              <amp-live-ladder .ladders=${view.ladders} .beta=${view.run?.config.beta ?? 0.1} .draw=${draw}>
              </amp-live-ladder>
            </section>`
      }
      ${
        view.events.length === 0
          ? nothing
          : html`<section class="sheet" aria-labelledby="curves">
              <h2 id="curves">Training, step by step</h2>
              <p class="quiet">
                Step ${view.events.length} of ${view.run?.config.steps ?? view.events.length}. All rewards may
                fall: what counts is how far they are apart.
              </p>
              <amp-curves .name=${view.run?.name ?? 'Quickstart'} .events=${view.events}></amp-curves>
            </section>`
      }
      ${
        view.before === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="dialogues">
              <details ?open=${view.state === 'finished'}>
                <summary>
                  <span id="dialogues"
                    >The benchmark’s dialogues, ${view.after ? 'before and after' : 'before training'}</span
                  >
                </summary>
                <amp-dialogues .earlier=${view.before} .later=${view.after} .draw=${draw}></amp-dialogues>
              </details>
            </section>`
      }
      ${
        view.result === undefined
          ? nothing
          : html`<section class="sheet" aria-labelledby="words">
              <details>
                <summary>
                  <span id="words">Three ladders in words; made-up parts stand between asterisks</span>
                </summary>
                <div class="words">${view.result.ladders.map((ladder) => html`<pre>${ladder}</pre>`)}</div>
              </details>
            </section>`
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-quickstart-outcome': AmpQuickstartOutcome;
  }
}
