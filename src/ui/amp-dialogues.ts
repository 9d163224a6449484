import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  HALLUCINATION_BELOW,
  type BenchDialogue,
  type BenchResult,
  type BenchRound,
} from '../protocol/bench.ts';
import './amp-answer.ts';
import './amp-scene.ts';
import type { Draw } from './client.ts';
import { shared } from './styles.ts';

type Filter = 'changed' | 'better' | 'worse' | 'all';

const FILTERS: readonly [Filter, string][] = [
  ['changed', 'answers that changed'],
  ['better', 'rated better'],
  ['worse', 'rated worse'],
  ['all', 'all'],
];

/** More are shown on request: each draws an image. */
const AT_ONCE = 6;

interface Pair {
  readonly before: BenchDialogue;
  readonly after: BenchDialogue | undefined;
}

/** The benchmark's dialogues, the answers before and after side by side. */
@customElement('amp-dialogues')
export class AmpDialogues extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        align-items: center;
      }
      article {
        display: grid;
        grid-template-columns: 10rem minmax(0, 1fr);
        gap: 1.2rem;
        padding: 1rem 0;
        border-top: 1px solid var(--rule);
      }
      .list {
        margin-top: 0.8rem;
      }
      .round + .round {
        margin-top: 0.9rem;
      }
      .question {
        font-weight: 600;
      }
      .type {
        font-weight: 400;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .sides {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0.2rem 1.2rem;
        margin-top: 0.15rem;
      }
      .rating {
        display: inline-block;
        margin-left: 0.3rem;
        padding: 0 0.4rem;
        border-radius: 1rem;
        font-size: var(--size-0);
        white-space: nowrap;
        color: var(--good);
        background: var(--good-wash);
      }
      .rating.low {
        color: var(--bad);
        background: var(--bad-wash);
      }
      .more {
        margin-top: 0.6rem;
      }
      @media (max-width: 680px) {
        article {
          grid-template-columns: minmax(0, 1fr);
          gap: 0.6rem;
        }
        amp-scene {
          width: 9rem;
        }
        .sides {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The benchmark before training. */
  @property({ attribute: false }) earlier: BenchResult | undefined;
  /** The same benchmark after training. */
  @property({ attribute: false }) later: BenchResult | undefined;
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _filter: Filter = 'changed';
  @state() private _shown = AT_ONCE;

  override render(): TemplateResult | typeof nothing {
    if (this.earlier === undefined) return nothing;
    const { later: after } = this;
    const pairs = this.earlier.dialogues.map((before, i): Pair => ({ before, after: after?.dialogues[i] }));
    const counts = Object.fromEntries(
      FILTERS.map(([filter]) => [filter, pairs.filter(passes(filter)).length]),
    );
    const filter = after === undefined ? 'all' : this._filter;
    const chosen = pairs.filter(passes(filter));
    return html`
      ${
        after === undefined
          ? nothing
          : html`<div class="filters" role="group" aria-label="Which dialogues">
              <span class="small quiet">Dialogues with</span>
              ${FILTERS.map(
                ([name, label]) =>
                  html`<button
                    class="plain"
                    type="button"
                    aria-pressed=${name === filter}
                    @click=${() => this._choose(name)}
                  >
                    ${label} (${counts[name]})
                  </button>`,
              )}
            </div>`
      }
      <div class="list">
        ${chosen.slice(0, this._shown).map((pair) => this._dialogue(pair))}
        ${chosen.length === 0 ? html`<p class="quiet">None. Choose another filter.</p>` : nothing}
      </div>
      ${
        chosen.length > this._shown
          ? html`<button class="more" type="button" @click=${this._onMore}>
              Show ${Math.min(AT_ONCE, chosen.length - this._shown)} more of ${chosen.length}
            </button>`
          : nothing
      }
    `;
  }

  private _dialogue({ before, after }: Pair): TemplateResult {
    return html`<article aria-label=${`Dialogue ${before.id}`}>
      <amp-scene .image=${before.image} .draw=${this.draw}></amp-scene>
      <div>
        ${before.rounds.map((round, r) => {
          const later = after?.rounds[r];
          return html`<div class="round">
            <p class="question">${r + 1}. ${round.question} <span class="type">${round.type}</span></p>
            <p class="small quiet">Truth: ${round.truth}</p>
            <div class="sides">
              <p><span class="small quiet">before: </span>${answer(round)}</p>
              ${later === undefined ? nothing : html`<p><span class="small quiet">after: </span>${answer(later)}</p>`}
            </div>
          </div>`;
        })}
      </div>
    </article>`;
  }

  private _choose(filter: Filter): void {
    this._filter = filter;
    this._shown = AT_ONCE;
  }

  private readonly _onMore = (): void => {
    this._shown += AT_ONCE;
  };
}

const rated = ({ rating }: BenchRound): number => rating ?? NaN;

function answer({ answer: text, claims, rating = NaN }: BenchRound): TemplateResult {
  const low = rating < HALLUCINATION_BELOW;
  return html`<amp-answer .text=${text} .claims=${claims}></amp-answer
    ><span class="rating ${low ? 'low' : ''}" title=${low ? 'hallucinated' : 'not hallucinated'}
      >${low ? '✗' : '✓'} ${rating} of 6</span
    >`;
}

function passes(filter: Filter): (pair: Pair) => boolean {
  return ({ before, after }) =>
    filter === 'all' ||
    before.rounds.some((round, r) => {
      const later = after?.rounds[r];
      if (later === undefined) return false;
      if (filter === 'changed') return later.answer !== round.answer;
      return filter === 'better' ? rated(later) > rated(round) : rated(later) < rated(round);
    });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-dialogues': AmpDialogues;
  }
}
