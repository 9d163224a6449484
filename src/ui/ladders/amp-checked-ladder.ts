import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../base/format.ts';
import type { Ladder, Level, LevelCheck } from '../../protocol/ladder.ts';
import '../amp-answer.ts';
import { sourceName } from '../amp-ladder.ts';
import '../amp-scene.ts';
import type { Draw } from '../client.ts';
import { levelColour, shared } from '../styles.ts';
import './amp-why.ts';
import { claimsOf } from './ladderView.ts';
import { countHits, moveOf } from './whyView.ts';

/** One ladder opened: its rungs with what is made up, where each was generated, where auto-check put it, and why. */
@customElement('amp-checked-ladder')
export class AmpCheckedLadder extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 11rem) minmax(0, 1fr);
        gap: 0.9rem 1.3rem;
        align-items: start;
      }
      .questions {
        font-size: var(--size-2);
        font-weight: 600;
        list-style: none;
      }
      .rungs {
        grid-column: 1 / -1;
        list-style: none;
      }
      .rung {
        display: grid;
        grid-template-columns: 2.2rem minmax(0, 1fr) auto;
        gap: 0.3rem 0.9rem;
        padding: 0.7rem 0;
        border-top: 1px solid var(--rule);
      }
      .level {
        display: grid;
        place-items: center;
        width: 2rem;
        height: 2rem;
        font-weight: 700;
        color: var(--sheet);
        background: var(--colour);
        border-radius: 50%;
      }
      .source {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.7rem;
        margin-top: 0.1rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .source b {
        color: var(--colour);
      }
      .false {
        font-weight: 600;
        color: var(--bad);
      }
      .moved {
        padding: 0 0.45rem;
        font-weight: 600;
        color: var(--warn);
        background: var(--warn-wash);
        border-radius: 1rem;
      }
      table {
        align-self: start;
        font-size: var(--size-0);
      }
      th,
      td {
        padding: 0.05rem 0 0.05rem 0.8rem;
        text-align: right;
        border: 0;
      }
      tbody th {
        text-align: left;
      }
      tr.ranks td,
      tr.ranks th {
        border-top: 1px solid var(--rule);
        color: var(--ink);
      }
      .why {
        min-height: 0;
        margin-top: 0.2rem;
        padding: 0.1rem 0;
        font-size: var(--size-0);
        color: var(--accent);
        background: none;
        border: 0;
      }
      .why:hover {
        text-decoration: underline;
      }
      amp-why {
        grid-column: 2 / -1;
        margin-top: 0.3rem;
        padding: 0.7rem 0.9rem;
        background: var(--sunk);
        border-radius: var(--round);
      }
      @container (max-width: 34rem) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
        amp-scene {
          max-width: 12rem;
        }
        .rung {
          grid-template-columns: 2.2rem minmax(0, 1fr);
        }
        table {
          grid-column: 2;
          justify-self: start;
        }
        tbody th {
          padding-left: 0;
        }
        amp-why {
          grid-column: 1 / -1;
          padding: 0.6rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) ladder: Ladder | undefined;
  /** Who draws the image. */
  @property({ attribute: false }) draw: Draw | undefined;

  /** Levels whose reasons are shown; they stay open from one ladder to the next. */
  @state() private _open: ReadonlySet<number> = new Set([1]);

  override render(): TemplateResult | typeof nothing {
    const { ladder, draw } = this;
    if (ladder === undefined) return nothing;
    const several = ladder.questions.length > 1;
    return html`<div class="layout">
      <amp-scene
        .image=${ladder.image}
        .draw=${draw}
        alt="The image that the questions are about"
      ></amp-scene>
      <ul class="questions">
        ${ladder.questions.map((q, i) => html`<li>${several ? `${i + 1}. ` : ''}“${q}”</li>`)}
      </ul>
      <ol class="rungs" aria-label="Rungs, best first">
        ${ladder.levels.map((level, k) => this._rung(ladder, level, k))}
      </ol>
    </div>`;
  }

  private _rung(ladder: Ladder, level: Level, k: number): TemplateResult {
    const several = level.answers.length > 1;
    return html`<li class="rung" style="--colour:${levelColour(k)}">
      <span class="level" title=${`Level ${k}`}>${k}</span>
      <div>
        ${level.answers.map(
          (answer, i) =>
            html`<p>
              ${several ? html`<span class="quiet">${i + 1}.&nbsp;</span>` : nothing}<amp-answer
                .text=${answer}
                .claims=${level.claims?.[i] ?? []}
              ></amp-answer>
            </p>`,
        )}
        <p class="source">
          <b>${sourceName(level.source)}</b>
          ${made(level)} ${k === 0 ? nothing : ranks(level, k)}
        </p>
        ${k === 0 ? nothing : this._why(level, k)}
      </div>
      ${level.check === undefined ? nothing : numbers(level.check)}
      ${
        level.check === undefined || !this._open.has(k)
          ? nothing
          : html`<amp-why
              .standard=${ladder.levels[0]}
              .level=${level}
              .questions=${ladder.questions}
            ></amp-why>`
      }
    </li>`;
  }

  private _why(level: Level, k: number): TemplateResult {
    if (level.check === undefined) {
      return html`<p class="small quiet">
        ${
          level.ranks.autoCheck === undefined
            ? 'Not auto-checked: it stands where it was generated.'
            : 'The standard answer has nothing to compare with: it stands where it was generated.'
        }
      </p>`;
    }
    const open = this._open.has(k);
    const { hits, chunks } = countHits(level.check, 'local');
    return html`<button class="why" type="button" aria-expanded=${open} @click=${() => this._toggle(k)}>
      ${open ? '▾' : '▸'} Why level ${k}? ${hits} of ${chunks} chunks hit
    </button>`;
  }

  private _toggle(k: number): void {
    const open = new Set(this._open);
    if (!open.delete(k)) open.add(k);
    this._open = open;
  }
}

function made(level: Level): TemplateResult | typeof nothing {
  if (level.claims === undefined) return nothing;
  const { made: false_, all } = claimsOf([level]);
  if (false_ > 0) return html`<span class="false">${false_} of ${all} claims false</span>`;
  return html`<span>${all === 0 ? 'no claims' : 'no false claim'}</span>`;
}

function ranks(level: Level, k: number): TemplateResult {
  const { generated, autoCheck, human } = level.ranks;
  const move = moveOf(level, k);
  return html`<span>generated as ${generated}</span> ${
      autoCheck === undefined
        ? nothing
        : move === 'stayed'
          ? html`<span>kept by auto-check</span>`
          : html`<span class="moved">${move === 'up' ? '↑' : '↓'} auto-check: ${autoCheck}</span>`
    }
    ${human === undefined ? nothing : html`<span>by a person: ${human}</span>`}`;
}

/** Acc and score: local, global, and what ranks. */
function numbers(check: LevelCheck): TemplateResult {
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

declare global {
  interface HTMLElementTagNameMap {
    'amp-checked-ladder': AmpCheckedLadder;
  }
}
