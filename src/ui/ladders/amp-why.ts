import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../base/format.ts';
import type { Level } from '../../protocol/ladder.ts';
import { shared } from '../styles.ts';
import { chunkPieces, matchRows, partnersOf, supportRows, type Look, type MatchRow } from './whyView.ts';

/** What the pointer or the focus is on: chunks of the standard answer, and the generated answer's partner. */
interface Active {
  readonly round: number;
  readonly standard: readonly number[];
  readonly generated: number;
}

/**
 * Why auto-check ranks a rung as it does: each chunk of the standard answer beside the chunk that it was matched with,
 * with the cosine, hit or miss. Pointing at a chunk, or focusing its row, marks it and its partner in both texts.
 */
@customElement('amp-why')
export class AmpWhy extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
        font-size: var(--size-0);
      }
      .texts {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0.3rem 1.2rem;
      }
      .texts h4 {
        font-size: inherit;
        font-weight: 600;
        color: var(--ink-quiet);
      }
      .text {
        font-size: var(--size-1);
        line-height: 1.8;
        overflow-wrap: anywhere;
      }
      .in {
        text-decoration: underline 2px var(--rule-strong);
        text-underline-offset: 0.25em;
        cursor: default;
      }
      .hit {
        text-decoration-color: var(--good);
      }
      .miss {
        text-decoration: underline dashed 2px var(--bad);
      }
      .active {
        background: color-mix(in srgb, var(--accent) 24%, transparent);
        border-radius: 3px;
      }
      table {
        width: 100%;
        margin-top: 0.4rem;
      }
      th,
      td {
        padding: 0.2rem 0.5rem 0.2rem 0;
        vertical-align: middle;
      }
      td:first-child,
      th:first-child {
        padding-left: 0.4rem;
      }
      tr.active {
        border-radius: 0;
      }
      td {
        overflow-wrap: anywhere;
      }
      td button {
        min-height: 1.75rem;
        padding: 0.05rem 0.5rem;
        font-weight: 500;
        text-align: left;
        overflow-wrap: anywhere;
      }
      .look {
        display: grid;
        grid-template-columns: 4.5rem auto auto;
        gap: 0 0.45rem;
        align-items: center;
        justify-content: start;
        white-space: nowrap;
      }
      svg {
        display: block;
        width: 4.5rem;
        height: 0.6rem;
      }
      .verdict-hit {
        font-weight: 600;
        color: var(--good);
      }
      .verdict-miss {
        font-weight: 600;
        color: var(--bad);
      }
      .round + .round {
        margin-top: 1rem;
      }
      .round > .question {
        margin-bottom: 0.3rem;
        font-weight: 600;
      }
      @container (max-width: 38rem) {
        .texts {
          grid-template-columns: minmax(0, 1fr);
        }
        thead {
          position: absolute;
          clip-path: inset(50%);
        }
        tr {
          display: grid;
          gap: 0.1rem;
          padding: 0.4rem 0;
          border-bottom: 1px solid var(--rule);
        }
        td {
          padding: 0;
          border: 0;
        }
        td[data-head]::before {
          content: attr(data-head) ' ';
          color: var(--ink-quiet);
        }
        .look {
          display: inline-grid;
        }
      }
    `,
  ];

  /** The standard answer. */
  @property({ attribute: false }) standard: Level | undefined;
  /** The generated rung in question. */
  @property({ attribute: false }) level: Level | undefined;
  /** The questions, one per round. */
  @property({ attribute: false }) questions: readonly string[] = [];

  @state() private _active: Active | undefined;

  override render(): TemplateResult | typeof nothing {
    const { standard, level, questions } = this;
    if (standard === undefined || level?.check === undefined) return nothing;
    const {
      threshold,
      encoder,
      localShare,
      unsupported,
      unsupportedWeight = 0,
      rankBy = 'acc',
    } = level.check;
    return html`
      ${questions.map((question, round) => this._round(standard, level, round, question))}
      <p class="small quiet" style="margin-top:0.6rem">
        A chunk is hit when its nearest has a cosine above ${threshold}. Local compares the chunks, global the
        sentences that they stand in; Acc is the share of hits, score the mean
        cosine${questions.length > 1 ? ', both averaged over the rounds' : ''}; the rank follows
        ${localShare === 0.5 ? 'their mean' : `${localShare} local + ${formatNumber(1 - localShare, 2)} global`}:
        ${rankBy === 'score' ? 'score alone' : 'Acc first, score where Acc ties'}.
        ${
          unsupportedWeight > 0
            ? `The chunks of this answer are looked for in the standard one in the same way. Those not found are underlined with dashes; ${unsupportedWeight} of what they lack (${formatNumber(unsupported?.score ?? 0, 2)} for each chunk of the standard answer) is taken off.`
            : nothing
        }
        Encoder: ${encoder.name} ${encoder.version}.
      </p>
    `;
  }

  private _round(standard: Level, level: Level, round: number, question: string): TemplateResult {
    const rows = matchRows(standard, level, round);
    return html`<div class="round" @mouseleave=${this._onLeave}>
      ${this.questions.length > 1 ? html`<p class="question">${round + 1}. ${question}</p>` : nothing}
      <div class="texts">
        <div>
          <h4>Standard answer</h4>
          <p class="text">${this._standard(standard, rows, round)}</p>
        </div>
        <div>
          <h4>This answer</h4>
          <p class="text">${this._generated(level, rows, supportRows(standard, level, round), round)}</p>
        </div>
      </div>
      ${
        rows.length === 0
          ? html`<p class="quiet">The standard answer has no chunk here; this round is not compared.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">chunk of the standard answer</th>
                  <th scope="col">nearest here</th>
                  <th scope="col">local</th>
                  <th scope="col">global</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => this._match(row, round, level.check?.threshold ?? 0))}
              </tbody>
            </table>`
      }
    </div>`;
  }

  private _standard(level: Level, rows: readonly MatchRow[], round: number): TemplateResult[] {
    return chunkPieces(level.answers[round] ?? '', level.chunks?.[round] ?? []).map(({ text, chunks }) => {
      const inner = chunks.at(-1);
      if (inner === undefined) return html`${text}`;
      const row = rows.find(({ chunk }) => chunk === inner);
      const active = this._active?.round === round && this._active.standard.some((c) => chunks.includes(c));
      return html`<span
        class="in ${row?.local.hit ? 'hit' : 'miss'} ${active ? 'active' : ''}"
        @mouseenter=${() => this._point(round, [inner], row?.partner ?? -1)}
        >${text}</span
      >`;
    });
  }

  private _generated(
    level: Level,
    rows: readonly MatchRow[],
    supports: readonly MatchRow[],
    round: number,
  ): TemplateResult[] {
    return chunkPieces(level.answers[round] ?? '', level.chunks?.[round] ?? []).map(({ text, chunks }) => {
      const inner = chunks.at(-1);
      if (inner === undefined) return html`${text}`;
      const active = this._active?.round === round && chunks.includes(this._active.generated);
      const support = supports.find(({ chunk }) => chunk === inner);
      const look = support === undefined ? '' : support.local.hit ? 'hit' : 'miss';
      return html`<span
        class="in ${look} ${active ? 'active' : ''}"
        title=${support === undefined ? '' : `nearest: ${support.local.partner || 'nothing'} (${formatNumber(support.local.cosine, 2)})`}
        @mouseenter=${() => this._point(round, partnersOf(rows, inner), inner)}
        >${text}</span
      >`;
    });
  }

  private _match(row: MatchRow, round: number, threshold: number): TemplateResult {
    const { chunk, text, partner, local, global } = row;
    const active = this._active?.round === round && this._active.standard.includes(chunk);
    const point = (): void => this._point(round, [chunk], partner);
    return html`<tr class=${active ? 'active' : ''} @mouseenter=${point}>
      <td>
        <button type="button" @focus=${point} @click=${point} @blur=${this._onLeave}>${text}</button>
      </td>
      <td data-head="nearest:">${local.partner === '' ? html`<em>nothing</em>` : local.partner}</td>
      <td data-head="local:">${lookCell(local, threshold)}</td>
      <td data-head="global:" title=${global.partner}>${lookCell(global, threshold)}</td>
    </tr>`;
  }

  private _point(round: number, standard: readonly number[], generated: number): void {
    this._active = { round, standard, generated };
  }

  private readonly _onLeave = (): void => {
    this._active = undefined;
  };
}

/** The cosine on a scale from 0 to 1 with the threshold marked, in figures, and in words. */
function lookCell({ cosine, hit }: Look, threshold: number): TemplateResult {
  const width = Math.max(0, Math.min(1, cosine)) * 100;
  return html`<span class="look">
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="10" rx="2" fill="var(--rule)"></rect>
      <rect width=${width} height="10" rx="2" fill=${hit ? 'var(--good)' : 'var(--bad)'}></rect>
      <rect x=${threshold * 100 - 1} width="2" height="10" fill="var(--ink)"></rect>
    </svg>
    <span class="number">${formatNumber(cosine, 2)}</span>
    <span class=${hit ? 'verdict-hit' : 'verdict-miss'}>${hit ? '✓ hit' : '✗ miss'}</span>
  </span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-why': AmpWhy;
  }
}
