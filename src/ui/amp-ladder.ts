import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange, formatNumber } from '../base/format.ts';
import type { Ladder, Level, LevelLogps } from '../protocol/ladder.ts';
import './amp-answer.ts';
import './amp-margins.ts';
import './amp-scene.ts';
import type { Draw } from './client.ts';
import { countFalse } from './segments.ts';
import { levelBadge, levelColour, shared } from './styles.ts';

/** A preference ladder: the image, the questions, and the rungs from best to worst with what the model makes of them. */
@customElement('amp-ladder')
export class AmpLadder extends LitElement {
  static override readonly styles = [
    shared,
    levelBadge,
    css`
      :host {
        container-type: inline-size;
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 15rem) minmax(0, 1fr);
        gap: 1rem 1.4rem;
        align-items: start;
      }
      .questions {
        margin-bottom: 0.6rem;
        font-weight: 600;
        list-style: none;
      }
      .rungs {
        list-style: none;
        position: relative;
      }
      .rung {
        display: grid;
        grid-template-columns: 2.2rem minmax(0, 1fr);
        gap: 0.2rem 0.8rem;
        padding: 0.5rem 0;
        border-top: 1px solid var(--rule);
      }
      .rung.scored {
        grid-template-columns: 2.2rem minmax(0, 1fr) 12.5rem;
      }
      .words p + p {
        margin-top: 0.15rem;
      }
      .source {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.7rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .source b {
        color: var(--colour);
      }
      .false {
        color: var(--bad);
        font-weight: 600;
      }
      .numbers {
        font-size: var(--size-0);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 0.6rem;
      }
      dt {
        color: var(--ink-quiet);
      }
      dd {
        text-align: right;
        font-family: var(--mono);
      }
      .bar {
        height: 0.55rem;
        margin-top: 0.2rem;
        background: var(--sunk);
        border-radius: 3px;
      }
      svg {
        display: block;
        width: 100%;
        height: 100%;
      }
      .bar rect {
        transition:
          x 0.4s,
          width 0.4s;
      }
      .below {
        margin-top: 0.8rem;
      }
      @container (max-width: 46rem) {
        .rung.scored {
          grid-template-columns: 2.2rem minmax(0, 1fr);
        }
        .rung.scored .numbers {
          grid-column: 2;
        }
      }
      @container (max-width: 34rem) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
        amp-scene {
          max-width: 16rem;
        }
      }
    `,
  ];

  /** The ladder. */
  @property({ attribute: false }) ladder: Ladder | undefined;
  /** Per level; empty where no model has read the rungs. */
  @property({ attribute: false }) logps: readonly LevelLogps[] = [];
  /** Scale of the implicit reward. */
  @property({ type: Number }) beta = 0.1;
  /** Who draws the image. */
  @property({ attribute: false }) draw: Draw | undefined;

  override render(): TemplateResult | typeof nothing {
    const { ladder, draw } = this;
    if (ladder === undefined) return nothing;
    const rewards = this.logps.map(({ policy, reference }) => this.beta * (policy - reference));
    const widest = Math.max(1e-3, ...rewards.map(Math.abs));
    return html`<div class="layout">
      <div>
        <amp-scene .image=${ladder.image} .draw=${draw}></amp-scene>
        ${
          rewards.length > 1
            ? html`<amp-margins
                class="below scroll"
                tabindex="0"
                role="group"
                aria-label="Margins"
                .rewards=${rewards}
              ></amp-margins>`
            : nothing
        }
      </div>
      <div>
        <ul class="questions">
          ${ladder.questions.map((q, i) => html`<li>${numbered(i, ladder)}“${q}”</li>`)}
        </ul>
        <ol class="rungs" aria-label="Answers, best first">
          ${ladder.levels.map((level, k) => this._rung(ladder, level, k, rewards[k], widest))}
        </ol>
      </div>
    </div>`;
  }

  private _rung(
    ladder: Ladder,
    level: Level,
    k: number,
    reward: number | undefined,
    widest: number,
  ): TemplateResult {
    const logps = this.logps[k];
    const made = level.claims?.reduce((sum, claims) => sum + countFalse(claims), 0);
    return html`<li class="rung ${logps ? 'scored' : ''}" style="--colour:${levelColour(k)}">
      <span
        class="level"
        title=${`Level ${k}, ${k === 0 ? 'the best' : k === ladder.levels.length - 1 ? 'the worst' : 'in between'}`}
        >${k}</span
      >
      <div class="words">
        ${level.answers.map(
          (answer, i) =>
            html`<p>
              ${numbered(i, ladder)}<amp-answer
                .text=${answer}
                .claims=${level.claims?.[i] ?? []}
              ></amp-answer>
            </p>`,
        )}
        <p class="source">
          <b>${sourceName(level.source)}</b>
          ${
            made === undefined
              ? nothing
              : made === 0
                ? html`<span>nothing made up</span>`
                : html`<span class="false">${made} made up</span>`
          }
        </p>
      </div>
      ${
        logps === undefined || reward === undefined
          ? nothing
          : html`<div class="numbers">
              <dl>
                <dt>log p, model</dt>
                <dd>${formatNumber(logps.policy, 2)}</dd>
                <dt>log p, reference</dt>
                <dd>${formatNumber(logps.reference, 2)}</dd>
                <dt>implicit reward</dt>
                <dd>${formatChange(reward, 2)}</dd>
              </dl>
              <div class="bar" aria-hidden="true">${bar(reward / widest)}</div>
            </div>`
      }
    </li>`;
  }
}

/** Rounds are numbered where there is more than one. */
function numbered(round: number, ladder: Ladder): TemplateResult | typeof nothing {
  return ladder.questions.length > 1 ? html`<span class="quiet">${round + 1}.&nbsp;</span>` : nothing;
}

/** `truth`, `expert-M`, `sft-2of3` and `ig-1of2` as people say it. */
export function sourceName(source: string): string {
  if (source === 'truth') return 'the true answer';
  if (source === 'standard') return 'the standard answer';
  const expert = /^expert-(\w+)$/.exec(source);
  if (expert !== null) return `expert ${expert[1]}`;
  const part = /^(?:sft|ig)-(\d+)of(\d+)$/.exec(source);
  if (part === null) return source;
  return part[1] === part[2] ? 'model, all the data' : `model, ${part[1]}/${part[2]} of the data`;
}

/** A bar from the middle: to the right what training made likelier, to the left what it made less likely. */
function bar(share: number): TemplateResult {
  const width = Math.abs(share) * 50;
  const x = share < 0 ? 50 - width : 50;
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none">
    <rect x=${x} y="0" width=${width} height="10" fill="var(--colour)"></rect>
    <rect x="49.7" y="0" width="0.6" height="10" fill="var(--ink-quiet)"></rect>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder': AmpLadder;
  }
}
