import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BenchDialogue, BenchRound } from '../../protocol/bench.ts';
import '../amp-answer.ts';
import '../amp-scene.ts';
import type { Draw } from '../client.ts';
import { shared } from '../styles.ts';
import { isBad, outcomeDiffers, type SampleView } from './sampleView.ts';

/**
 * A benchmark's sample: its image, and every round with the truth and what was answered, under one result or two side
 * by side; false claims are marked, and the judge's words can be opened.
 */
@customElement('amp-sample')
export class AmpSample extends LitElement {
  static override readonly styles = [
    shared,
    css`
      article {
        display: grid;
        grid-template-columns: 9.5rem minmax(0, 1fr);
        gap: 0.4rem 1.2rem;
        padding: 1rem 0;
      }
      .picture {
        display: grid;
        gap: 0.3rem;
        align-content: start;
        overflow-wrap: anywhere;
      }
      .round + .round {
        margin-top: 0.9rem;
        padding-top: 0.9rem;
        border-top: 1px dotted var(--rule);
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
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
        gap: 0.7rem 1.2rem;
        margin-top: 0.3rem;
      }
      .side {
        padding-left: 0.7rem;
        border-left: 3px solid var(--rule-strong);
      }
      .side.bad {
        border-color: var(--bad);
      }
      .side.fine {
        border-color: var(--good);
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
        margin-top: 0.15rem;
        font-size: var(--size-0);
      }
      .chip {
        padding: 0 0.5rem;
        background: var(--sunk);
        border-radius: 1rem;
      }
      .chip.bad {
        color: var(--bad);
        background: var(--bad-wash);
      }
      .chip.fine {
        color: var(--good);
        background: var(--good-wash);
      }
      .chip.differs {
        color: var(--warn);
        background: var(--warn-wash);
      }
      .error {
        margin-top: 0.8rem;
        padding: 0.4rem 0.7rem;
        background: var(--warn-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      details {
        margin-top: 0.7rem;
        font-size: var(--size-0);
      }
      summary {
        color: var(--ink-quiet);
      }
      pre {
        margin: 0.3rem 0 0;
        padding: 0.6rem 0.8rem;
        font: var(--size-0) / 1.5 var(--mono);
        background: var(--sunk);
        border-radius: var(--round);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      @media (max-width: 680px) {
        article {
          grid-template-columns: minmax(0, 1fr);
        }
        amp-scene {
          width: 9rem;
        }
      }
    `,
  ];

  /** The sample under one result, or under two; nothing is shown without it. */
  @property({ attribute: false }) sample: SampleView | undefined;
  /** Names of the results, when there are two. */
  @property({ attribute: false }) names: readonly string[] = [];
  /** What an answer that counts against the model is called. */
  @property() bad: 'wrong' | 'hallucinated' = 'hallucinated';
  /** Who draws the image. */
  @property({ attribute: false }) draw: Draw | undefined;

  override render(): TemplateResult | typeof nothing {
    const { sample } = this;
    const first = sample?.sides[0];
    if (sample === undefined || first === undefined) return nothing;
    return html`<article aria-label=${`Sample ${sample.index + 1}`}>
      <div class="picture">
        <amp-scene
          .image=${first.image}
          .draw=${this.draw}
          alt=${`The image that sample ${sample.index + 1} asks about`}
        ></amp-scene>
        <span class="small quiet">${sample.index + 1} · ${first.id}</span>
      </div>
      <div>
        ${first.rounds.map((round, r) => this._round(round, r, sample.sides))}
        ${sample.sides.map((side, i) => this._judge(side, i))}
      </div>
    </article>`;
  }

  private _round(
    { question, type, truth }: BenchRound,
    r: number,
    sides: readonly BenchDialogue[],
  ): TemplateResult {
    const answers = sides.flatMap(({ rounds }) => rounds[r] ?? []);
    const [a, b] = answers;
    const apart = a !== undefined && b !== undefined && outcomeDiffers(a, b);
    return html`<div class="round">
      <p class="question">${r + 1}. ${question} <span class="type">${type}</span></p>
      <p class="small quiet">Truth: ${truth === '' ? 'not given' : truth}</p>
      <div class="sides">${answers.map((answer, i) => this._answer(answer, this.names[i], apart))}</div>
    </div>`;
  }

  private _answer(round: BenchRound, name: string | undefined, apart: boolean): TemplateResult {
    const { answer, claims, parsed, rating, counts } = round;
    const bad = isBad(round);
    const side = bad === undefined ? '' : bad ? 'bad' : 'fine';
    return html`<div class="side ${side}">
      ${name === undefined ? nothing : html`<p class="small quiet">${name}</p>`}
      <p><amp-answer .text=${answer} .claims=${claims}></amp-answer></p>
      <p class="chips">
        ${bad === undefined ? nothing : html`<span class="chip ${side}">${this._verdict(bad)}</span>`}
        ${rating === undefined ? nothing : html`<span class="chip">rated ${rating} of 6</span>`}
        ${
          counts.model === undefined || counts.reference === undefined
            ? nothing
            : html`<span class="chip">scored ${counts.model} of 10, the reference ${counts.reference}</span>`
        }
        ${parsed === undefined ? nothing : html`<span class="chip">read as ${parsed}</span>`}
        ${apart ? html`<span class="chip differs">they differ</span>` : nothing}
      </p>
    </div>`;
  }

  private _verdict(bad: boolean): string {
    if (bad) return `✗ ${this.bad}`;
    return this.bad === 'wrong' ? '✓ right' : '✓ nothing false';
  }

  private _judge({ reply, error }: BenchDialogue, i: number): TemplateResult {
    const whose = this.names[i] === undefined ? '' : `, ${this.names[i]}`;
    return html`
      ${
        error === undefined
          ? nothing
          : html`<p class="error small"><b>Not judged${whose}.</b> ${error} It counts in no score.</p>`
      }
      ${
        reply === undefined
          ? nothing
          : html`<details>
              <summary>The judge’s words${whose}</summary>
              <pre>${reply}</pre>
            </details>`
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-sample': AmpSample;
  }
}
