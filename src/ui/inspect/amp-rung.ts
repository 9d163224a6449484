import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatChange, formatNumber } from '../../base/format.ts';
import type { RungScores } from '../../protocol/inspect.ts';
import type { Level, LevelCheck } from '../../protocol/ladder.ts';
import { sourceName } from '../amp-ladder.ts';
import '../ladders/amp-why.ts';
import { claimsOf } from '../ladders/ladderView.ts';
import { countHits, moveOf } from '../ladders/whyView.ts';
import { shared } from '../styles.ts';
import './amp-rung-text.ts';
import type { TextMode } from './amp-rung-text.ts';
import { rungStyles } from './rungStyles.ts';
import { heatOf } from './scoreView.ts';

/**
 * One rung: what it says, what is made up, who wrote it, where it was put by whom and why, and what a model makes of it.
 *
 * @fires amp-why - The user opens or closes the reasons.
 * @csspart words - The answers.
 * @cssprop --colour - Colour of its level, for the bar.
 */
@customElement('amp-rung')
export class AmpRung extends LitElement {
  static override readonly styles = [shared, rungStyles];

  /** The rung; nothing is shown without it. */
  @property({ attribute: false }) level: Level | undefined;
  /** Its place in the ladder's own order. */
  @property({ type: Number }) index = 0;
  /** The standard answer, level 0. */
  @property({ attribute: false }) standard: Level | undefined;
  /** The rung that is shown above; undefined for the first. */
  @property({ attribute: false }) above: Level | undefined;
  /** The questions, one per round. */
  @property({ attribute: false }) questions: readonly string[] = [];
  /** Log-probabilities, nats; undefined where nobody has read it. */
  @property({ attribute: false }) scores: RungScores | undefined;
  /** Whether scores are on their way: their places are kept. */
  @property({ type: Boolean }) waiting = false;
  /** Implicit reward, where there is a reference. */
  @property({ attribute: false }) reward: number | undefined;
  /** The largest reward of the ladder, for the bar. */
  @property({ type: Number }) widest = 1;
  /** The change of a token at which its colour is full. */
  @property({ type: Number }) scale = 1;
  /** What is marked in the text. */
  @property() mode: TextMode = 'plain';
  /** Whether the reasons are shown. */
  @property({ type: Boolean }) open = false;
  /** A person's rank; undefined where nobody gave one. */
  @property({ attribute: false }) human: number | undefined;
  /** Levels that a person ties it with. */
  @property({ attribute: false }) tied: readonly number[] = [];

  override render(): TemplateResult | typeof nothing {
    const { level, index } = this;
    if (level === undefined) return nothing;
    return html`<div class="rung">
      <div part="words">
        ${level.answers.map((answer, round) => this._answer(level, answer, round))}
        <p class="source">
          <b>${sourceName(level.source)}</b>
          ${made(level)} ${index === 0 ? nothing : this._ranks(level)} ${this._human()}
        </p>
        ${index === 0 ? nothing : this._why(level)}
      </div>
      <div class="numbers">${this._numbers(level)}</div>
      ${
        this.open && level.check !== undefined
          ? html`<div class="reasons">
              ${similarities(level.check)}
              <amp-why .standard=${this.standard} .level=${level} .questions=${this.questions}></amp-why>
            </div>`
          : nothing
      }
    </div>`;
  }

  private _answer(level: Level, answer: string, round: number): TemplateResult {
    const tokens =
      this.scores === undefined ? [] : heatOf(this.scores).filter(({ span }) => span.round === round);
    return html`<div class="answer">
      ${level.answers.length > 1 ? html`<span class="quiet">${round + 1}.</span>` : nothing}
      <amp-rung-text
        .text=${answer}
        .claims=${level.claims?.[round] ?? []}
        .above=${this.above?.answers[round]}
        .tokens=${tokens}
        .scale=${this.scale}
        .mode=${this.mode}
      ></amp-rung-text>
    </div>`;
  }

  private _ranks(level: Level): TemplateResult {
    const { generated, autoCheck } = level.ranks;
    const move = moveOf(level, this.index);
    return html`<span>generated as ${generated}</span> ${
        autoCheck === undefined
          ? nothing
          : move === 'stayed'
            ? html`<span>kept by auto-check</span>`
            : html`<span class="moved">${move === 'up' ? '↑' : '↓'} auto-check: ${autoCheck}</span>`
      } `;
  }

  private _human(): TemplateResult | typeof nothing {
    const { human, tied } = this;
    if (human === undefined) return nothing;
    const others = tied.length === 0 ? '' : `, tied with level ${tied.join(' and ')}`;
    return html`<span class="human">by a person: ${human}${others}</span>`;
  }

  private _why(level: Level): TemplateResult {
    if (level.check === undefined) {
      return html`<p class="small quiet">
        ${
          level.ranks.autoCheck === undefined
            ? 'Not auto-checked: it stands where it was generated.'
            : 'The standard answer has nothing to compare with: it stands where it was generated.'
        }
      </p>`;
    }
    const { hits, chunks } = countHits(level.check, 'local');
    return html`<button class="why" type="button" aria-expanded=${this.open} @click=${this._onWhy}>
      <span aria-hidden="true">${this.open ? '▾' : '▸'}</span> Why level ${this.index}? ${hits} of ${chunks}
      chunks hit
    </button>`;
  }

  private _numbers({ answers, check }: Level): TemplateResult {
    const { scores, reward, waiting } = this;
    const words = answers.reduce((n, answer) => n + (answer.match(/\S+/g)?.length ?? 0), 0);
    const row = (name: string, value: string, title = ''): TemplateResult =>
      html`<div>
        <dt title=${title}>${name}</dt>
        <dd>${value}</dd>
      </div>`;
    const number = (value: number | undefined): string =>
      value === undefined ? '–' : formatNumber(value, 2);
    const against = scores === undefined ? waiting : scores.reference !== undefined;
    return html`<dl>
        ${scores === undefined && !waiting ? nothing : row('log p', number(scores?.policy.sum), 'under the model that reads')}
        ${
          against
            ? html`${row('reference', number(scores?.reference?.sum), 'log p under the reference')}
              ${row('reward', reward === undefined ? '–' : formatChange(reward, 3), 'beta (log p - reference)')}`
            : nothing
        }
      </dl>
      ${against ? html`<div class="bar" aria-hidden="true">${bar((reward ?? 0) / this.widest)}</div>` : nothing}
      <dl>
        ${scores === undefined ? row('words', String(words)) : row('tokens', String(scores.tokens.length))}
        ${
          check === undefined
            ? nothing
            : html`${row('Acc', number(check.acc), 'share of chunks hit, as auto-check ranks by it')}
              ${row('score', number(check.score), 'mean cosine, as auto-check ranks by it')}`
        }
      </dl>`;
  }

  private readonly _onWhy = (): void => {
    this.dispatchEvent(new CustomEvent('amp-why', { bubbles: true, composed: true }));
  };
}

function made(level: Level): TemplateResult | typeof nothing {
  if (level.claims === undefined) return nothing;
  const { made: false_, all } = claimsOf([level]);
  if (false_ > 0) return html`<span class="false">${false_} of ${all} claims false</span>`;
  return html`<span>${all === 0 ? 'no claims' : 'no false claim'}</span>`;
}

/** Acc and score: local, global, and what ranks. */
function similarities(check: LevelCheck): TemplateResult {
  const row = (name: string, { acc, score }: { acc: number; score: number }, kind = ''): TemplateResult =>
    html`<tr class=${kind}>
      <th scope="row">${name}</th>
      <td class="number">${formatNumber(acc, 2)}</td>
      <td class="number">${formatNumber(score, 2)}</td>
    </tr>`;
  return html`<table>
    <thead>
      <tr>
        <th><span class="visually-hidden">compared</span></th>
        <th scope="col">Acc</th>
        <th scope="col">score</th>
      </tr>
    </thead>
    <tbody>
      ${row('local', check.local)} ${row('global', check.global)} ${row('ranks by', check, 'ranks')}
    </tbody>
  </table>`;
}

/** A bar from the middle: to the right what training made likelier, to the left what it made less likely. */
function bar(share: number): TemplateResult {
  const width = Math.min(1, Math.abs(share)) * 50;
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none">
    <rect x=${share < 0 ? 50 - width : 50} width=${width} height="10" fill="var(--colour)"></rect>
    <rect x="49.5" width="1" height="10" fill="var(--ink-quiet)"></rect>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-rung': AmpRung;
  }
}
